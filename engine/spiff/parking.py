"""An element that fails is parked: its token waits there with a sentence, and the other branches go on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.errors import BpmnError, EngineError, StaleState
from engine.feel.errors import FeelError

ENTER, RUN, LEAVE, ADVANCE = "enter", "run", "leave", "advance"
"""What is done again by a retry: coming in, the work itself, choosing the way out, going on with a loop."""


class Stuck(Exception):
    """An element cannot go on; `kind` is one of `Parked.kind`."""

    def __init__(self, kind: str, sentence: str) -> None:
        super().__init__(sentence)
        self.kind, self.sentence = kind, sentence


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a token is parked, and from where a retry goes on."""

    phase: str
    kind: str
    sentence: str

    @classmethod
    def of(cls, phase: str, error: Exception) -> "Reason":
        """The reason an exception gives; StaleState is none, it ends the whole action and is raised on."""
        if isinstance(error, StaleState):
            raise error
        if isinstance(error, Stuck):
            return cls(phase, error.kind, error.sentence)
        if isinstance(error, FeelError):
            return cls(phase, "expression", str(error))
        if isinstance(error, BpmnError):
            return cls(
                phase, "service", f"Expected an error event for the code {error.code!r}, but nothing catches it."
            )
        if isinstance(error, EngineError):
            return cls(phase, "service", str(error))
        return cls(phase, "service", f"Expected it to succeed, but {type(error).__name__}: {error}")

    @classmethod
    def kept(cls, internal: Mapping[str, Any]) -> "Reason":
        """The reason a parked token carries."""
        return cls(*internal["parked"])

    def as_list(self) -> list[str]:
        """As the token carries it."""
        return [self.phase, self.kind, self.sentence]
