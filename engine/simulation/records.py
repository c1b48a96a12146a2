"""What a run is made of, as data: how it began and what was put in, to be kept as JSON and gone through again."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from engine.errors import InvalidInput

MOST_INPUTS = 200
"""How many inputs a run may have."""

LONGEST = 200_000
"""How many characters a record may have as JSON."""

Answers = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Complete:
    """Somebody does a task: that of an element, the first of several unless `which` says another; as it was posted."""

    element: str
    answers: Answers
    which: int = 0


@dataclass(frozen=True)
class Travel:
    """Time passes, up to an instant."""

    to: datetime


@dataclass(frozen=True)
class Tell:
    """A message comes to the element that waits for it."""

    element: str
    payload: Mapping[str, Any]


@dataclass(frozen=True)
class Follow:
    """From now on it is about what has begun meanwhile: the newest instance of a process."""

    process: str


Input = Complete | Travel | Tell | Follow


@dataclass(frozen=True)
class Record:
    """A run as data: which process began when and by whom, with what was answered or told, and what was put in then.

    `event` is the start event by which it began; empty for the one that a person begins it at.  Answers are written as
    the `language` writes numbers and days.
    """

    process: str
    at: datetime
    by: str
    event: str = ""
    answers: Answers | None = None
    payload: Mapping[str, Any] | None = None
    inputs: tuple[Input, ...] = ()
    language: str = "fi"

    def then(self, one: Input) -> "Record":
        """The same with one more input.  Raises InvalidInput when there are too many."""
        if len(self.inputs) >= MOST_INPUTS:
            raise InvalidInput(f"Expected at most {MOST_INPUTS} steps in a trial, but there are more.")
        return replace(self, inputs=(*self.inputs, one))

    def without_last(self) -> "Record":
        """The same without its last input."""
        return replace(self, inputs=self.inputs[:-1])

    def to_json(self) -> str:
        """The record as JSON text.  Raises InvalidInput when it is too long."""
        told: dict[str, Any] = {"process": self.process, "at": self.at.isoformat(), "by": self.by}
        told |= {"event": self.event} if self.event else {}
        told |= {"language": self.language} if self.language != "fi" else {}
        told |= {"answers": _plain(self.answers)} if self.answers is not None else {}
        told |= {"payload": self.payload} if self.payload is not None else {}
        text = json.dumps(told | {"inputs": [_told(one) for one in self.inputs]}, ensure_ascii=False)
        if len(text) > LONGEST:
            raise InvalidInput(f"Expected a trial of at most {LONGEST} characters, but it has {len(text)}.")
        return text


def read_record(text: str) -> Record:
    """The record again.  Raises InvalidInput for what `to_json` did not write."""
    try:
        told = json.loads(text)
        return Record(
            process=told["process"],
            at=datetime.fromisoformat(told["at"]),
            by=told["by"],
            event=told.get("event", ""),
            answers=told.get("answers"),
            payload=told.get("payload"),
            inputs=tuple(_read(one) for one in told["inputs"]),
            language=told.get("language", "fi"),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise InvalidInput(f"Expected a recorded run, but {type(error).__name__}: {error}.") from error


def _told(one: Input) -> dict[str, Any]:
    if isinstance(one, Travel):
        return {"travel": one.to.isoformat()}
    if isinstance(one, Follow):
        return {"follow": one.process}
    if isinstance(one, Tell):
        return {"tell": one.element, "payload": dict(one.payload)}
    return {"complete": one.element, "which": one.which, "answers": _plain(one.answers)}


def _plain(answers: Answers) -> dict[str, list[str]]:
    return {name: list(texts) for name, texts in answers.items()}


def _read(told: Mapping[str, Any]) -> Input:
    if "travel" in told:
        return Travel(datetime.fromisoformat(told["travel"]))
    if "follow" in told:
        return Follow(told["follow"])
    if "tell" in told:
        return Tell(told["tell"], told["payload"])
    return Complete(told["complete"], told["answers"], told.get("which", 0))
