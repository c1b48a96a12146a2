"""Drafts whose day has come are published, by the worker or whoever approves them; recorded tests go first.

One that cannot be published is open again, with the reason, its owner and approver are told, and the log has it.
"""

import logging

from engine import Actor, UnitOfWork
from engine.actors import SYSTEM
from engine.deployments import Deployment
from engine.errors import InvalidResource
from engine.journal import JournalEntry, write
from webapp.drafting.drafts import Draft, find_draft
from webapp.drafting.publishing import due_drafts, publish_due, scheduled
from webapp.drafting.states import State
from webapp.grounds import go_through_tests
from webapp.lifecycle.doings import Doing
from webapp.owner_notices import tell_of_hindrance
from webapp.runtime import Runtime

_log = logging.getLogger(__name__)

LONGEST = 2_000
"""How much of what the check found goes into the log; the draft keeps all of it."""


def publish_drafts(here: Runtime) -> int:
    """Publish what is due, each in a transaction of its own; how many were looked at."""
    with here.database.read() as connection:
        due = due_drafts(connection, here.clock.now())
    for number in due:
        made = publish_draft(here, number)
        _log.info("Draft %s %s", number, f"became deployment {made.id}" if made else "was not published")
    return len(due)


def publish_draft(here: Runtime, number: int, by: str | None = None) -> Deployment | None:
    """Publish a scheduled draft unless something hinders it by now; `by` asked for it, and is told by the page."""
    with here.database.read() as connection:
        draft = scheduled(connection, number)
    if draft is None:
        return None
    astray = _astray(here, draft)
    return here.database.transact(lambda unit: _publish(here, unit, draft, astray, by))


def _publish(here: Runtime, unit: UnitOfWork, draft: Draft, astray: list[str], by: str | None) -> Deployment | None:
    made = publish_due(unit, here.engine, draft.id, here.clock.now(), astray)
    after = find_draft(unit.connection, draft.id)
    if made is None and after.state is State.OPEN and after.obstacle:
        tell_of_hindrance(here, unit, after, draft.reviewed_by, by)
        why = {"obstacle": after.obstacle, "what": (after.refusal or "")[:LONGEST]}
        about, who = f"process/{after.folder}", Actor(by) if by else SYSTEM
        write(unit.write(), JournalEntry(Doing.HINDERED, here.clock.now(), who, about, why))
    return made


def _astray(here: Runtime, draft: Draft) -> list[str]:
    """The names of the tests that go otherwise, and of which nobody said that they may."""
    try:
        return [one.name for one in go_through_tests(here, draft) if one.id not in draft.waived]
    except InvalidResource:
        return []  # Publishing itself says what the check found.
