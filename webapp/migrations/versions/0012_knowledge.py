"""The knowledge bank, with the database's own index of its words; evaluations of the programme."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# As they were in this version: a later one that changes them brings a migration of its own.
_VIRTUAL_TABLE = """
CREATE VIRTUAL TABLE knowledge_index USING fts5(
    title_words, text_words,
    content='knowledge_entry', content_rowid='id', prefix='2 3 4', tokenize="unicode61 remove_diacritics 0"
)
"""
_SQLITE_TRIGGER = """
CREATE TRIGGER knowledge_entry_is_{what} AFTER {when} ON knowledge_entry BEGIN {steps}; END
"""
_ENTER = "INSERT INTO knowledge_index (rowid, title_words, text_words) VALUES (new.id, new.title_words, new.text_words)"
_LEAVE = """
INSERT INTO knowledge_index (knowledge_index, rowid, title_words, text_words)
VALUES ('delete', old.id, old.title_words, old.text_words)
"""
_TABLE = """
CREATE TABLE knowledge_index (
    rowid BIGINT PRIMARY KEY REFERENCES knowledge_entry ON DELETE CASCADE,
    title TSVECTOR NOT NULL,
    words TSVECTOR NOT NULL
)
"""
_FUNCTION = """
CREATE FUNCTION index_knowledge_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO knowledge_index (rowid, title, words) VALUES (new.id, to_tsvector('simple', new.title_words),
        to_tsvector('simple', new.title_words) || to_tsvector('simple', new.text_words))
    ON CONFLICT (rowid) DO UPDATE SET title = excluded.title, words = excluded.words;
    RETURN NULL;
END $$
"""
_POSTGRESQL_TRIGGER = """
CREATE TRIGGER knowledge_entry_is_indexed AFTER INSERT OR UPDATE OF title_words, text_words
ON knowledge_entry FOR EACH ROW EXECUTE FUNCTION index_knowledge_entry()
"""
_WORD_INDEX = {
    "sqlite": [
        _VIRTUAL_TABLE,
        _SQLITE_TRIGGER.format(what="entered", when="INSERT", steps=_ENTER),
        _SQLITE_TRIGGER.format(what="left", when="DELETE", steps=_LEAVE),
        _SQLITE_TRIGGER.format(what="reentered", when="UPDATE OF title_words, text_words", steps=f"{_LEAVE}; {_ENTER}"),
    ],
    "postgresql": [
        _TABLE,
        "CREATE INDEX knowledge_index_title ON knowledge_index USING gin (title)",
        "CREATE INDEX knowledge_index_words ON knowledge_index USING gin (words)",
        _FUNCTION,
        _POSTGRESQL_TRIGGER,
    ],
}


def upgrade() -> None:
    """Create them."""
    op.create_table(
        "knowledge_entry",
        sa.Column("id", _ID, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("area", sa.String(length=40), nullable=True),
        sa.Column("project_id", _ID, nullable=True),
        sa.Column("meeting_id", _ID, nullable=True),
        sa.Column("business_key", sa.String(length=200), nullable=True),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column("publicity", sa.String(length=20), nullable=False),
        sa.Column("secrecy_grounds", sa.Text(), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.SmallInteger(), nullable=False),
        sa.Column("title_words", sa.Text(), nullable=False),
        sa.Column("text_words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["area"], ["area.key"], name=op.f("fk_knowledge_entry_area")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_knowledge_entry_meeting_id")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_knowledge_entry_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_entry")),
        sqlite_autoincrement=True,
    )
    for column in ("area", "kind", "project_id", "published_on"):
        op.create_index(op.f(f"ix_knowledge_entry_{column}"), "knowledge_entry", [column])
    op.create_table(
        "knowledge_reader",
        sa.Column("entry_id", _ID, nullable=False),
        sa.Column("group_key", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["knowledge_entry.id"], name=op.f("fk_knowledge_reader_entry_id")),
        sa.ForeignKeyConstraint(["group_key"], ["person_group.key"], name=op.f("fk_knowledge_reader_group_key")),
        sa.PrimaryKeyConstraint("entry_id", "group_key", name=op.f("pk_knowledge_reader")),
    )
    op.create_table(
        "knowledge_theme",
        sa.Column("entry_id", _ID, nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["knowledge_entry.id"], name=op.f("fk_knowledge_theme_entry_id")),
        sa.PrimaryKeyConstraint("entry_id", "position", name=op.f("pk_knowledge_theme")),
    )
    op.create_table(
        "knowledge_version",
        sa.Column("entry_id", _ID, nullable=False),
        sa.Column("version", sa.SmallInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column("written_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["knowledge_entry.id"], name=op.f("fk_knowledge_version_entry_id")),
        sa.PrimaryKeyConstraint("entry_id", "version", name=op.f("pk_knowledge_version")),
    )
    _create_evaluations()
    for statement in _WORD_INDEX[op.get_bind().dialect.name]:
        op.execute(sa.text(statement))


def _create_evaluations() -> None:
    op.create_table(
        "evaluation",
        sa.Column("id", _ID, nullable=False),
        sa.Column("business_key", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation")),
        sa.UniqueConstraint("business_key", name=op.f("uq_evaluation_business_key")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "evaluation_criterion",
        sa.Column("id", _ID, nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("proposed_on", sa.Date(), nullable=False),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("agenda_item_id", _ID, nullable=True),
        sa.Column("replaced_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agenda_item_id"], ["agenda_item.id"], name=op.f("fk_evaluation_criterion_agenda_item_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_criterion")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "evaluation_statement",
        sa.Column("evaluation_id", _ID, nullable=False),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("evaluator", sa.Text(), nullable=True),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["evaluation_id"], ["evaluation.id"], name=op.f("fk_evaluation_statement_evaluation_id")
        ),
        sa.PrimaryKeyConstraint("evaluation_id", "source", name=op.f("pk_evaluation_statement")),
    )
    op.create_table(
        "evaluation_score",
        sa.Column("evaluation_id", _ID, nullable=False),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("criterion_id", _ID, nullable=False),
        sa.Column("points", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["criterion_id"], ["evaluation_criterion.id"], name=op.f("fk_evaluation_score_criterion_id")
        ),
        sa.ForeignKeyConstraint(["evaluation_id"], ["evaluation.id"], name=op.f("fk_evaluation_score_evaluation_id")),
        sa.PrimaryKeyConstraint("evaluation_id", "source", "criterion_id", name=op.f("pk_evaluation_score")),
    )
    op.create_table(
        "evaluation_measure",
        sa.Column("id", _ID, nullable=False),
        sa.Column("evaluation_id", _ID, nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["evaluation_id"], ["evaluation.id"], name=op.f("fk_evaluation_measure_evaluation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_measure")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_evaluation_measure_evaluation_id"), "evaluation_measure", ["evaluation_id"])
