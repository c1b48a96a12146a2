"""The spec of one scope: a process, or the inside of a sub-process."""

from typing import Any

from SpiffWorkflow.bpmn.specs import BpmnProcessSpec

from engine.spiff.process import Element
from engine.spiff.specs.node import Node


class Root(Node):
    """Where every token of a scope hangs that belongs to nothing else."""


class ScopeSpec(BpmnProcessSpec):
    """SpiffWorkflow's process spec without its helper tasks `Start`, `End` and `….EndJoin`.

    A scope ends when no token is left in it, so it needs no join of all ends, and no id is reserved.
    """

    def __init__(self, name: str, description: str = "", filename: str = "") -> None:
        super().__init__(name=name, description=description, filename=filename)
        self.task_specs.clear()
        self.start = Root(self, "", Element("", "", "process"))
        self.end = None
        self.begin: Any = None
        """The none start event."""
        self.starts: dict[tuple[str, str], Any] = {}
        """Every start event by (kind, name), that of a timer by its id."""
        self.listeners: list[Any] = []
        """The start events of the event sub-processes in this scope."""
