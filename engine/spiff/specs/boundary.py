"""An activity with events at its boundary: a helper before it begins the activity and sets the events waiting."""

from typing import Any

from SpiffWorkflow.util.task import TaskState

from engine.spiff.parking import ENTER, Reason
from engine.spiff.process import Element
from engine.spiff.specs.node import Node
from engine.spiff.tokens import Token


class Split(Node):
    """Stands before an activity; the activity and its waiting events hang from it."""

    def __init__(self, wf_spec: Any, name: str, element: Element, activity: Any, events: tuple[Any, ...]) -> None:
        super().__init__(wf_spec, name, element)
        self.activity, self.events = activity, events
        for spec in (activity, *events):
            self.connect(spec)

    def owns(self, token: Token) -> bool:
        return True

    def _update_hook(self, my_task: Token) -> bool:
        my_task._state = TaskState.COMPLETED
        for child in [my_task._add_child(spec) for spec in (self.activity, *self.events)]:
            my_task.top.enter(child)
        return False

    def left(self, split: Token, token: Token) -> None:
        """With the activity done, nothing waits at its boundary any more."""
        if token.task_spec is self.activity:
            for other in split.children:
                if other is not token and not _happened(other):
                    other.cancel()


def _happened(token: Token) -> bool:
    """Whether it is an occurrence of an event, and not the event that waits or could not be set waiting."""
    if token._state == TaskState.ERROR:
        return Reason.kept(token.internal_data).phase != ENTER
    return bool(token._state != TaskState.WAITING)
