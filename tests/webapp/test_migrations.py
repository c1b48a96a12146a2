"""The schema's versions, on SQLite and on PostgreSQL."""

from datetime import UTC, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import insert, inspect, text
from sqlalchemy.exc import DBAPIError

from engine import Database, UnitOfWork, schema
from webapp import migrations
from webapp.lifecycle.schema.knowledge import INDEX
from webapp.migrations.tables import METADATA


def is_of_the_metadata(name: str | None, kind: str, _parents: object) -> bool:
    """Not the index of words, which the database keeps in a form of its own; its searches are tested."""
    return not (kind == "table" and name is not None and name.startswith(INDEX))


def test_the_migrated_schema_is_the_one_the_program_was_written_for(empty: Database) -> None:
    migrations.upgrade(empty)
    with empty.read() as connection:
        opts = {"compare_type": True, "compare_server_default": True, "include_name": is_of_the_metadata}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, METADATA) == []  # type: ignore[arg-type]
    migrations.require_newest(empty)


def test_migrating_twice_changes_nothing(empty: Database) -> None:
    migrations.upgrade(empty)
    migrations.upgrade(empty)
    assert migrations.current(empty) == migrations.newest()


def test_a_migration_that_fails_leaves_nothing_behind(empty: Database) -> None:
    empty.transact(lambda unit: unit.write().execute(text("CREATE TABLE web_session (stands_in_the_way INTEGER)")))
    with pytest.raises(DBAPIError):
        migrations.upgrade(empty)
    with empty.read() as connection:
        assert inspect(connection).get_table_names() == ["web_session"]


def test_a_program_does_not_run_on_another_schema(empty: Database) -> None:
    with pytest.raises(migrations.WrongSchema, match="hankepolku db upgrade"):
        migrations.require_newest(empty)
    migrations.upgrade(empty)
    empty.transact(lambda unit: unit.write().execute(text("UPDATE alembic_version SET version_num = '9999'")))
    with pytest.raises(migrations.WrongSchema, match="newer"):
        migrations.require_newest(empty)


def test_what_was_written_of_a_projects_programme_and_fund_becomes_classifications(empty: Database) -> None:
    migrations.upgrade(empty, to="0012")

    def write(unit: UnitOfWork) -> None:
        for number, programme, fund in ((1, "NPA", "EAKR"), (2, "NPA", None), (3, "", None)):
            values = {"id": number, "programme": programme, "fund": fund}
            unit.write().execute(text(_A_PROJECT), values)
        unit.write().execute(text("INSERT INTO classification (id, kind, name) VALUES (7, 'fund', 'EAKR')"))
        unit.write().execute(text("INSERT INTO project_classification VALUES (1, 7)"))

    empty.transact(write)
    migrations.upgrade(empty)

    with empty.read() as connection:
        linked = connection.execute(text(_LINKED)).all()
        columns = {column["name"] for column in inspect(connection).get_columns("project")}
    assert [tuple(row) for row in linked] == [(1, "fund", "EAKR"), (1, "programme", "NPA"), (2, "programme", "NPA")]
    assert columns.isdisjoint({"programme", "fund"})


_A_PROJECT = """INSERT INTO project (id, name, status, origin, summary, programme, fund)
    VALUES (:id, 'Hanke', 'active', 'reference', '', :programme, :fund)"""
_LINKED = """SELECT l.project_id, c.kind, c.name FROM project_classification AS l
    JOIN classification AS c ON c.id = l.classification_id ORDER BY 1, 2"""


@pytest.mark.parametrize("statement", ["UPDATE history SET actor = 'somebody'", "DELETE FROM history"])
def test_history_refuses_to_be_changed(empty: Database, statement: str) -> None:
    migrations.upgrade(empty)

    def begin(unit: UnitOfWork) -> None:
        connection, now = unit.write(), datetime(2027, 1, 4, tzinfo=UTC)
        connection.execute(insert(schema.deployment).values(id=1, deployed_at=now, deployed_by="x", note="x"))
        process = {"key": "errand", "version": 1, "digest": "x", "deployment_id": 1, "name": "x", "path": "x"}
        connection.execute(insert(schema.definition).values(id=1, **process))
        matter = {"definition_id": 1, "business_key": "x", "status": "active", "title": "x", "phase": ""}
        connection.execute(insert(schema.instance).values(id=1, started_at=now, **matter))
        entry = {"kind": "started", "actor": "anna", "definition_id": 1, "hash": bytes(32)}
        connection.execute(insert(schema.history).values(instance_id=1, sequence=1, at=now, **entry))

    empty.transact(begin)
    with pytest.raises(DBAPIError, match="append-only"):
        empty.transact(lambda unit: unit.write().execute(text(statement)))
