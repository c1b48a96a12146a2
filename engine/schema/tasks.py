"""User tasks, who may take them, and what was typed into them."""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from engine.schema.columns import Id, Instant, metadata

# Who may take a task: a set of groups and people, kept once and shared by all tasks that name the same set.
audience = Table(
    "audience",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", String(800), nullable=False, unique=True),  # Sorted `group:…` and `user:…`, joined by `|`.
)

audience_member = Table(
    "audience_member",
    metadata,
    Column("audience_id", ForeignKey("audience.id"), nullable=False),
    Column("member", String(200), nullable=False),  # `group:…` or `user:…`.
    PrimaryKeyConstraint("member", "audience_id"),
)

user_task = Table(
    "user_task",
    metadata,
    Column("id", Id, primary_key=True),
    Column("instance_id", ForeignKey("instance.id"), nullable=False),
    Column("token", Integer, nullable=False),  # The task's number in the instance's state.
    Column("definition_id", ForeignKey("definition.id"), nullable=False),  # Of the stage it stands in.
    Column("element", String(200), nullable=False),  # Its id in the diagram.
    Column("name", Text, nullable=False),  # Its label in the diagram's own language.
    Column("subject", Text),  # What it is about, where several of an instance bear one name.
    Column("form", String(200)),  # The form's key, where it has one.
    Column("audience_id", ForeignKey("audience.id"), nullable=False),
    Column("assignee", String(200)),  # The person who holds it; none: it waits for somebody of its audience.
    Column("due_at", Instant),
    Column("due_order", BigInteger, nullable=False),  # due_at, or the largest number: no date comes last.
    Column("follow_up_at", Instant),
    Column("priority", SmallInteger, nullable=False),  # 0 to 100, 50 unless the diagram says otherwise.
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("instance_id", "token"),
    # The inbox's two questions, each answered by one index alone, page by page.
    Index(
        "ix_user_task_mine",
        "assignee",
        "due_order",
        "id",
        sqlite_where=text("assignee IS NOT NULL"),
        postgresql_where=text("assignee IS NOT NULL"),
    ),
    Index(
        "ix_user_task_groups",
        "audience_id",
        "due_order",
        "id",
        sqlite_where=text("assignee IS NULL"),
        postgresql_where=text("assignee IS NULL"),
    ),
    sqlite_autoincrement=True,  # A task's number is never used again: an old link must not open another task.
)

# Who has opened a task: what nobody has is marked as new in their lists.
task_seen = Table(
    "task_seen",
    metadata,
    Column("task_id", ForeignKey("user_task.id", ondelete="CASCADE"), nullable=False),
    Column("person", String(200), nullable=False),
    PrimaryKeyConstraint("task_id", "person"),
)

draft = Table(
    "draft",
    metadata,
    Column("task_id", ForeignKey("user_task.id", ondelete="CASCADE"), nullable=False),
    Column("person", String(200), nullable=False),
    Column("saved_at", Instant, nullable=False),
    Column("content", Text, nullable=False),  # What was typed, as typed: a JSON object of texts and lists of texts.
    PrimaryKeyConstraint("task_id", "person"),
)

# Who has a task's page open, so that two people do not fill in the same form unawares; noted at most once a minute.
task_view = Table(
    "task_view",
    metadata,
    Column("task_id", ForeignKey("user_task.id", ondelete="CASCADE"), nullable=False),
    Column("person", String(200), nullable=False),
    Column("opened_at", Instant, nullable=False),  # Since when without a longer break.
    Column("seen_at", Instant, nullable=False),
    PrimaryKeyConstraint("task_id", "person"),
)
