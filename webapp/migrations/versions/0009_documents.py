"""Documents, templates of papers, personal links; a meeting knows its instance and how often it was told of."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the tables and the columns."""
    _add_documents()
    _add_templates()
    _add_links()
    op.add_column("meeting", sa.Column("business_key", sa.String(length=200), nullable=True))
    op.add_column("meeting", sa.Column("invitations", sa.Integer(), nullable=True))
    op.add_column("person", sa.Column("occasional", sa.Boolean(), nullable=True))


def _add_documents() -> None:
    op.create_table(
        "document",
        sa.Column("id", _ID, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("business_key", sa.String(length=200), nullable=True),
        sa.Column("meeting_id", _ID, nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("replaces", _ID, nullable=True),
        sa.Column("publicity", sa.String(length=20), nullable=False),
        sa.Column("publicity_reason", sa.Text(), nullable=True),
        sa.Column("public_from", sa.String(length=20), nullable=True),
        sa.Column("retention", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_document_meeting_id")),
        sa.ForeignKeyConstraint(["replaces"], ["document.id"], name=op.f("fk_document_replaces")),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_document_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("replaces", name=op.f("uq_document_replaces")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_document_business_key"), "document", ["business_key"])
    op.create_index(op.f("ix_document_meeting_id"), "document", ["meeting_id"])
    op.create_table(
        "document_chunk",
        sa.Column("document_id", _ID, nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_document_chunk_document_id")),
        sa.PrimaryKeyConstraint("document_id", "position", name=op.f("pk_document_chunk")),
    )


def _add_templates() -> None:
    op.create_table(
        "document_template",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_document_template_created_by")),
        sa.PrimaryKeyConstraint("kind", "language", "version", name=op.f("pk_document_template")),
    )


def _add_links() -> None:
    op.create_table(
        "personal_link",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("meeting_id", _ID, nullable=False),
        sa.Column("person_id", sa.String(length=200), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_personal_link_meeting_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_personal_link_person_id")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_personal_link")),
    )
    op.create_index(op.f("ix_personal_link_meeting_id_person_id"), "personal_link", ["meeting_id", "person_id"])
