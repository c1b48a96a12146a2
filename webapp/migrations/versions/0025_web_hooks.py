"""Web hooks, and the trigger that lays out for them what happens while there is one."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"

_TRIGGERS = {
    "sqlite": [
        """
        CREATE TRIGGER history_is_told AFTER INSERT ON history
        WHEN EXISTS (SELECT 1 FROM web_hook WHERE ended_at IS NULL)
        BEGIN INSERT INTO web_hook_entry (instance_id, sequence) VALUES (NEW.instance_id, NEW.sequence); END
        """
    ],
    "postgresql": [
        """
        CREATE FUNCTION lay_out_for_web_hooks() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF EXISTS (SELECT 1 FROM web_hook WHERE ended_at IS NULL) THEN
        INSERT INTO web_hook_entry (instance_id, sequence) VALUES (NEW.instance_id, NEW.sequence);
        END IF; RETURN NULL; END $$
        """,
        "CREATE TRIGGER history_is_told AFTER INSERT ON history FOR EACH ROW EXECUTE FUNCTION lay_out_for_web_hooks()",
    ],
}


def upgrade() -> None:
    """Create them."""
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "web_hook",
        sa.Column("id", key, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("kinds", sa.Text(), nullable=False),
        sa.Column("salt", sa.LargeBinary(length=16), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("delivered_at", sa.BigInteger(), nullable=True),
        sa.Column("given_up", sa.Integer(), nullable=False),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_web_hook")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "web_hook_entry",
        sa.Column("id", key, nullable=False),
        sa.Column("instance_id", key, nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_web_hook_entry")),
        sqlite_autoincrement=True,
    )
    for statement in _TRIGGERS[op.get_bind().dialect.name]:
        op.execute(statement)
