"""Sessions tell where they are used and who let the person in; and there are auditors."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"

_GROUP = sa.table("person_group", sa.column("key", sa.String), sa.column("name", sa.String))


def upgrade() -> None:
    """Add the columns, and the group where there is none of its key."""
    op.add_column("web_session", sa.Column("agent", sa.String(length=300), nullable=True))
    op.add_column("web_session", sa.Column("address", sa.String(length=64), nullable=True))
    op.add_column("web_session", sa.Column("issuer", sa.String(length=300), nullable=True))
    op.add_column("web_session", sa.Column("provider_session", sa.String(length=255), nullable=True))
    op.add_column("web_session", sa.Column("id_token", sa.Text(), nullable=True))
    op.add_column("web_session", sa.Column("renews", sa.Boolean(), nullable=True))
    there = op.get_bind().scalar(sa.select(sa.func.count()).select_from(_GROUP).where(_GROUP.c.key == "auditor"))
    if not there:
        op.get_bind().execute(sa.insert(_GROUP).values(key="auditor", name="Tarkastajat"))
