"""The tables of process drafts and their trials.

A draft's revisions stay when it is published: they tell who changed what.
"""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, PrimaryKeyConstraint, String, Table, Text, text

from engine.schema import Id, Instant
from webapp.lifecycle.schema import metadata

process_draft = Table(
    "process_draft",
    metadata,
    Column("id", Id, primary_key=True),
    Column("folder", String(200), nullable=False),
    Column("state", String(10), nullable=False),  # See `states`.
    Column("base_deployment_id", Integer, nullable=False),  # 0 where nothing was deployed.
    Column("revision", Integer, nullable=False),  # The last one given; never given again, also when it was taken back.
    Column("begun_by", String(200), nullable=False),
    Column("begun_at", Instant, nullable=False),
    Column("note", Text, nullable=False),  # What changed and why, for whoever reads the versions.
    Column("submitted_by", String(200)),
    Column("submitted_at", Instant),
    Column("due_at", Instant),  # When it is to be published; None: at once.
    Column("reviewed_by", String(200)),
    Column("reviewed_at", Instant),
    Column("refusal", Text),  # Why it came back, in the words of who or what refused it.
    Column("obstacle", String(10)),  # See `states`; None where a person refused it.
    Column("waived", Text),  # JSON: the numbers of the tests that may go otherwise, as its owner said.
    Column("ended_at", Instant),
    Column("deployment_id", Id),  # What it became; the engine's number.
    Index(
        "ix_process_draft_open", "folder", unique=True,
        sqlite_where=text("ended_at IS NULL"), postgresql_where=text("ended_at IS NULL"),
    ),
    Index("ix_process_draft_folder", "folder", "id"),
)  # fmt: skip

process_draft_file = Table(
    "process_draft_file",
    metadata,
    Column("draft_id", ForeignKey("process_draft.id"), nullable=False),
    Column("path", String(400), nullable=False),  # Below the deployed folder, with forward slashes.
    Column("revision", Integer, nullable=False),
    Column("content", LargeBinary),  # None: the file is left out.
    Column("saved_by", String(200), nullable=False),
    Column("saved_at", Instant, nullable=False),
    PrimaryKeyConstraint("draft_id", "path", "revision"),
)

# What people say of a step of a process: wishes for its owner.
process_remark = Table(
    "process_remark",
    metadata,
    Column("id", Id, primary_key=True),
    Column("folder", String(200), nullable=False),
    Column("element", String(200), nullable=False),  # Its id in the diagram; empty for the process as a whole.
    Column("text", Text, nullable=False),
    Column("written_by", String(200), nullable=False),
    Column("written_at", Instant, nullable=False),
    Column("answer", Text),  # What its owner did of it.
    Column("answered_by", String(200)),
    Column("answered_at", Instant),
    Index("ix_process_remark_folder", "folder", "id"),
)

trial_run = Table(
    "trial_run",
    metadata,
    Column("folder", String(200), nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False),  # Everybody tries by themselves.
    Column("record", Text, nullable=False),  # JSON: how it began and what was put in; gone through again each time.
    Column("changed_at", Instant, nullable=False),
    PrimaryKeyConstraint("folder", "person_id"),
)

trial_test = Table(
    "trial_test",
    metadata,
    Column("id", Id, primary_key=True),
    Column("folder", String(200), nullable=False),
    Column("name", String(200), nullable=False),
    Column("content", Text, nullable=False),  # JSON: a recorded run and what is expected of it.
    Column("made_by", String(200), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("result", Text),  # JSON: how it went otherwise when it was last gone through; an empty list: the same way.
    Column("replayed_at", Instant),
    Index("ix_trial_test_folder", "folder", "id"),
)
