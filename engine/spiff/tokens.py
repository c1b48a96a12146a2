"""Tokens: SpiffWorkflow's tasks, numbered instead of given random ids, and without the wall clock.

Numbers are handed out in the order in which tokens come into being, and the count is part of the state, so that the
same inputs give the same tokens, and replaying a history gives the same bytes.
"""

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.spiff.host import Trace
from engine.spiff.scopes import Scope

if TYPE_CHECKING:
    from engine.spiff.instance import Instance

LIVE = TaskState.WAITING | TaskState.READY | TaskState.STARTED | TaskState.ERROR
"""States in which a token still holds its scope open; ERROR is a parked one."""


class Token(Task):
    """A task of SpiffWorkflow whose id is a small integer and whose data is its scope's, not a copy."""

    data: Scope

    def __init__(
        self,
        workflow: Any,
        task_spec: Any,
        parent: "Token | None" = None,
        state: int = TaskState.FUTURE,
        number: int = 0,
    ) -> None:
        # The base class asks for a random id and the time, so it is not called; these are all of its attributes.
        self.id = number or workflow.top_workflow.next_number()
        self.workflow = workflow
        self.task_spec = task_spec
        self.triggered = False
        self.thread_id = 0
        self.last_state_change = 0
        self.internal_data: dict[str, Any] = {}
        self._children: list[int] = []
        self._state = state
        workflow.tasks[self.id] = self
        if parent is None:
            self._parent = None
        else:
            self._parent = parent.id
            self.data = parent.data
            parent._children.append(self.id)

    @property
    def top(self) -> "Instance":
        """The instance this token is in, however deep."""
        top: Instance = self.workflow.top_workflow
        return top

    @property
    def live(self) -> bool:
        """Whether it still holds its scope open."""
        return bool(self._state & LIVE)

    def _add_child(self, task_spec: Any, state: int = TaskState.FUTURE) -> "Token":
        return Token(self.workflow, task_spec, self, state)

    def _set_state(self, value: int) -> None:
        self._state = value

    def _inherit_data(self) -> None:
        """Nothing to copy: a scope is shared."""

    def _ready(self) -> None:
        self._state = TaskState.READY
        if not self.task_spec.manual:
            self.workflow.top_workflow.queue.append(self)

    def cancel(self) -> None:
        """Take the token away, and with it what runs inside its activity."""
        if not self.live:
            return
        self._state = TaskState.CANCELLED
        self.task_spec._on_cancel(self)
        if self.task_spec.noted:
            self.top.host.record(Trace(self.task_spec.element.id, "cancelled"))
        for child in self.children:
            child.cancel()

    def has_own_scope(self) -> bool:
        """Whether its data is a scope that begins with it."""
        parent = self.parent
        return parent is None or parent.data is not self.data
