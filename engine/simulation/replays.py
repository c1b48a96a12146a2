"""Recorded tests: a run that is to go the same way again, whatever is changed around it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from engine.errors import EngineError, InvalidInput
from engine.simulation.ground import Ground
from engine.simulation.records import Record, read_record
from engine.simulation.runs import NotPossible, Run, begin, elements_passed


@dataclass(frozen=True)
class Expected:
    """Where a run came to: the elements that it passed in order, what waits then, and whether it was over."""

    path: tuple[str, ...]
    waiting: tuple[str, ...]
    over: bool


@dataclass(frozen=True)
class Recorded:
    """A recorded run and what is expected of it."""

    record: Record
    expected: Expected

    def to_json(self) -> str:
        """The test as JSON text."""
        expected = {"path": self.expected.path, "waiting": self.expected.waiting, "over": self.expected.over}
        return json.dumps({"record": json.loads(self.record.to_json()), "expected": expected}, ensure_ascii=False)


@dataclass(frozen=True)
class Difference:
    """How a run went otherwise: `kind` is `stopped`, `path`, `waiting`, `over` or `trouble`.

    `number` is the input's place where it stopped, or the place on the way, from 1.
    """

    kind: str
    number: int
    expected: str
    found: str

    def __str__(self) -> str:
        if self.kind == "path":
            return f"Expected step {self.number} of the way to be {self.expected}, but it was {self.found}."
        if self.kind == "waiting":
            return f"Expected {self.expected} to wait in the end, but it was {self.found}."
        if self.kind == "over":
            return f"Expected the run to be {self.expected}, but it was {self.found}."
        return self.found


def read_test(text: str) -> Recorded:
    """A test from JSON text.  Raises InvalidInput."""
    try:
        told = json.loads(text)
        expected = told["expected"]
        record = read_record(json.dumps(told["record"]))
        return Recorded(record, Expected(tuple(expected["path"]), tuple(expected["waiting"]), bool(expected["over"])))
    except (ValueError, KeyError, TypeError) as error:
        raise InvalidInput(f"Expected a recorded test, but {type(error).__name__}: {error}.") from error


def record_test(run: Run) -> Recorded:
    """The test that a run makes: from now on it is to go this way."""
    return Recorded(run.record, _came_to(run))


def replay_test(ground: Ground, test: Recorded) -> list[Difference]:
    """How a recorded run goes otherwise upon this ground; empty when it goes the same way."""
    try:
        run = begin(ground, test.record)
    except NotPossible as stopped:
        return [Difference("stopped", stopped.number, "", str(stopped))]
    except EngineError as error:
        return [Difference("stopped", 0, "", str(error))]
    try:
        return [*_compare(test.expected, _came_to(run)), *_trouble(run)]
    finally:
        run.close()


def _came_to(run: Run) -> Expected:
    waiting = tuple(sorted(one.row.element for one in run.waiting()))
    return Expected(tuple(elements_passed(run.path())), waiting, run.is_over)


def _compare(expected: Expected, found: Expected) -> list[Difference]:
    differences = []
    at = _first_difference(expected.path, found.path)
    if at is not None:
        differences.append(Difference("path", at + 1, _at(expected.path, at), _at(found.path, at)))
    if expected.waiting != found.waiting:
        differences.append(Difference("waiting", 0, _listed(expected.waiting), _listed(found.waiting)))
    if expected.over != found.over:
        words = {True: "over", False: "still under way"}
        differences.append(Difference("over", 0, words[expected.over], words[found.over]))
    return differences


def _trouble(run: Run) -> list[Difference]:
    return [Difference("trouble", 0, "", f"{one.element}: {one.sentence}") for one in run.view().incidents]


def _first_difference(one: Sequence[str], other: Sequence[str]) -> int | None:
    for at in range(max(len(one), len(other))):
        if _at(one, at) != _at(other, at):
            return at
    return None


def _at(path: Sequence[str], at: int) -> str:
    return path[at] if at < len(path) else "–"


def _listed(elements: Sequence[str]) -> str:
    return ", ".join(elements) or "–"
