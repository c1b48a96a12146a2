"""Indexes that the portfolio reads instead of whole tables; a project's programme and fund are classifications.

What was only written as text in the two columns becomes a classification of that name, which the project belongs to.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

_ADDED = (
    ("project", ("idea_id",)),
    ("report", ("recorded_at", "due_on", "project_id")),
    ("report", ("project_id", "spent")),
    ("project_classification", ("classification_id", "project_id")),
    ("project_municipality", ("municipality", "project_id")),
)
_REPLACED = (("project_classification", "classification_id"), ("project_municipality", "municipality"))
_TEXTS = ("programme", "fund")


def upgrade() -> None:
    """Add the indexes, keep what the texts say, and drop their columns."""
    for table, column in _REPLACED:
        op.drop_index(op.f(f"ix_{table}_{column}"), table)
    for table, columns in _ADDED:
        op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns))
    for kind in _TEXTS:
        for statement in (_CLASSES, _LINKS):
            op.execute(sa.text(statement.format(kind=kind)))
        op.drop_column("project", kind)


_CLASSES = """INSERT INTO classification (kind, name)
    SELECT DISTINCT '{kind}', p.{kind} FROM project AS p WHERE p.{kind} <> '' AND NOT EXISTS
        (SELECT 1 FROM classification AS c WHERE c.kind = '{kind}' AND c.name = p.{kind})"""
_LINKS = """INSERT INTO project_classification (project_id, classification_id)
    SELECT p.id, c.id FROM project AS p JOIN classification AS c ON c.kind = '{kind}' AND c.name = p.{kind}
    WHERE NOT EXISTS
        (SELECT 1 FROM project_classification AS l WHERE l.project_id = p.id AND l.classification_id = c.id)"""
