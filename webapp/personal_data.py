"""Everything that stands of one person, table by table, for whoever asks what is known of them (GDPR, article 15)."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, Connection, LargeBinary, Table, or_, select

from engine.schema import deployment, draft, incident, message, occurrence, task_seen, task_view, user_task
from webapp.accounts import schema as accounts
from webapp.auditing import plain
from webapp.drafting import schema as drafting
from webapp.hooks import schema as hooks
from webapp.lifecycle import schema as field
from webapp.lifecycle.audit_log import LogLine, Question, answers

PEOPLE = frozenset({
    "answered_by", "assignee", "author", "begun_by", "changed_by", "deployed_by", "imported_by", "made_by", "manager",
    "person", "prepared_by", "proposer", "published_by", "resolved_by", "reviewed_by", "saved_by", "sent_by",
    "submitted_by", "written_by",
})  # fmt: skip
"""Columns that hold a person's id without being a key to `person`: others than people may stand there."""

UNTOLD = frozenset({"password_hash", "secret", "request_key", "due_order", "minutes"})
"""What is not told, beside what is kept as bytes: secrets, marks that say nothing of a person, and others' words."""


class Section(StrEnum):
    """What the tables are told as."""

    ACCOUNT = "account"
    GROUPS = "groups"
    SESSIONS = "sessions"
    DEPUTIES = "deputies"
    NOTICES = "notices"
    TASKS = "tasks"
    DRAFTS = "drafts"
    COMMENTS = "comments"
    MEETINGS = "meetings"
    RECUSALS = "recusals"
    WRITINGS = "writings"
    PROCESSES = "processes"
    UPKEEP = "upkeep"


TABLES: Mapping[Section, tuple[Table, ...]] = {
    Section.ACCOUNT: (
        field.person, accounts.credential, accounts.identity, accounts.second_factor, accounts.recovery_code,
        accounts.account_link, accounts.saved_filter, accounts.saved_question,
        field.calendar_link, field.personal_link,
    ),
    Section.GROUPS: (field.group_membership, field.steering_member),
    Section.SESSIONS: (accounts.web_session,),
    Section.DEPUTIES: (field.deputy,),
    Section.NOTICES: (field.notice, field.notice_choice),
    Section.TASKS: (user_task, task_seen, task_view, field.action),
    Section.DRAFTS: (draft,),
    Section.COMMENTS: (field.comment, field.comment_mention),
    Section.MEETINGS: (field.attendance, field.inspector, field.meeting, field.opinion, field.score),
    Section.RECUSALS: (field.disqualification,),
    Section.WRITINGS: (
        field.idea, field.project, field.proposal_version, field.document, field.document_template,
        field.knowledge_entry, field.knowledge_version, field.publication, field.imported,
    ),
    Section.PROCESSES: (
        deployment, drafting.process_draft, drafting.process_draft_file, drafting.process_remark,
        drafting.trial_run, drafting.trial_test,
    ),
    Section.UPKEEP: (
        field.legal_hold, field.occurrence_change, occurrence, field.funding_call, incident, message,
        accounts.service_account, accounts.service_token, hooks.web_hook,
    ),
}  # fmt: skip
"""Every table that names people.  What they did to instances and beside them stands in the audit log."""


def people_in(table: Table) -> list[Column[Any]]:
    """The columns of a table that name people."""
    if table is field.person:
        return [table.c.id]
    keys = {column for column in table.c for key in column.foreign_keys if key.target_fullname == "person.id"}
    return [column for column in table.c if column in keys or column.name in PEOPLE]


def read_tables(connection: Connection, person: str) -> dict[Section, dict[str, list[dict[str, Any]]]]:
    """The rows that name a person, by section and table; sections and tables without any are left out."""
    found: dict[Section, dict[str, list[dict[str, Any]]]] = {}
    for section, tables in TABLES.items():
        for table in tables:
            if rows := list(_rows(connection, table, person)):
                found.setdefault(section, {})[table.name] = rows
    return found


def read_doings(connection: Connection, person: str) -> list[LogLine]:
    """What a person did, had done in their name, or had done to them; the latest first."""
    return list(answers(connection, Question(person=person)))


def _rows(connection: Connection, table: Table, person: str) -> Iterator[dict[str, Any]]:
    shown = [column for column in table.c if not isinstance(column.type, LargeBinary) and column.name not in UNTOLD]
    mine = or_(*(column == person for column in people_in(table)))
    for row in connection.execute(select(*shown).where(mine).order_by(*table.primary_key.columns)):
        yield {name: plain(value) for name, value in row._mapping.items() if value is not None}
