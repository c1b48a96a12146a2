"""The engine's tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

# SQLite numbers rows itself only for a column declared INTEGER.
_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

_KEPT = ("history", "seal", "deployment", "deployment_resource", "definition", "resource")
_REFUSE = """
CREATE FUNCTION refuse_alteration() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only'; END $$
"""
_ALTERS_A_VALUE = """
NEW.content IS NOT NULL OR OLD.content IS NULL OR NEW.salt <> OLD.salt
OR NEW.instance_id <> OLD.instance_id OR NEW.sequence <> OLD.sequence
"""


def _sqlite(name: str, when: str, table: str, condition: str = "") -> str:
    return (
        f"CREATE TRIGGER {table}_{name} BEFORE {when} ON {table} {condition} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )


def _postgresql(name: str, when: str, table: str, condition: str = "FOR EACH STATEMENT") -> str:
    return f"CREATE TRIGGER {table}_{name} BEFORE {when} ON {table} {condition} EXECUTE FUNCTION refuse_alteration()"


# As they were in this version: a later one that changes them brings a migration of its own.
_TRIGGERS = {
    "sqlite": [
        *(_sqlite("is_not_updated", "UPDATE", table) for table in _KEPT),
        *(_sqlite("is_not_deleted", "DELETE", table) for table in (*_KEPT, "history_value")),
        _sqlite("is_only_erased", "UPDATE", "history_value", f"WHEN {_ALTERS_A_VALUE}"),
    ],
    "postgresql": [
        _REFUSE,
        *(_postgresql("is_not_altered", "UPDATE OR DELETE OR TRUNCATE", table) for table in _KEPT),
        _postgresql("is_not_deleted", "DELETE OR TRUNCATE", "history_value"),
        _postgresql("is_only_erased", "UPDATE", "history_value", f"FOR EACH ROW WHEN ({_ALTERS_A_VALUE})"),
    ],
}


def upgrade() -> None:
    """Create them."""
    op.create_table(
        "audience",
        sa.Column("id", _ID, nullable=False),
        sa.Column("key", sa.String(length=800), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audience")),
        sa.UniqueConstraint("key", name=op.f("uq_audience_key")),
    )
    op.create_table(
        "deployment",
        sa.Column("id", _ID, nullable=False),
        sa.Column("deployed_at", sa.BigInteger(), nullable=False),
        sa.Column("deployed_by", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deployment")),
    )
    op.create_table(
        "message",
        sa.Column("id", _ID, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("correlation", sa.String(length=400), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=False),
        sa.Column("sent_by", sa.String(length=200), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
    )
    op.create_index(op.f("ix_message_expires_at"), "message", ["expires_at"], unique=False)
    op.create_index(op.f("ix_message_name_correlation"), "message", ["name", "correlation"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("id", _ID, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.BigInteger(), nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_outbox_kind_due_at"), "outbox", ["kind", "due_at"], unique=False)
    op.create_table(
        "resource",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_resource")),
    )
    op.create_table(
        "start_subscription",
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("kind", "name", "key", name=op.f("pk_start_subscription")),
    )
    op.create_table(
        "audience_member",
        sa.Column("audience_id", _ID, nullable=False),
        sa.Column("member", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["audience_id"], ["audience.id"], name=op.f("fk_audience_member_audience_id")),
        sa.PrimaryKeyConstraint("member", "audience_id", name=op.f("pk_audience_member")),
    )
    op.create_table(
        "definition",
        sa.Column("id", _ID, nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("deployment_id", _ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("path", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(["deployment_id"], ["deployment.id"], name=op.f("fk_definition_deployment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_definition")),
        sa.UniqueConstraint("key", "version", name=op.f("uq_definition_key_version")),
    )
    op.create_table(
        "deployment_resource",
        sa.Column("deployment_id", _ID, nullable=False),
        sa.Column("path", sa.String(length=400), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["deployment_id"], ["deployment.id"], name=op.f("fk_deployment_resource_deployment_id")
        ),
        sa.ForeignKeyConstraint(["digest"], ["resource.digest"], name=op.f("fk_deployment_resource_digest")),
        sa.PrimaryKeyConstraint("deployment_id", "path", name=op.f("pk_deployment_resource")),
    )
    op.create_table(
        "instance",
        sa.Column("id", _ID, nullable=False),
        sa.Column("definition_id", _ID, nullable=False),
        sa.Column("business_key", sa.String(length=200), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("phase", sa.Text(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["definition_id"], ["definition.id"], name=op.f("fk_instance_definition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instance")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_instance_business_key"), "instance", ["business_key"], unique=False)
    op.create_table(
        "history",
        sa.Column("instance_id", _ID, nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("on_behalf_of", sa.String(length=200), nullable=True),
        sa.Column("definition_id", _ID, nullable=False),
        sa.Column("element", sa.String(length=200), nullable=True),
        sa.Column("task_id", _ID, nullable=True),
        sa.Column("request_key", sa.LargeBinary(), nullable=True),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(["definition_id"], ["definition.id"], name=op.f("fk_history_definition_id")),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_history_instance_id")),
        sa.PrimaryKeyConstraint("instance_id", "sequence", name=op.f("pk_history")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_history_done",
        "history",
        ["actor", "at"],
        unique=False,
        sqlite_where=sa.text("task_id IS NOT NULL"),
        postgresql_where=sa.text("task_id IS NOT NULL"),
    )
    op.create_index(
        "ix_history_request_key",
        "history",
        ["request_key"],
        unique=True,
        sqlite_where=sa.text("request_key IS NOT NULL"),
        postgresql_where=sa.text("request_key IS NOT NULL"),
    )
    op.create_index(
        "ix_history_task_id",
        "history",
        ["task_id"],
        unique=False,
        sqlite_where=sa.text("task_id IS NOT NULL"),
        postgresql_where=sa.text("task_id IS NOT NULL"),
    )
    op.create_table(
        "history_value",
        sa.Column("instance_id", _ID, nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("salt", sa.LargeBinary(length=16), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("(content IS NULL) <> (digest IS NULL)", name=op.f("ck_history_value_erased_or_kept")),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_history_value_instance_id")),
        sa.PrimaryKeyConstraint("instance_id", "sequence", name=op.f("pk_history_value")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "incident",
        sa.Column("id", _ID, nullable=False),
        sa.Column("instance_id", _ID, nullable=False),
        sa.Column("token", sa.Integer(), nullable=True),
        sa.Column("element", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("raised_at", sa.BigInteger(), nullable=False),
        sa.Column("retry_at", sa.BigInteger(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("resolved_at", sa.BigInteger(), nullable=True),
        sa.Column("resolved_by", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_incident_instance_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
    )
    op.create_index(
        "ix_incident_open",
        "incident",
        ["instance_id"],
        unique=False,
        sqlite_where=sa.text("resolved_at IS NULL"),
        postgresql_where=sa.text("resolved_at IS NULL"),
    )
    op.create_index(
        "ix_incident_retry_at",
        "incident",
        ["retry_at"],
        unique=False,
        sqlite_where=sa.text("retry_at IS NOT NULL"),
        postgresql_where=sa.text("retry_at IS NOT NULL"),
    )
    op.create_table(
        "state",
        sa.Column("instance_id", _ID, autoincrement=False, nullable=False),
        sa.Column("lock_version", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("head", sa.LargeBinary(length=32), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_state_instance_id")),
        sa.PrimaryKeyConstraint("instance_id", name=op.f("pk_state")),
    )
    op.create_table(
        "subscription",
        sa.Column("instance_id", _ID, nullable=False),
        sa.Column("token", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("correlation", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_subscription_instance_id")),
        sa.PrimaryKeyConstraint("instance_id", "token", name=op.f("pk_subscription")),
    )
    op.create_index(op.f("ix_subscription_name_correlation"), "subscription", ["name", "correlation"], unique=False)
    op.create_table(
        "timer",
        sa.Column("instance_id", _ID, nullable=False),
        sa.Column("token", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_timer_instance_id")),
        sa.PrimaryKeyConstraint("instance_id", "token", name=op.f("pk_timer")),
    )
    op.create_index(op.f("ix_timer_due_at"), "timer", ["due_at"], unique=False)
    op.create_table(
        "user_task",
        sa.Column("id", _ID, nullable=False),
        sa.Column("instance_id", _ID, nullable=False),
        sa.Column("token", sa.Integer(), nullable=False),
        sa.Column("definition_id", _ID, nullable=False),
        sa.Column("element", sa.String(length=200), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("form", sa.String(length=200), nullable=True),
        sa.Column("audience_id", _ID, nullable=False),
        sa.Column("assignee", sa.String(length=200), nullable=True),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("due_order", sa.BigInteger(), nullable=False),
        sa.Column("follow_up_at", sa.BigInteger(), nullable=True),
        sa.Column("priority", sa.SmallInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["audience_id"], ["audience.id"], name=op.f("fk_user_task_audience_id")),
        sa.ForeignKeyConstraint(["definition_id"], ["definition.id"], name=op.f("fk_user_task_definition_id")),
        sa.ForeignKeyConstraint(["instance_id"], ["instance.id"], name=op.f("fk_user_task_instance_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_task")),
        sa.UniqueConstraint("instance_id", "token", name=op.f("uq_user_task_instance_id_token")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_user_task_groups",
        "user_task",
        ["audience_id", "due_order", "id"],
        unique=False,
        sqlite_where=sa.text("assignee IS NULL"),
        postgresql_where=sa.text("assignee IS NULL"),
    )
    op.create_index(
        "ix_user_task_mine",
        "user_task",
        ["assignee", "due_order", "id"],
        unique=False,
        sqlite_where=sa.text("assignee IS NOT NULL"),
        postgresql_where=sa.text("assignee IS NOT NULL"),
    )
    op.create_table(
        "draft",
        sa.Column("task_id", _ID, nullable=False),
        sa.Column("person", sa.String(length=200), nullable=False),
        sa.Column("saved_at", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["user_task.id"], name=op.f("fk_draft_task_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("task_id", "person", name=op.f("pk_draft")),
    )
    op.create_table(
        "seal",
        sa.Column("id", _ID, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("heads", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seal")),
    )
    for statement in _TRIGGERS[op.get_bind().dialect.name]:
        op.execute(statement)
