"""The journal: what people did that is no step of an instance, in a chain of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# As they were in this version.
_ALTERS = "NEW.content IS NOT NULL OR OLD.content IS NULL OR NEW.salt <> OLD.salt OR NEW.sequence <> OLD.sequence"


def _sqlite(name: str, when: str, table: str, condition: str = "") -> str:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    return f"CREATE TRIGGER {table}_{name} BEFORE {when} ON {table} {condition} {refuse}"


def _postgresql(name: str, when: str, table: str, condition: str = "FOR EACH STATEMENT") -> str:
    return f"CREATE TRIGGER {table}_{name} BEFORE {when} ON {table} {condition} EXECUTE FUNCTION refuse_alteration()"


_TRIGGERS = {
    "sqlite": (
        _sqlite("is_not_updated", "UPDATE", "journal"),
        _sqlite("is_not_deleted", "DELETE", "journal"),
        _sqlite("is_not_deleted", "DELETE", "journal_value"),
        _sqlite("is_only_erased", "UPDATE", "journal_value", f"WHEN {_ALTERS}"),
    ),
    "postgresql": (
        _postgresql("is_not_altered", "UPDATE OR DELETE OR TRUNCATE", "journal"),
        _postgresql("is_not_deleted", "DELETE OR TRUNCATE", "journal_value"),
        _postgresql("is_only_erased", "UPDATE", "journal_value", f"FOR EACH ROW WHEN ({_ALTERS})"),
    ),
}


def upgrade() -> None:
    """Create it, and have the database refuse alterations."""
    op.create_table(
        "journal",
        sa.Column("sequence", _KEY, autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("on_behalf_of", sa.String(length=200), nullable=True),
        sa.Column("subject", sa.String(length=200), nullable=True),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_journal")),
    )
    op.create_index("ix_journal_at", "journal", ["at"])
    op.create_index("ix_journal_actor", "journal", ["actor", "at"])
    op.create_index("ix_journal_subject", "journal", ["subject", "at"])
    op.create_table(
        "journal_value",
        sa.Column("sequence", _KEY, autoincrement=False, nullable=False),
        sa.Column("salt", sa.LargeBinary(length=16), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("(content IS NULL) <> (digest IS NULL)", name=op.f("ck_journal_value_erased_or_kept")),
        sa.ForeignKeyConstraint(["sequence"], ["journal.sequence"], name=op.f("fk_journal_value_sequence")),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_journal_value")),
    )
    op.create_table(
        "journal_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sequence", _KEY, nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_journal_head_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_head")),
    )
    for statement in _TRIGGERS[op.get_bind().dialect.name]:
        op.get_bind().exec_driver_sql(statement)
