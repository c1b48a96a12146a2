"""Hostile data from outside: messages, start data and answers of any shape are kept as data, or refused."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from engine import Actor, EngineError
from tests.engine.lint.drawn import END, START, diagram, path, properties, task_of, user
from tests.engine.play import Play
from tests.faults.attacks import ESCAPES
from tests.faults.watching import watched

RECEIVER = diagram(
    START,
    task_of("receiveTask", "wait", properties(correlationKey="= 1", resultVariable="answer"), messageRef="m"),
    user("work", candidateGroups="advisors", formKey=""),
    END,
    path("begin", "wait", "work", "done"),
)


def _nested(levels: int, leaf: Any = 1) -> Any:
    value = leaf
    for _ in range(levels):
        value = {"a": [value]}
    return value


PAYLOADS: dict[str, dict[str, Any]] = {
    "our own tags": {"typename": "datetime", "$": ["decimal", "1"], "t": "d", "$type": "x", "__class__": "os.system"},
    "a tag as value": {"x": {"typename": "datetime", "value": "2027-01-01"}},
    "names of the engine": {"self": 1, "data": {}, "__builtins__": {}, "_context": 1, "instance": 2},
    "expressions": {f"e{index}": text for index, text in enumerate(ESCAPES.values())},
    "expressions as names": dict.fromkeys(ESCAPES.values(), 1),
    "an empty name": {"": 1, " ": 2, "a.b": 3, "a b": 4},
    "strange letters": {"a": "\u0000\ud7ff\u202e\ufeff", "ä": "\U0001f600" * 100},
    "deep": _nested(50),
    "very deep": _nested(5_000),
    "wide": {f"n{index}": index for index in range(5_000)},
    "a long text": {"a": "a" * 500_000},
    "large numbers": {"a": 10**300, "b": Decimal("1e-300"), "c": -(10**50)},
    "no number": {"a": Decimal("NaN"), "b": Decimal("Infinity")},
    "a float": {"a": float("nan"), "b": float("inf"), "c": 0.1},
    "a thing of Python": {"a": object()},
    "a class": {"a": Path},
    "bytes": {"a": b"\x80"},
}


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """One database is enough here: the values are text to both."""
    return f"sqlite:///{tmp_path / 'hankepolku.db'}"


def send(play: Play, payload: dict[str, Any]) -> None:
    """Send the message that the instance awaits."""
    play.database.transact(
        lambda unit: play.engine.send(unit, "reply", correlation="1", payload=payload, by=Actor("system"))
    )
    play.settle()


@pytest.mark.parametrize("name", PAYLOADS)
def test_a_message_is_kept_as_it_is_or_refused(name: str, play: Play, tmp_path: Path) -> None:
    play.deploy({"idea.bpmn": RECEIVER})
    play.start("idea", business_key="project/0")
    send(play, {"harmless": True})
    instance = play.start("idea")
    (tmp_path / "canaries").mkdir()
    with watched(tmp_path / "canaries"):
        try:
            send(play, PAYLOADS[name])
        except EngineError as error:
            refused = str(error)
        else:
            refused = ""
    if refused:
        assert refused.startswith("Expected ")
        assert play.elements(instance) == []
    elif play.elements(instance):
        assert repr(play.data(instance)["answer"]) == repr(PAYLOADS[name])
    play.demand_sound()


@pytest.mark.parametrize("name", PAYLOADS)
def test_start_data_are_kept_as_they_are_or_refused(name: str, play: Play, tmp_path: Path) -> None:
    play.deploy({"idea.bpmn": RECEIVER})
    (tmp_path / "canaries").mkdir()
    with watched(tmp_path / "canaries"):
        try:
            instance = play.start("idea", PAYLOADS[name])
        except EngineError as error:
            instance, refused = 0, str(error)
    if instance:
        assert repr(play.data(instance)) == repr(PAYLOADS[name])
    else:
        assert refused.startswith("Expected ")
    play.demand_sound()
