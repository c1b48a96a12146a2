"""A small portfolio for the tests of its pages: three projects and two ideas, with what belongs to them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, insert, update

from engine.schema import instance
from tests.webapp.world import World
from webapp.lifecycle.programmes import ClassKind, add_classification, classify, place
from webapp.lifecycle.schema import (
    appropriation,
    appropriation_entry,
    area,
    financing,
    idea,
    organisation,
    project,
    report,
)

WOOD, FOOD, FORMULA = "Puualan kehittämisverkosto", "Lähiruokaketju", "=HYPERLINK(0)"


def load_portfolio(world: World) -> None:
    """Write it; the first project's instance is the first errand of the world, which has just come into a phase."""
    world.here.database.transact(lambda unit: _load(unit.write(), world.clock.now(), world.here.today()))


def _load(connection: Connection, now: datetime, today: date) -> None:
    _load_region(connection)
    common = {"business_key": "idea/1", "origin": "person", "need": "Tarve", "proposed_at": now}
    connection.execute(insert(idea).values(id=1, title=WOOD, area="wood", status="project", **common))
    others = common | {"origin": "peloton"}
    connection.execute(insert(idea).values(others | {"id": 2, "title": "Etätyöpisteet", "area": None,
                                                     "status": "open", "business_key": "idea/2"}))  # fmt: skip
    connection.execute(insert(idea).values(others | {"id": 3, "title": "Lentorahti", "area": "wood",
                                                     "status": "dropped", "business_key": "idea/3"}))  # fmt: skip
    for values in (
        {"id": 1, "name": WOOD, "area": "wood", "status": "active", "business_key": "project/1", "idea_id": 1,
         "total_cost": Decimal("160000.00"), "starts_on": date(2026, 3, 1), "ends_on": date(2028, 2, 28),
         "acronym": "PUU", "project_code": "A81234"},
        {"id": 2, "name": FOOD, "area": "food", "status": "ended", "total_cost": Decimal("40000.50"),
         "starts_on": date(2024, 1, 1), "ends_on": date(2025, 6, 30)},
        {"id": 3, "name": FORMULA, "area": None, "status": "unknown", "origin": "reference"},
    ):  # fmt: skip
        connection.execute(insert(project).values({"summary": "Tiivistelmä.", "origin": "process"} | values))
    standing = {"business_key": "project/1", "phase": "Arviointi", "phase_since": now}
    connection.execute(update(instance).where(instance.c.id == 1).values(standing))
    _load_money(connection, now)
    _load_classes(connection)
    late: dict[str, Any] = {"kind": "status", "opens_on": date(2026, 6, 1)}
    connection.execute(
        insert(report), [
            late | {"project_id": 1, "number": 1, "due_on": date(2026, 7, 1), "recorded_at": now,
                    "situation": "on_schedule", "summary": "Verkosto koottu.", "spent": Decimal("55000.00")},
            late | {"project_id": 1, "number": 2, "due_on": date(2027, 1, 1), "recorded_at": None, "situation": None,
                    "summary": None, "spent": None},
        ],
    )  # fmt: skip


def _load_region(connection: Connection) -> None:
    for key, name, kind in (
        ("witas", "WITAS", "development_company"),
        ("karstula", "Karstula", "municipality"),
        ("viitasaari", "Viitasaari", "municipality"),
    ):
        connection.execute(insert(organisation).values(key=key, name=name, short_name=name, kind=kind))
    for position, (key, name) in enumerate((("wood", "Puuala"), ("food", "Ruoka-ala")), 1):
        connection.execute(insert(area).values(key=key, name=name, owner="witas", position=position))


def _load_money(connection: Connection, now: datetime) -> None:
    source = {"project_id": 1, "source": "Seudun kunnat", "kind": "municipal", "amount": Decimal(100_000)}
    own = {"source": "Toteuttaja", "kind": "own", "amount": Decimal(40_000)}
    funder = {"source": "Keski-Suomen liitto", "kind": "external", "amount": Decimal(20_000)}
    known = {"applied": Decimal(22_000), "granted": Decimal(18_000)}
    connection.execute(insert(financing), [source | {"position": 1}, source | own | {"position": 2}])
    connection.execute(insert(financing).values(source | funder | known | {"position": 3}))
    connection.execute(insert(appropriation).values(year=2026, amount=Decimal(500_000)))
    entry = {"year": 2026, "idea_id": 1, "kind": "granted", "amount": Decimal(90_000), "entered_at": now}
    connection.execute(insert(appropriation_entry).values(entry))


def _load_classes(connection: Connection) -> None:
    social = add_classification(connection, ClassKind.FUND, "ESR+", authority="Elinvoimakeskus")
    regional = add_classification(connection, ClassKind.FUND, "EAKR")
    programme = add_classification(connection, ClassKind.PROGRAMME, "Uudistuva ja osaava Suomi")
    classify(connection, 1, [social, regional, programme])
    classify(connection, 2, [regional])
    place(connection, 1, {"karstula": Decimal(50_000), "viitasaari": None})
    place(connection, 2, {"karstula": None})
