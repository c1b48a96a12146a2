"""Matters of the matrix that have gone some way: a meeting that is being held, and one that could not be opened."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import insert, select

from engine import SYSTEM, Actor, Engine, UnitOfWork
from engine.schema import incident
from tests.webapp.world import A_MONDAY
from webapp.lifecycle.schema import agenda_item, body, meeting

CONVENOR = Actor("coordinator", frozenset({"coordinator"}))
SECRETARY = Actor("other_owner", frozenset({"rmg_secretary"}))


@dataclass(frozen=True)
class Held:
    """A meeting at which the secretary is to write down what is said; `said` is what the screen sends of all of it."""

    meeting_id: int
    instance_id: int
    task_id: int
    said: dict[str, str]


def hold_meeting(engine: Engine, unit: UnitOfWork, today: date) -> Held:
    """The management group meets today on one matter; its secretary has begun to write."""
    connection = unit.write()
    names = {"key": "rmg", "name": "Seutujohtoryhmä", "chair_group": "coordinator", "secretary_group": "rmg_secretary"}
    connection.execute(insert(body).values(names))
    item = {"body": "rmg", "kind": "proposal", "title": "Käsiteltävä", "business_key": "errand/done"}
    connection.execute(insert(agenda_item).values(item | {"proposed_at": A_MONDAY}))
    number = _call(engine, unit, "rmg", "meeting/rmg/extra")

    def task(element: str) -> int:
        return next(row.task_id for row in engine.instance(connection, number).tasks if row.element == element)

    plan = {"meeting_date": today.isoformat(), "meeting_time": "00:00", "agenda_closes": today.isoformat()}
    plan |= {"place": "Viitasaari", "procedure": "meeting"}
    engine.complete(unit, task("plan_meeting"), {name: [value] for name, value in plan.items()}, by=CONVENOR)
    engine.fire(unit, number)  # The agenda closes.
    agenda = task("confirm_agenda")
    waiting = [one["value"] for one in engine.task(connection, agenda, by=CONVENOR).data["waiting"]]
    engine.complete(unit, agenda, {"agenda_items": waiting, "agenda_decision": ["confirm"]}, by=CONVENOR)
    engine.fire(unit, number)  # The meeting begins.
    open_task = task("hold_meeting")
    engine.save_draft(unit, open_task, {"other_business": ["Pöytäkirjamarkkeri"]}, by=SECRETARY)
    meeting_id = connection.scalar(select(meeting.c.id).where(meeting.c.body == "rmg"))
    said = {"present": "member", "chair": "member", "inspectors": "member", "quorate": "true"}
    for key in waiting:
        prefix = f"matters.{key.partition('/')[2]}."
        said |= {f"{prefix}item_outcome": "noted", f"{prefix}item_grounds": "Seudun etu."}
    return Held(int(meeting_id or 0), number, open_task, said)


def break_down(engine: Engine, unit: UnitOfWork) -> int:
    """A meeting is asked for of a body that there is not: its service fails.  The number of the incident."""
    number = _call(engine, unit, "Häiriömarkkeri", "meeting/nowhere/extra")
    found = unit.connection.scalar(select(incident.c.id).where(incident.c.instance_id == number))
    assert found is not None
    return found


def _call(engine: Engine, unit: UnitOfWork, of_body: str, key: str) -> int:
    payload = {"body": of_body, "procedure": "meeting"}
    begun = engine.send(unit, "meeting_wanted", correlation="", business_key=key, payload=payload, by=SYSTEM)
    assert begun is not None
    return begun
