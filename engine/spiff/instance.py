"""A running instance: SpiffWorkflow's workflow, with a queue of what may go on instead of walks over its tree."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.util.task import TaskState

from engine.errors import BpmnError
from engine.spiff import errors_and_escalations
from engine.spiff.budget import Budget
from engine.spiff.environment import FeelEnvironment, FeelScriptEngine
from engine.spiff.host import Host, Trace
from engine.spiff.parking import ADVANCE, ENTER, LEAVE, RUN, Reason, Stuck
from engine.spiff.process import Process
from engine.spiff.scopes import Scope
from engine.spiff.specs import compensation
from engine.spiff.tokens import Token

NESTING = 50
"""How many processes may be begun inside one another."""


class Part(BpmnSubWorkflow):
    """A sub-process or called process that runs inside an instance; its tokens are apart from the caller's."""

    definition_id: int

    def __init__(self, spec: Any, token: Token, definition_id: int) -> None:
        self.definition_id, self.caller = definition_id, token
        super().__init__(spec, token.id, token.top, deserializing=True)

    def _calculate_depth(self) -> int:
        return int(self.caller.workflow.depth) + 1


class Instance(BpmnWorkflow):
    """The whole of an instance: its own tokens and those of everything inside."""

    script_engine: FeelScriptEngine

    def __init__(self, definition_id: int, process: Process, host: Host) -> None:
        self.budget = Budget()
        engine = FeelScriptEngine(FeelEnvironment(host, self.budget))
        super().__init__(process.specs[process.key], {}, engine, deserializing=True)
        self.definition_id, self.process, self.host = definition_id, process, host
        self.queue: deque[Token] = deque()
        self.count = 0

    def next_number(self) -> int:
        """The number of a token that now comes into being; raises Stuck when an action makes too many."""
        self.budget.token()
        self.count += 1
        return self.count

    def parts(self) -> Iterator[Any]:
        """The instance and everything that runs inside it, callers first."""
        yield self
        yield from self.subprocesses.values()

    def token(self, number: int) -> Token | None:
        """A token by its number, wherever it is."""
        for part in self.parts():
            found: Token | None = part.tasks.get(number)
            if found is not None:
                return found
        return None

    def process_of(self, token: Token) -> Process:
        """The process whose diagram the token's element is in."""
        definition: int = token.workflow.definition_id
        return self.process if definition == self.definition_id else self.host.process(definition)

    def begin(self, part: Any, data: Scope, start: Any) -> None:
        """Put the first token into a scope: at its start event, and one at each event sub-process that listens."""
        part.task_tree = root = Token(part, part.spec.start)
        root.data = data
        root._state = TaskState.COMPLETED
        for listener in part.spec.listeners:
            self.enter(root._add_child(listener))
        self.enter(root._add_child(start))

    def begin_inside(self, token: Token, spec: Any, definition_id: int, data: Scope) -> None:
        """Begin a sub-process or called process at a token, which waits until it is over."""
        part = Part(spec, token, definition_id)
        if part.depth > NESTING:
            raise Stuck("call", f"Expected at most {NESTING} processes inside one another, but there are more.")
        token._state = TaskState.STARTED
        self.subprocesses[token.id] = part
        try:
            self.begin(part, data, spec.begin)
        except Stuck:  # More tokens than an action may make: a retry begins anew.
            self.stop(part)
            del self.subprocesses[token.id]
            raise

    def enter(self, token: Token) -> None:
        """A token reaches its element."""
        try:
            token.task_spec._update(token)
        except Exception as error:
            self.park(token, ENTER, error)

    def leave(self, token: Token, ways: Iterable[Any]) -> None:
        """A token is done at its element and goes on along the ways given; without any it is used up."""
        spec = token.task_spec
        children = [token._add_child(way) for way in ways]
        self.host.record(Trace(spec.element.id, spec.told))
        token.workflow.last_task = token
        if spec.handler is not None:
            compensation.note_done(token)
        parent = token.parent
        if parent is not None and parent.task_spec.owns(token):
            parent.task_spec.left(parent, token)
        for child in children:
            self.enter(child)

    def go_on(self) -> None:
        """Run until only people, timers and messages can go on."""
        while True:
            while self.queue:
                token = self.queue.popleft()
                if token._state == TaskState.READY:
                    self.step(token)
            if not self.settle():
                return

    def step(self, token: Token) -> None:
        """Do the work of one element."""
        phase = RUN
        try:
            self.budget.step()
            token.task_spec._run(token)
            phase = LEAVE
            if token.live:  # An error or a terminate end may have taken its own token away.
                token.complete()
        except BpmnError as error:
            if not errors_and_escalations.caught(token, "error", error.code, str(error)):
                self.park(token, phase, error)
        except Exception as error:
            self.park(token, phase, error)

    def again(self, token: Token) -> None:
        """Try a parked element once more, from where it failed."""
        phase = Reason.kept(token.internal_data).phase
        del token.internal_data["parked"]
        if phase == ADVANCE:
            self.advance(token)
        elif phase == LEAVE:
            self.leave_again(token)
        elif phase == RUN:
            token._ready()
        else:
            token._state = TaskState.FUTURE
            self.enter(token)

    def leave_again(self, token: Token) -> None:
        """Choose the ways out once more."""
        try:
            token.complete()
        except Exception as error:
            self.park(token, LEAVE, error)

    def advance(self, token: Token) -> None:
        """Let a loop go on after one of its turns."""
        token._state = TaskState.STARTED
        token.internal_data.pop("parked", None)
        try:
            token.task_spec.advance(token)
        except Exception as error:
            self.park(token, ADVANCE, error)

    def park(self, token: Token, phase: str, error: Exception) -> None:
        """Leave a token at its element until it is tried again."""
        reason = Reason.of(phase, error)
        token._state = TaskState.ERROR
        token.internal_data["parked"] = reason.as_list()
        detail = {"kind": reason.kind, "sentence": reason.sentence}
        self.host.record(Trace(token.task_spec.element.id, "parked", detail))

    def settle(self) -> bool:
        """Look at what depends on other tokens, now that none can go on by itself; whether any now can."""
        for part in sorted(self.parts(), key=lambda part: -part.depth):
            if not part.completed:
                self.settle_part(part)
        return bool(self.queue)

    def settle_part(self, part: Any) -> None:
        """Let joins and conditional events look again; end the scope when nothing is left in it."""
        for token in [token for token in part.tasks.values() if token.task_spec.watches]:
            if token._state == TaskState.WAITING:
                self.enter_again(token)
        held = [token for token in part.tasks.values() if token.live and not token.task_spec.listens]
        if not held:
            self.finish(part)
        elif not self.queue and all(token.task_spec.joins and token._state == TaskState.WAITING for token in held):
            for token in held:
                self.park(token, ENTER, Stuck("join", "Expected a token on every way in, but no more can come."))

    def happen(self, token: Token, payload: Mapping[str, object]) -> None:
        """What a token waits for is here."""
        try:
            token.task_spec.happen(token, payload)
        except Exception as error:
            self.park(token, ENTER, error)

    def enter_again(self, token: Token) -> None:
        """Let a waiting element look whether it may go on now."""
        try:
            token.task_spec.look(token)
        except Exception as error:
            self.park(token, ENTER, error)

    def finish(self, part: Any) -> None:
        """End a scope: its listeners go, what it wrote comes out, and its caller goes on."""
        for token in part.tasks.values():
            token.cancel()
        part.completed = True
        if part is self:
            return
        del self.subprocesses[part.parent_task_id]
        if part.task_tree.data is not part.caller.data:
            part.task_tree.data.close()
        part.caller._ready()

    def stop(self, part: Any, but: Token | None = None) -> None:
        """Take every token of a scope away, but for one."""
        for token in list(part.tasks.values()):
            if token is not but:
                token.cancel()

    def cancel(self, workflow: Any = None) -> list[Token]:
        """Take every token away and end the instance."""
        self.stop(self)
        self.completed, self.success = True, False
        return []
