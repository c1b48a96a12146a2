"""The knowledge bank: entries, their versions and readers, and the database's own index of their words."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    Index,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Table,
    Text,
    event,
)
from sqlalchemy.engine import Connection

from engine.schema import Id, Instant
from webapp.lifecycle.schema.base import metadata

knowledge_entry = Table(
    "knowledge_entry",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String(20), nullable=False),  # webapp.lifecycle.knowledge.Kind
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),  # Markdown.
    Column("language", String(2), nullable=False),  # Whose stems its words have.
    Column("area", ForeignKey("area.key")),
    Column("project_id", ForeignKey("project.id")),
    Column("meeting_id", ForeignKey("meeting.id")),
    Column("business_key", String(200)),  # Of the instance that published it.
    Column("author", String(200), nullable=False),  # A person's id, or the engine's own.
    Column("publicity", String(20), nullable=False),  # webapp.lifecycle.knowledge.Publicity
    Column("secrecy_grounds", Text),  # Of a secret one: the law's section and why.
    Column("published_on", Date, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("version", SmallInteger, nullable=False),
    Column("title_words", Text, nullable=False),  # Stems of the title and the theme words.
    Column("text_words", Text, nullable=False),  # Stems of the text.
    Index(None, "kind"),
    Index(None, "area"),
    Index(None, "project_id"),
    Index(None, "published_on"),
    sqlite_autoincrement=True,
)

knowledge_theme = Table(
    "knowledge_theme",
    metadata,
    Column("entry_id", ForeignKey("knowledge_entry.id"), nullable=False),
    Column("position", SmallInteger, nullable=False),
    Column("word", Text, nullable=False),
    PrimaryKeyConstraint("entry_id", "position"),
)

# Each wording an entry has had, the newest too.
knowledge_version = Table(
    "knowledge_version",
    metadata,
    Column("entry_id", ForeignKey("knowledge_entry.id"), nullable=False),
    Column("version", SmallInteger, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("author", String(200), nullable=False),
    Column("written_at", Instant, nullable=False),
    PrimaryKeyConstraint("entry_id", "version"),
)

# The groups that may read a secret entry.
knowledge_reader = Table(
    "knowledge_reader",
    metadata,
    Column("entry_id", ForeignKey("knowledge_entry.id"), nullable=False),
    Column("group_key", ForeignKey("person_group.key"), nullable=False),
    PrimaryKeyConstraint("entry_id", "group_key"),
)

INDEX = "knowledge_index"
"""The index of words: the same name in both databases, and in neither a table of the metadata."""

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

WORD_INDEX: Mapping[str, Sequence[str]] = {
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
"""The statements that make the index and keep it true, by dialect, in order."""


def create_word_index(_metadata: MetaData, connection: Connection, *, tables: Collection[Table], **_: object) -> None:
    """Make the index when the tables are made; called with those that were not there yet."""
    if knowledge_entry not in tables:
        return
    for statement in WORD_INDEX[connection.dialect.name]:
        connection.exec_driver_sql(statement)


event.listen(metadata, "after_create", create_word_index)
