"""Bodies and their meetings: what is on the agenda, who is disqualified, who thinks what, what was said."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from engine.schema import Id, Instant
from webapp.lifecycle.schema.base import metadata

# Whoever meets.  Its members are the group of the same key; its rules lie in the meeting's decision tables.
body = Table(
    "body",
    metadata,
    Column("key", String(40), primary_key=True),
    Column("name", Text, nullable=False),
    Column("chair_group", ForeignKey("person_group.key"), nullable=False),
    Column("secretary_group", ForeignKey("person_group.key"), nullable=False),
    Column("rotation_period", String(10)),  # `meeting` or `year`; none: the chair calls the meetings.
    Column("rotation_start", Integer),  # The year whose turn is the first of the order; meetings count from 1.
    Column("project_id", ForeignKey("project.id")),  # Whose steering group it is; its members are that project's.
)

rotation_turn = Table(
    "rotation_turn",
    metadata,
    Column("body", ForeignKey("body.key"), nullable=False),
    Column("position", SmallInteger, nullable=False),
    Column("organisation", ForeignKey("organisation.key"), nullable=False),
    PrimaryKeyConstraint("body", "position"),
)

meeting = Table(
    "meeting",
    metadata,
    Column("id", Id, primary_key=True),
    Column("body", ForeignKey("body.key"), nullable=False),
    Column("number", Integer, nullable=False),  # 1, 2, … for each body.
    Column("status", String(20), nullable=False),  # webapp.lifecycle.meetings.MeetingStatus
    Column("procedure", String(20), nullable=False),  # `meeting` or `written`
    Column("convenor", ForeignKey("organisation.key")),  # Whose turn it was; none: the chair called it.
    Column("place", Text),
    Column("business_key", String(200)),  # Of its instance.
    Column("invitations", Integer),  # How often its members were told of it: a calendar goes by the newest.
    Column("starts_at", Instant),
    Column("quorate", Boolean),
    Column("minutes", Text),
    Column("occurs_on", Date),  # The day that the body's calendar proposed; none: an extra meeting.
    Column("agenda_closes_at", Instant),
    Column("chair", ForeignKey("person.id")),
    UniqueConstraint("body", "number"),
    sqlite_autoincrement=True,
)

# Who was there; whoever had a right to be and was not is a member without a row.
attendance = Table(
    "attendance",
    metadata,
    Column("meeting_id", ForeignKey("meeting.id"), nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("role", String(20)),  # webapp.lifecycle.attendance.Role; none: a member.
    Column("left_at", Instant),  # Who went before the end.
    PrimaryKeyConstraint("meeting_id", "person_id"),
)

# Who reads a meeting's minutes before they are accepted.
inspector = Table(
    "inspector",
    metadata,
    Column("meeting_id", ForeignKey("meeting.id"), nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("accepted_at", Instant),
    PrimaryKeyConstraint("meeting_id", "person_id"),
)

# What a meeting agreed that somebody does.
action = Table(
    "action",
    metadata,
    Column("id", Id, primary_key=True),
    Column("business_key", String(200), nullable=False, unique=True),  # Of its instance.
    Column("meeting_id", ForeignKey("meeting.id"), nullable=False),
    Column("title", Text, nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("due_on", Date, nullable=False),
    Column("done_at", Instant),
    Column("note", Text),  # How it was done.
    Index(None, "meeting_id"),
    sqlite_autoincrement=True,
)

# What a meeting put first in a development area [S26].
area_priority = Table(
    "area_priority",
    metadata,
    Column("meeting_id", ForeignKey("meeting.id"), nullable=False),
    Column("area", ForeignKey("area.key"), nullable=False),
    Column("priority", Text, nullable=False),
    PrimaryKeyConstraint("meeting_id", "area"),
)

# What a body is asked; it waits, is taken into a meeting, and gets an outcome.
agenda_item = Table(
    "agenda_item",
    metadata,
    Column("id", Id, primary_key=True),
    Column("body", ForeignKey("body.key"), nullable=False),
    Column("kind", String(40), nullable=False),  # As in the meeting's table of outcomes.
    Column("title", Text, nullable=False),
    Column("business_key", String(200), nullable=False),  # Of the instance that asks.
    Column("proposed_at", Instant, nullable=False),
    Column("meeting_id", ForeignKey("meeting.id")),
    Column("position", SmallInteger),  # Its section in the minutes.
    Column("outcome", String(40)),
    Column("conditions", Text),
    Column("grounds", Text),
    Column("decided_at", Instant),
    Column("urgent", Boolean),  # Taken up late by the chair, with the meeting's consent.
    Column("withdrawn_at", Instant),  # The proposer took it back.
    Column("earliest_on", Date),  # No meeting before this day takes it up.
    Index(None, "body", "meeting_id"),
    Index(None, "business_key"),
    sqlite_autoincrement=True,
)

disqualification = Table(
    "disqualification",
    metadata,
    Column("agenda_item_id", ForeignKey("agenda_item.id"), nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("declared_at", Instant, nullable=False),
    Column("grounds", Text),
    PrimaryKeyConstraint("agenda_item_id", "person_id"),
)

opinion = Table(
    "opinion",
    metadata,
    Column("agenda_item_id", ForeignKey("agenda_item.id"), nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("recommendation", String(40), nullable=False),
    Column("statement", Text, nullable=False),
    Column("given_at", Instant, nullable=False),
    PrimaryKeyConstraint("agenda_item_id", "person_id"),
)

score = Table(
    "score",
    metadata,
    Column("agenda_item_id", ForeignKey("agenda_item.id"), nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("criterion", String(80), nullable=False),
    Column("points", SmallInteger, nullable=False),  # 0 to 5.
    PrimaryKeyConstraint("agenda_item_id", "person_id", "criterion"),
)

# What was decided, and by whom in law.  A diary number is the host's case system's, never made here.
decision = Table(
    "decision",
    metadata,
    Column("id", Id, primary_key=True),
    Column("business_key", String(200), nullable=False),
    Column("agenda_item_id", ForeignKey("agenda_item.id")),
    Column("kind", String(40), nullable=False),
    Column("outcome", String(40), nullable=False),
    Column("conditions", Text),
    Column("grounds", Text),
    Column("legal_decider", String(40)),
    Column("diary_number", String(80)),
    Column("decided_on", Date, nullable=False),
    Column("meeting_id", ForeignKey("meeting.id")),
    Column("corrects", ForeignKey("decision.id")),  # The decision that had an error; it stays as it was.
    Column("error", Text),  # What was wrong with it.
    Column("publicity", String(20)),  # webapp.lifecycle.openness.Openness; none: nobody has said, and nothing is shown.
    Index(None, "business_key"),
)

# What of a decision is secret, with the ground: `24.1.20` is section 24, subsection 1, item 20 of the act on openness.
decision_secret = Table(
    "decision_secret",
    metadata,
    Column("decision_id", ForeignKey("decision.id"), nullable=False),
    Column("position", SmallInteger, nullable=False),
    Column("part", String(20), nullable=False),  # webapp.lifecycle.openness.Part
    Column("ground", Text, nullable=False),
    Column("passage", Text),  # The words that are taken out, where it is no whole part.
    PrimaryKeyConstraint("decision_id", "position"),
)

# What anybody may read of a decision, written when it is recorded or its class changes: public pages read nothing else.
public_decision = Table(
    "public_decision",
    metadata,
    Column("decision_id", ForeignKey("decision.id"), primary_key=True),
    Column("decided_on", Date, nullable=False),
    Column("publicity", String(20), nullable=False),  # webapp.lifecycle.openness.Openness
    Column("meeting_id", ForeignKey("meeting.id")),  # Public once its minutes are accepted; none: at once.
    Column("body", ForeignKey("body.key")),
    Column("business_key", String(200)),  # Of the matter, where its title is public.
    Column("kind", String(40), nullable=False),
    Column("outcome", String(40)),
    Column("title", Text, nullable=False),  # This and the next three as webapp.lifecycle.openness.redact leaves them.
    Column("conditions", Text, nullable=False),
    Column("grounds", Text, nullable=False),
    Column("error", Text, nullable=False),
    Column("legal_decider", String(40)),
    Column("diary_number", String(80)),
    Column("corrects", Id),
    Column("words", Text, nullable=False),  # What of it is found by.
    Column("updated_at", Instant, nullable=False),
    Index(None, "decided_on", "decision_id"),
)
