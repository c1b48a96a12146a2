"""Multi-instance activities: once for each item, one after another or all at once (BPMN 2.0.2, 10.3.8.2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from SpiffWorkflow.util.task import TaskState

from engine.spiff.parking import Stuck
from engine.spiff.process import Element
from engine.spiff.scopes import Scope
from engine.spiff.sentences import NO_LIST, NO_WHOLE_NUMBER, TOO_MANY_INSTANCES
from engine.spiff.specs.repetition import COUNTER, Repetition, forget_turns
from engine.spiff.tokens import Token

MOST = 2_000
"""How many instances one multi-instance activity may have."""


@dataclass(frozen=True, slots=True)
class Instances:
    """How a multi-instance activity is repeated; texts are FEEL."""

    sequential: bool
    collection: str | None
    cardinality: str | None
    item: str | None
    completion: str | None
    results: str | None
    result: str | None


class MultiInstance(Repetition):
    """The activity once for each item, one after another or all at once, each with data of its own."""

    def __init__(
        self, wf_spec: Any, name: str, element: Element, body: Any, instances: Instances, **kwargs: Any
    ) -> None:
        super().__init__(wf_spec, name, element, body, **kwargs)
        self.instances = instances

    def _update_hook(self, my_task: Token) -> bool:
        items = self.items(my_task)
        if not items:
            self.write_results(my_task, [])
            return True
        kept = my_task.internal_data
        kept.update(number=len(items), begun=0, done=0)
        if self.instances.results:
            kept["results"] = [None] * len(items)
        if self.instances.sequential:
            kept["items"] = items
        my_task._state = TaskState.STARTED
        try:
            for item in items[:1] if self.instances.sequential else items:
                self.begin(my_task, item)
        except Stuck:
            self.begin_nothing(my_task)
            raise
        return False

    def begin_nothing(self, token: Token) -> None:
        """Take back what was begun, so that a retry begins anew."""
        for turn in token.children:
            turn.cancel()
        forget_turns(token)
        token.internal_data.clear()

    def items(self, token: Token) -> list[object]:
        """The items, or the numbers from 0 for a cardinality; raises Stuck."""
        if self.instances.collection is not None:
            found = token.top.script_engine.evaluate(token, self.instances.collection)
            if not isinstance(found, list | tuple):
                said = NO_LIST.fill(expression=repr(self.instances.collection), value=repr(found))
                raise Stuck("expression", said.stored)
            items = list(found)
        else:
            text = self.instances.cardinality or ""
            number = token.top.script_engine.evaluate(token, text)
            if isinstance(number, bool) or not isinstance(number, int | Decimal) or number != int(number) or number < 0:
                said = NO_WHOLE_NUMBER.fill(expression=repr(text), value=repr(number))
                raise Stuck("expression", said.stored)
            items = list(range(min(int(number), MOST + 1)))
        if len(items) > MOST:
            raise Stuck("expression", TOO_MANY_INSTANCES.fill(limit=str(MOST)).stored)
        return items

    def begin(self, token: Token, item: object) -> None:
        """Begin the next instance."""
        kept = token.internal_data
        turn = token._add_child(self.body)
        turn.internal_data["index"] = kept["begun"]
        kept["begun"] += 1
        turn.data = Scope(token.data)
        turn.data.write({COUNTER: kept["begun"]})
        if self.instances.item:
            turn.data.write({self.instances.item: item})
        token.top.enter(turn)

    def advance(self, token: Token) -> None:
        kept = token.internal_data
        for turn in self.turns_over(token):
            if self.take_in(token, turn):
                self.finish(token)
                return
        if kept["done"] == kept["number"]:
            self.finish(token)
        elif self.instances.sequential and kept["begun"] == kept["done"]:
            self.begin(token, kept["items"][kept["begun"]])

    def take_in(self, token: Token, turn: Token) -> bool:
        """Keep what an instance gave; whether the completion condition now holds."""
        kept, ways = token.internal_data, self.instances
        result = token.top.script_engine.evaluate(turn, ways.result) if ways.results and ways.result else None
        enough = False
        if ways.completion:
            counts = self.counts(kept["done"] + 1, kept)
            enough = token.top.script_engine.environment.condition(ways.completion, {**turn.data, **counts})
        kept["done"] += 1
        if ways.results:
            kept["results"][turn.internal_data["index"]] = result
            turn.data.forget()
        else:
            turn.data.close(kept=(COUNTER, ways.item or COUNTER))
        return enough

    def counts(self, done: int, kept: Mapping[str, int]) -> dict[str, object]:
        """BPMN's own names for where a multi-instance activity is (2.0.2, table 10.30)."""
        return {
            "numberOfInstances": kept["number"],
            "numberOfCompletedInstances": done,
            "numberOfActiveInstances": kept["begun"] - done,
            "numberOfTerminatedInstances": 0,
        }

    def finish(self, token: Token) -> None:
        """Write the results and go on."""
        self.write_results(token, token.internal_data.get("results", []))
        token.internal_data.clear()
        self.over(token)

    def write_results(self, token: Token, results: list[object]) -> None:
        """Put the gathered results into the data, where they are asked for."""
        if self.instances.results:
            token.data.write({self.instances.results: results})
