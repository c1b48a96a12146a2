"""What surrounds a process that is only tried: the services of the field on a database in memory, and its people.

The command line tries processes in the demonstration's region; the pages among the organisation's own people and
bodies, which are copied: what is tried never touches what is real.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from io import BytesIO
from typing import Any

from sqlalchemy import Column, Connection, Table, insert, select

from engine import open_database
from engine.simulation.runs import BUSINESS_KEY
from engine.simulation.settings import Setting, stand_ins, topics_of
from webapp.demonstration import load_people, load_region
from webapp.lifecycle import schema
from webapp.lifecycle.documents import Filing, Kind, Publicity, Retention, add_document
from webapp.lifecycle.people import members_of_each
from webapp.lifecycle.services import services

COPIED: tuple[Table, ...] = (
    schema.organisation,
    schema.area,
    schema.sub_area,
    schema.person_group,
    schema.person,
    schema.group_membership,
    schema.body,
    schema.rotation_turn,
)
"""What services and forms look up: whose region it is, who the people are and which bodies there are."""

SINCE = date(2000, 1, 1)
EXAMPLE_FILE = "esimerkki.txt"

People = Mapping[str, Sequence[str]]


def demonstration_setting(
    resources: Mapping[str, bytes], people: People, answers: Mapping[str, Mapping[str, object]]
) -> Setting:
    """The demonstration's region; services that there are not answer as they are told, else nothing.

    `people` belong to their groups beside the region's own.
    """
    scratch = open_database("sqlite://")
    with scratch.unit() as unit:
        _furnish_region(unit.write())
        region = copied_setting(unit.connection, read_region(unit.connection), SINCE)
        unit.commit()
    scratch.close()
    here = stand_ins(topics_of(resources), answers, services)
    return Setting(here, lambda group: people.get(group) or region.members(group), region.furnish)


Rows = Mapping[str, Sequence[Mapping[str, object]]]


def read_region(connection: Connection) -> Rows:
    """The organisation's own people and bodies, by table; a column that refers to anything else is left out."""
    return {
        table.name: [dict(row) for row in connection.execute(select(*_copied_columns(table))).mappings()]
        for table in COPIED
    }


def _copied_columns(table: Table) -> list[Column[Any]]:
    return [one for one in table.c if all(key.column.table in COPIED for key in one.foreign_keys)]


def copied_setting(connection: Connection, rows: Rows, today: date) -> Setting:
    """The same people and bodies as they are today; every group's members by its key."""
    keys = [str(row["key"]) for row in rows[schema.person_group.name]]
    people = members_of_each(connection, keys, today)

    def furnish(into: Connection) -> None:
        schema.metadata.create_all(into)
        into.exec_driver_sql("PRAGMA defer_foreign_keys=ON")  # An organisation may name one that comes after it.
        for table in COPIED:
            if rows[table.name]:
                into.execute(insert(table), [dict(row) for row in rows[table.name]])
        _add_example(into, rows)

    return Setting(services, lambda group: people.get(group, ()), furnish)


def _add_example(into: Connection, rows: Rows) -> None:
    """The file with which forms that ask for one are answered: a trial keeps none of its own."""
    authors = sorted(str(row["id"]) for row in rows[schema.person.name])
    if authors:
        filing = Filing(
            title=EXAMPLE_FILE,
            kind=Kind.ANNEX,
            name=EXAMPLE_FILE,
            publicity=Publicity.INTERNAL,
            retention=Retention.PROJECT,
            business_key=BUSINESS_KEY,
        )
        made_at = datetime.combine(SINCE, time(), UTC)
        add_document(into, filing, BytesIO(b"Kokeilun esimerkkitiedosto.\n"), authors[0], made_at)


def _furnish_region(connection: Connection) -> None:
    schema.metadata.create_all(connection)
    load_region(connection)
    load_people(connection, since=SINCE)
