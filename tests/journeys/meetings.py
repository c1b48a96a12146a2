"""A body meets: planned, called, thought about beforehand, held, minuted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from webapp.demonstration import Stage

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


def hold_meeting(stage: Stage, sitting: Sitting) -> int:
    """The body's next meeting, sixteen days long from its planning to its minutes; the number of its instance."""
    meeting = _called(stage, sitting)
    for member in sitting.assessors:
        _assess(stage, sitting, meeting, member)
    stage.travel(timedelta(days=10))
    _record(stage, sitting, meeting)
    return meeting


def call_peloton(stage: Stage) -> int:
    """Peloton is called to what waits for it; the number of its instance."""
    return _called(stage, Sitting("peloton", "Peloton", "omistaja.ks", {}, ()))


def _called(stage: Stage, sitting: Sitting) -> int:
    waiting = [row for row in stage.waiting(sitting.convenor) if row.element == "plan_meeting"]
    if not any(sitting.name in row.title for row in waiting):
        stage.start(sitting.convenor, "meeting", f"meeting/{sitting.body}", body=sitting.body, procedure="meeting")
    meeting = stage.do(
        sitting.convenor,
        "plan_meeting",
        sitting.name,
        meeting_date=stage.today + timedelta(days=14),
        meeting_time="09:00",
        place="Viitasaari",
        procedure=sitting.procedure,
        agenda_closes=stage.today + timedelta(days=4),
    )
    stage.travel(timedelta(days=5))
    agenda = [one["value"] for one in data_of(stage, meeting)["waiting"]]
    stage.do(sitting.convenor, "confirm_agenda", sitting.name, agenda_items=agenda, agenda_decision="confirm")
    return meeting


def _assess(stage: Stage, sitting: Sitting, meeting: int, member: str) -> None:
    matters = data_of(stage, meeting)["agenda"]["matters"]
    excluded = [one["key"] for one in matters if sitting.disqualified.get(member, "–") in one["title"]]
    stage.do(member, "declare_disqualification", sitting.name, disqualified=excluded)
    for _ in range(len(matters) - len(excluded)):
        stage.do(
            member,
            "give_opinion",
            sitting.name,
            scores=SCORES,
            recommendation="support",
            statement="Yrityslähtöinen ja rohkea.",
        )


def _record(stage: Stage, sitting: Sitting, meeting: int) -> None:
    first = sitting.present[0]
    stage.do(
        COORDINATOR,
        "hold_meeting",
        sitting.name,
        present=list(sitting.present),
        chair=first,
        quorate=True,
        inspectors=[first],
    )
    for row in stage.waiting(COORDINATOR):
        if row.element == "decide_item" and row.instance_id == meeting:
            title = task_data(stage, row.task_id, COORDINATOR)["matter"]["title"]
            outcome = next((outcome for part, outcome in sitting.said.items() if part in title), "noted")
            stage.do_task(
                COORDINATOR,
                row.task_id,
                item_outcome=outcome,
                item_conditions=sitting.conditions,
                item_grounds="Seudun etu.",
            )
    stage.do(COORDINATOR, "write_minutes", sitting.name, minutes_text=data_of(stage, meeting)["minutes_draft"]["text"])
    stage.do(first, "inspect_minutes", sitting.name, inspection="accept")


def data_of(stage: Stage, instance: int) -> Mapping[str, Any]:
    """An instance's process data."""
    with stage.database.read() as connection:
        return stage.engine.instance(connection, instance).data


def task_data(stage: Stage, task: int, person: str) -> Mapping[str, Any]:
    """What a task's form may show."""
    by = stage.actor(person)
    with stage.database.read() as connection:
        return stage.engine.task(connection, task, by=by).data
