"""Activities that are done several times: multi-instance and standard loops (BPMN 2.0.2, 10.3.8).

What SpiffWorkflow keeps in connected callbacks is here one step, `advance`, that can be done again: it takes in the
turns that are done and begins what comes next.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from SpiffWorkflow.util.task import TaskState

from engine.spiff.parking import Stuck
from engine.spiff.process import Element
from engine.spiff.sentences import NO_NUMBER
from engine.spiff.specs.node import Node
from engine.spiff.tokens import Token

COUNTER = "loopCounter"
OVER = "over"


class Repetition(Node):
    """The activity as a whole; its turns hang from it."""

    def __init__(self, wf_spec: Any, name: str, element: Element, body: Any, **kwargs: Any) -> None:
        super().__init__(wf_spec, name, element, **kwargs)
        self.body = body

    def owns(self, token: Token) -> bool:
        return token.task_spec is self.body

    def left(self, token: Token, turn: Token) -> None:
        """A turn is over; it is kept until it could be taken in."""
        token.internal_data.setdefault(OVER, []).append(turn.id)
        token.top.advance(token)

    def turns_over(self, token: Token) -> Iterator[Token]:
        """The turns that are over, in their order; each is forgotten once it was taken in."""
        over = token.internal_data.get(OVER, [])
        while over:
            turn = token.workflow.tasks[over[0]]
            yield turn
            over.pop(0)
            forget_turn(token, turn)
        token.internal_data.pop(OVER, None)

    def advance(self, token: Token) -> None:
        """Take in the turns that are over, and begin the next."""
        raise NotImplementedError

    def over(self, token: Token) -> None:
        """Every turn is done or no longer wanted."""
        for turn in token.children:
            turn.cancel()
        forget_turns(token)
        token._ready()


class Loop(Repetition):
    """The activity again and again while a condition holds, at most so many times (10.3.8.1)."""

    def __init__(
        self,
        wf_spec: Any,
        name: str,
        element: Element,
        body: Any,
        *,
        condition: str | None,
        maximum: str | None,
        before: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(wf_spec, name, element, body, **kwargs)
        self.condition, self.maximum, self.before = condition, maximum, before

    def _update_hook(self, my_task: Token) -> bool:
        my_task.internal_data["done"] = 0
        if self.before and not self.wanted(my_task):
            my_task.internal_data.clear()
            return True
        my_task._state = TaskState.STARTED
        my_task.top.enter(my_task._add_child(self.body))
        return False

    def advance(self, token: Token) -> None:
        for _turn in self.turns_over(token):
            token.internal_data["done"] += 1
        if token._children:
            return
        if self.wanted(token):
            token.top.enter(token._add_child(self.body))
        else:
            token.internal_data.clear()
            self.over(token)

    def wanted(self, token: Token) -> bool:
        """Whether there is another turn."""
        done = token.internal_data["done"]
        more: dict[str, object] = {**token.data, COUNTER: done}
        environment = token.top.script_engine.environment
        if self.maximum is not None:
            most = environment.evaluate(self.maximum, more)
            if isinstance(most, bool) or not isinstance(most, int | Decimal):
                said = NO_NUMBER.fill(expression=repr(self.maximum), value=repr(most))
                raise Stuck("expression", said.stored)
            if done >= most:
                return False
        return self.condition is None or environment.condition(self.condition, more)


def forget_turn(token: Token, turn: Token) -> None:
    """Take a turn that was taken in out of the tree."""
    token._children.remove(turn.id)
    del token.workflow.tasks[turn.id]


def forget_turns(token: Token) -> None:
    """Take every turn out of the tree, those taken away included."""
    for turn in token.children:
        if turn.has_own_scope():
            turn.data.forget()
        forget_turn(token, turn)
