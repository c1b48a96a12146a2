"""A body meets: planned, called, thought about beforehand, held, minuted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from engine import Row
from webapp.demonstration import Stage
from webapp.demonstration.acting import Answer

COORDINATOR = "koordinaattori"  # The secretary of every body.
SCORES = [
    {"criterion": "enterprise_orientation", "score": 5},
    {"criterion": "innovativeness", "score": 4},
    {"criterion": "priority", "score": 3},
]


@dataclass(frozen=True)
class Sitting:
    """Who meets, and what is said of each item, by a part of its title; of any other item, that it is noted."""

    body: str
    name: str
    convenor: str
    said: Mapping[str, str]
    present: tuple[str, ...]
    conditions: str = ""
    assessors: tuple[str, ...] = ()
    disqualified: Mapping[str, str] = field(default_factory=dict)
    procedure: str = "meeting"
    disqualification_grounds: str = ""


def hold_meeting(stage: Stage, sitting: Sitting, opened: int | None = None) -> int:
    """The body's next meeting, sixteen days long from its planning to its minutes; the number of its instance."""
    meeting = _called(stage, sitting, opened)
    for member in sitting.assessors:
        _assess(stage, sitting, meeting, member)
    stage.travel(timedelta(days=10))
    _record(stage, sitting, meeting)
    return meeting


def call_peloton(stage: Stage) -> int:
    """Peloton is called to what waits for it; the number of its instance."""
    return _called(stage, Sitting("peloton", "Peloton", "omistaja.ks", {}, ()))


def _called(stage: Stage, sitting: Sitting, opened: int | None = None) -> int:
    meeting = opened or open_meeting(stage, sitting.convenor, sitting.body, sitting.name)
    plan_meeting(stage, sitting.convenor, meeting, sitting.procedure)
    stage.travel(timedelta(days=5))
    confirm_agenda(stage, sitting.convenor, meeting)
    return meeting


def open_meeting(stage: Stage, convenor: str, body: str, name: str, procedure: str = "meeting") -> int:
    """The body's meeting that its convenor is to plan: the calendar's, or an extra one; its instance's number."""
    for row in stage.waiting(convenor):
        if row.element == "plan_meeting" and name in row.title and procedure == "meeting":
            return row.instance_id
    return stage.start(convenor, body, f"{body}/extra", procedure=procedure)


def plan_meeting(stage: Stage, convenor: str, meeting: int, procedure: str = "meeting") -> None:
    """In two weeks; the agenda closes in four days."""
    do_in(
        stage,
        meeting,
        convenor,
        "plan_meeting",
        meeting_date=stage.today + timedelta(days=14),
        meeting_time="09:00",
        place="Viitasaari",
        procedure=procedure,
        agenda_closes=stage.today + timedelta(days=4),
    )


def confirm_agenda(stage: Stage, convenor: str, meeting: int, decision: str = "confirm") -> None:
    """All that waits is taken up."""
    waiting = data_at(stage, meeting, convenor, "confirm_agenda")["waiting"]
    keys = [one["value"] for one in waiting]
    do_in(stage, meeting, convenor, "confirm_agenda", agenda_items=keys, agenda_decision=decision)


def _assess(stage: Stage, sitting: Sitting, meeting: int, member: str) -> None:
    matters = data_at(stage, meeting, member, "declare_disqualification")["agenda"]["matters"]
    excluded = [one["key"] for one in matters if sitting.disqualified.get(member, "–") in one["title"]]
    why: dict[str, Answer] = {"disqualification_grounds": sitting.disqualification_grounds} if excluded else {}
    do_in(stage, meeting, member, "declare_disqualification", disqualified=excluded, **why)
    for _ in range(len(matters) - len(excluded)):
        do_in(
            stage,
            meeting,
            member,
            "give_opinion",
            scores=SCORES,
            recommendation="support",
            statement="Yrityslähtöinen ja rohkea.",
        )


def _record(stage: Stage, sitting: Sitting, meeting: int) -> None:
    first = sitting.present[0]
    gather(stage, meeting, sitting.present)
    say_of_each(stage, meeting, sitting.said, sitting.conditions)
    minute(stage, meeting, [first])


def gather(stage: Stage, meeting: int, present: Sequence[str], **answers: Answer) -> None:
    """The secretary writes who is there; the first of them chairs and inspects."""
    there = {"present": list(present), "chair": present[0], "quorate": True, "inspectors": [present[0]]}
    do_in(stage, meeting, COORDINATOR, "hold_meeting", **{**there, **answers})


def say_of_each(stage: Stage, meeting: int, said: Mapping[str, str], conditions: str = "", **answers: Answer) -> None:
    """The secretary writes what was said of each item, by a part of its title; of any other, that it is noted."""
    for row in tasks_in(stage, meeting, COORDINATOR, "decide_item"):
        title = task_data(stage, row.task_id, COORDINATOR)["matter"]["title"]
        outcome = next((outcome for part, outcome in said.items() if part in title), "noted")
        said_of_it = {"item_outcome": outcome, "item_conditions": conditions, "item_grounds": "Seudun etu."}
        stage.do_task(COORDINATOR, row.task_id, **{**said_of_it, **answers})


def minute(stage: Stage, meeting: int, inspectors: Sequence[str]) -> str:
    """The minutes are written as drafted, and accepted; their text."""
    text: str = data_at(stage, meeting, COORDINATOR, "write_minutes")["minutes_draft"]["text"]
    do_in(stage, meeting, COORDINATOR, "write_minutes", minutes_text=text)
    for inspector in inspectors:
        do_in(stage, meeting, inspector, "inspect_minutes", inspection="accept")
    return text


def tasks_in(stage: Stage, instance: int, person: str, element: str) -> list[Row]:
    """The tasks of an element that wait for a person in an instance."""
    return [row for row in stage.waiting(person) if row.element == element and row.instance_id == instance]


def do_in(stage: Stage, instance: int, person: str, element: str, **answers: Answer) -> None:
    """A person does the first task of an element in an instance."""
    found = tasks_in(stage, instance, person, element)
    assert found, f"{element} does not wait for {person}"
    stage.do_task(person, found[0].task_id, **answers)


def data_at(stage: Stage, instance: int, person: str, element: str) -> Mapping[str, Any]:
    """What the form of the first task of an element in an instance may show."""
    found = tasks_in(stage, instance, person, element)
    assert found, f"{element} does not wait for {person}"
    return task_data(stage, found[0].task_id, person)


def data_of(stage: Stage, instance: int) -> Mapping[str, Any]:
    """An instance's process data."""
    with stage.database.read() as connection:
        return stage.engine.instance(connection, instance).data


def task_data(stage: Stage, task: int, person: str) -> Mapping[str, Any]:
    """What a task's form may show."""
    by = stage.actor(person)
    with stage.database.read() as connection:
        return stage.engine.task(connection, task, by=by).data
