"""The small world of the web's tests: a database, a clock that stands, one process, and the same few people.

Anna and Bo are advisors, Cecilia is the administrator, David belongs to no group.
"""

import shutil
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import Flask
from sqlalchemy import insert

from engine import ADMINISTRATOR, Actor, TravellingClock, UnitOfWork
from webapp import migrations
from webapp.accounts.account import change_password
from webapp.application import create_app
from webapp.config import Config
from webapp.deployment import deploy_folder
from webapp.lifecycle.schema import group_membership, person, person_group
from webapp.runtime import Runtime, open_runtime

A_MONDAY = datetime(2027, 1, 4, 7, 0, tzinfo=UTC)
DIAGRAMS = Path(__file__).parent / "diagrams"
PASSWORD = "kolme pientä porsasta"
PEOPLE = {
    "anna": ("Anna Ahonen", "fi", ("advisors",)),
    "bo": ("Bo Berg", "sv", ("advisors",)),
    "cecilia": ("Cecilia Crane", "en", (ADMINISTRATOR,)),
    "david": ("David Dahl", "fi", ()),
}
GROUPS = {"advisors": "Neuvojat", ADMINISTRATOR: "Ylläpito"}


@dataclass
class World:
    """A running application and its clock."""

    here: Runtime
    clock: TravellingClock
    app: Flask

    def start_errand(self, person_id: str = "anna") -> int:
        """Begin an errand; the number of its first task, which is the starter's own."""
        engine, by = self.here.engine, Actor(person_id)
        instance_id = self.here.database.transact(
            lambda unit: engine.start(unit, "errand", business_key="errand/1", data={"sender": person_id}, by=by)
        )
        return self.task_of(instance_id)

    def task_of(self, instance_id: int) -> int:
        """The number of an instance's first open task."""
        with self.here.database.read() as connection:
            return self.here.engine.instance(connection, instance_id).tasks[0].task_id


ERRAND = {
    "subject": ["Kaukolämpö Karstulaan"],
    "need": ["Lämpö on kallista."],
    "cost": ["12 500,50 €"],
    "kind": ["new"],
    "sure": ["true"],
}
"""Answers that the errand's form takes."""


def prepare_world(folder: Path) -> Path:
    """A SQLite file with the tables, the people and the process, to be copied for each test."""
    path = folder / "prepared.db"
    make_world(f"sqlite:///{path}").here.database.close()
    return path


def make_world(database_url: str, **settings: object) -> World:
    """A world made from the beginning, in an empty database."""
    here = _open(database_url, **settings)
    migrations.upgrade(here.database)
    here.database.transact(_settle)
    deploy_folder(here, DIAGRAMS, by="cecilia", note="For the tests")
    assert isinstance(here.clock, TravellingClock)
    return World(here, here.clock, create_app(here))


def open_world(prepared: Path, folder: Path, **settings: object) -> World:
    """A world of its own, in a folder, as it was prepared."""
    database = folder / "hankepolku.db"
    shutil.copyfile(prepared, database)
    here = _open(f"sqlite:///{database}", **settings)
    assert isinstance(here.clock, TravellingClock)
    return World(here, here.clock, create_app(here))


def _open(database_url: str, **settings: object) -> Runtime:
    clock = TravellingClock(ZoneInfo("Europe/Helsinki"), A_MONDAY)
    chosen = {"public_decisions": True, **settings}
    config = Config(secret_key="a secret of the tests, long enough", database_url=database_url, **chosen)  # type: ignore[arg-type]
    return open_runtime(config, clock)


def _settle(unit: UnitOfWork) -> None:
    connection = unit.write()
    connection.execute(insert(person_group), [{"key": key, "name": name} for key, name in GROUPS.items()])
    for person_id, (name, language, groups) in PEOPLE.items():
        values = {"id": person_id, "name": name, "email": f"{person_id}@example.fi", "language": language}
        connection.execute(insert(person).values(values | {"active": True, "is_demo": False}))
        for group in groups:
            connection.execute(
                insert(group_membership).values(person_id=person_id, group_key=group, valid_from=date(2026, 1, 1))
            )
        change_password(connection, person_id, PASSWORD)
