"""Programmes, strategies, themes, funds and municipalities of projects; what is published; since when a phase lasts."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_EUROS = sa.Numeric(precision=14, scale=2)


def upgrade() -> None:
    """Add the tables and the column.  Of instances that run already the beginning of their phase stays unknown."""
    _add_classifications()
    _add_municipalities()
    _add_publications()
    _add_imports()
    op.add_column("instance", sa.Column("phase_since", sa.BigInteger(), nullable=True))


def _add_classifications() -> None:
    op.create_table(
        "classification",
        sa.Column("id", _ID, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("parent", _ID, nullable=True),
        sa.Column("retention_years", sa.SmallInteger(), nullable=True),
        sa.Column("retention_from", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["parent"], ["classification.id"], name=op.f("fk_classification_parent")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_classification")),
        sa.UniqueConstraint("kind", "name", name=op.f("uq_classification_kind_name")),
    )
    op.create_table(
        "project_classification",
        sa.Column("project_id", _ID, nullable=False),
        sa.Column("classification_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_project_classification_project_id")),
        sa.ForeignKeyConstraint(
            ["classification_id"], ["classification.id"], name=op.f("fk_project_classification_classification_id")
        ),
        sa.PrimaryKeyConstraint("project_id", "classification_id", name=op.f("pk_project_classification")),
    )
    op.create_index(
        op.f("ix_project_classification_classification_id"), "project_classification", ["classification_id"]
    )


def _add_municipalities() -> None:
    op.create_table(
        "project_municipality",
        sa.Column("project_id", _ID, nullable=False),
        sa.Column("municipality", sa.String(length=40), nullable=False),
        sa.Column("share", _EUROS, nullable=True),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_project_municipality_project_id")),
        sa.ForeignKeyConstraint(
            ["municipality"], ["organisation.key"], name=op.f("fk_project_municipality_municipality")
        ),
        sa.PrimaryKeyConstraint("project_id", "municipality", name=op.f("pk_project_municipality")),
    )
    op.create_index(op.f("ix_project_municipality_municipality"), "project_municipality", ["municipality"])


def _add_publications() -> None:
    op.create_table(
        "publication",
        sa.Column("project_id", _ID, nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("published_at", sa.BigInteger(), nullable=False),
        sa.Column("published_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_publication_project_id")),
        sa.PrimaryKeyConstraint("project_id", "language", name=op.f("pk_publication")),
    )


def _add_imports() -> None:
    op.create_table(
        "imported",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("reference", sa.String(length=200), nullable=False),
        sa.Column("record_id", _ID, nullable=False),
        sa.Column("imported_at", sa.BigInteger(), nullable=False),
        sa.Column("imported_by", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("kind", "reference", name=op.f("pk_imported")),
    )
