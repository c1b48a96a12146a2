"""What the database itself refuses: altering what happened.

Made together with the tables, and by the migrations from the same texts.
"""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import MetaData, Table, event
from sqlalchemy.engine import Connection

from engine.schema import history, metadata

KEPT = ("history", "journal", "seal", "deployment", "deployment_resource", "definition", "resource")
"""The tables whose rows are never altered and never removed."""

_REFUSE = """
CREATE FUNCTION refuse_alteration() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only'; END $$
"""
_ALTERS = "NEW.content IS NOT NULL OR OLD.content IS NULL OR NEW.salt <> OLD.salt OR NEW.sequence <> OLD.sequence"
ERASABLE = {"history_value": f"{_ALTERS} OR NEW.instance_id <> OLD.instance_id", "journal_value": _ALTERS}
"""The tables whose rows may be emptied, once; by name, what would be more than that."""


def _sqlite(name: str, when: str, table: str, condition: str = "") -> str:
    return (
        f"CREATE TRIGGER {table}_{name} BEFORE {when} ON {table} {condition} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )


def _postgresql(name: str, when: str, table: str, condition: str = "FOR EACH STATEMENT") -> str:
    return f"CREATE TRIGGER {table}_{name} BEFORE {when} ON {table} {condition} EXECUTE FUNCTION refuse_alteration()"


TRIGGERS: Mapping[str, Sequence[str]] = {
    "sqlite": [
        *(_sqlite("is_not_updated", "UPDATE", table) for table in KEPT),
        *(_sqlite("is_not_deleted", "DELETE", table) for table in (*KEPT, *ERASABLE)),
        *(_sqlite("is_only_erased", "UPDATE", table, f"WHEN {alters}") for table, alters in ERASABLE.items()),
    ],
    "postgresql": [
        _REFUSE,
        *(_postgresql("is_not_altered", "UPDATE OR DELETE OR TRUNCATE", table) for table in KEPT),
        *(_postgresql("is_not_deleted", "DELETE OR TRUNCATE", table) for table in ERASABLE),
        *(
            _postgresql("is_only_erased", "UPDATE", table, f"FOR EACH ROW WHEN ({alters})")
            for table, alters in ERASABLE.items()
        ),
    ],
}
"""The statements that make the triggers, by dialect, in order."""


def create_triggers(_metadata: MetaData, connection: Connection, *, tables: Collection[Table], **_: object) -> None:
    """Make the triggers when the tables are made; called with those that were not there yet."""
    if history not in tables:
        return
    for statement in TRIGGERS[connection.dialect.name]:
        connection.exec_driver_sql(statement)


event.listen(metadata, "after_create", create_triggers)
