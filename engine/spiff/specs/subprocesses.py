"""Sub-processes and called processes: activities with a scope inside (BPMN 2.0.2, 10.3.5 and 10.3.6)."""

from typing import Any, ClassVar

from engine.errors import StaleState
from engine.spiff.parking import Stuck
from engine.spiff.process import Call
from engine.spiff.scopes import Scope
from engine.spiff.specs.node import Node
from engine.spiff.tokens import Token


class SubProcess(Node):
    """An embedded sub-process; it reads and writes the data around it."""

    spec: Any = None
    apart: bool = False
    """Whether each run has data of its own, handed out when it is over."""

    def _update_hook(self, my_task: Token) -> bool:
        data = Scope(my_task.data) if self.apart else my_task.data
        data.write(my_task.internal_data.get("brought", {}))
        my_task.top.begin_inside(my_task, self.spec, my_task.workflow.definition_id, data)
        my_task.internal_data.pop("brought", None)
        return False

    def _on_cancel(self, my_task: Token) -> None:
        part = my_task.top.subprocesses.pop(my_task.id, None)
        if part is not None:
            my_task.top.stop(part)
            if part.task_tree.data is not my_task.data:
                part.task_tree.data.forget()


class EventSubProcess(SubProcess):
    """The body of an event sub-process; each run of a non-interrupting one has data of its own."""

    triggered_by_event: ClassVar[bool] = True


class CallActivity(SubProcess):
    """A called process: which version is decided when it begins, and it keeps that version."""

    call: Call

    def _update_hook(self, my_task: Token) -> bool:
        top = my_task.top
        try:
            definition_id = top.host.called(my_task.workflow.definition_id, self.call)
            process = top.host.process(definition_id)
        except StaleState:
            raise
        except Exception as error:
            raise Stuck("call", str(error) or f"Expected the process {self.call.key!r}, but there is none.") from error
        spec = process.specs[process.key]
        if spec.begin is None:
            raise Stuck("call", f"Expected a process that begins without a trigger, but {process.key!r} does not.")
        top.begin_inside(my_task, spec, definition_id, Scope(my_task.data))
        return False
