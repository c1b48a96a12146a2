"""A process as the rest of the engine sees it: its elements, what it calls, how it starts.

Parsed once for each version, never changed afterwards, shared between threads.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Element:
    """A flow node of a diagram; the insides of sub-processes are listed flat.

    `kind` is BPMN's local name (`userTask`, `boundaryEvent` …), `attributes` are the `camunda:` ones as written,
    `scope` the enclosing sub-processes' ids, outermost first, `group` a text or `= FEEL`.
    """

    id: str
    name: str
    kind: str
    line: int = 0
    lane: str | None = None
    group: str | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    properties: Mapping[str, str] = field(default_factory=dict)
    documentation: str = ""
    scope: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Call:
    """A call activity: whom it calls, and in which version (`latest`, `deployment` or `version`)."""

    element: str
    key: str
    binding: str = "latest"
    version: str | None = None


@dataclass(frozen=True, slots=True)
class Start:
    """A way a process begins: kind `none`, `message`, `signal` or `timer`, by the start event's id.

    `name` is the message's or signal's name, for a timer its text (`date …`, `duration …` or `cycle …`), else empty.
    """

    kind: str
    name: str
    element: str


@dataclass(frozen=True, eq=False)
class Process:
    """One process of a diagram; `specs` is for this package only: SpiffWorkflow's specs by the scope's id."""

    key: str
    name: str
    path: str
    elements: Mapping[str, Element]
    properties: Mapping[str, str]
    calls: tuple[Call, ...]
    starts: tuple[Start, ...]
    decisions: frozenset[str]
    forms: frozenset[str]
    topics: frozenset[str]
    specs: Mapping[str, Any] = field(repr=False, default_factory=dict)
