"""A yearly process for the tests of the clock, and a region's bodies around it."""

from datetime import date

from sqlalchemy import insert

from engine import Actor, UnitOfWork
from tests.engine.drawings import drawing, element, end, flows, user_task
from tests.webapp.world import A_MONDAY, World
from webapp.lifecycle.calls import keep_call
from webapp.lifecycle.schema import body, group_membership, organisation, person_group, rotation_turn

ORDER = ("ks", "ssyp", "witas", "poke")


def gathering(body_key: str = "", title: str = "Tapaaminen") -> str:
    """A process that begins in February, May, September and November."""
    properties = {"body": body_key} if body_key else {}
    timer = (
        '<timerEventDefinition><timeDate xsi:type="tFormalExpression">'
        "= for m in [2, 5, 9, 11] return date(year, m, 10)</timeDate></timerEventDefinition>"
    )
    return drawing(
        "gathering",
        element("startEvent", "begin", timer, properties=properties),
        user_task("ask"),
        end(),
        flows("begin > ask > over"),
        title=f'= "{title}"',
    )


def draw_clock(world: World, body_key: str = "") -> None:
    """Deploy the gathering, of a body or of none."""
    resources = {"gathering/gathering.bpmn": gathering(body_key).encode()}
    engine = world.here.engine
    world.here.database.transact(lambda unit: engine.deploy(unit, resources, by=Actor("cecilia"), note="A gathering"))


def found_bodies(world: World) -> None:
    """Peloton with its rotation by the meeting; Anna convenes for KS, Bo for SSYP."""
    world.here.database.transact(_found)


def _found(unit: UnitOfWork) -> None:
    connection = unit.write()
    for key in ("coordinator", "peloton", *(f"convenor_{one}" for one in ORDER)):
        connection.execute(insert(person_group).values(key=key, name=key.capitalize()))
    for key in ORDER:
        connection.execute(insert(organisation).values(key=key, name=key, short_name=key.upper(), kind="company"))
    peloton = {
        "key": "peloton",
        "name": "Peloton-ryhmä",
        "chair_group": "coordinator",
        "secretary_group": "coordinator",
    }
    connection.execute(insert(body).values(peloton | {"rotation_period": "meeting", "rotation_start": 1}))
    for position, key in enumerate(ORDER):
        connection.execute(insert(rotation_turn).values(body="peloton", position=position, organisation=key))
    for person, group in (("anna", "convenor_ks"), ("bo", "convenor_ssyp"), ("anna", "peloton")):
        connection.execute(
            insert(group_membership).values(person_id=person, group_key=group, valid_from=date(2026, 1, 1))
        )


def keep_a_call(unit: UnitOfWork) -> None:
    """A funder's call from January to April."""
    values = {"funder": "Keski-Suomen liitto", "name": "AKKE-haku", "theme": "Elinvoima", "fund": "AKKE"}
    days = {"opens_on": date(2027, 1, 10), "closes_on": date(2027, 4, 15), "link": "https://example.fi/haku"}
    keep_call(unit.write(), None, {**values, **days}, "cecilia", A_MONDAY)
