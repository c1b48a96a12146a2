"""What members think before a meeting."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from decimal import Decimal
from typing import Any

from sqlalchemy import Table

from engine import ServiceCall
from webapp.lifecycle import opinions
from webapp.lifecycle.agenda import item_number, items_for, meeting_items
from webapp.lifecycle.meetings import find_meeting
from webapp.lifecycle.notices import Kind
from webapp.lifecycle.people import names_of
from webapp.lifecycle.phrases import Words
from webapp.lifecycle.schema import disqualification, opinion, score
from webapp.lifecycle.services.notices import notify_people
from webapp.lifecycle.services.registry import services
from webapp.lifecycle.services.remembering import put_back, remembered


@services.register("opinion.excuse")
def excuse(
    call: ServiceCall, *, meeting: int, member: str, items: Sequence[str] | None = None, grounds: str | None = None
) -> dict[str, Any]:
    """A member is disqualified in these items; `own_matters` are the others, as the meeting's agenda has them."""
    excluded = set(items or [])
    for key in sorted(excluded):
        number = item_number(key)
        with _said_by(call, number, member, disqualification, opinion, score):
            opinions.excuse(call.unit.write(), number, member, call.now, grounds)
    agenda = meeting_items(call.unit.connection, int(meeting))
    mine = [one for one in agenda if one.key not in excluded and not one.withdrawn]
    return {"own_matters": [{"key": one.key, "title": one.title, "kind": one.kind} for one in mine]}


@services.register("opinion.record")
def record(
    call: ServiceCall,
    *,
    item: str,
    member: str,
    recommendation: str,
    statement: str,
    scores: Sequence[Mapping[str, Any]] | None = None,
) -> None:
    """Keep a member's opinion of an item."""
    connection, number = call.unit.write(), item_number(item)
    points = {str(row["criterion"]): int(row["score"]) for row in scores or []}
    with _said_by(call, number, member, opinion, score):
        opinions.record(connection, number, member, recommendation, statement, call.now)
        opinions.record_scores(connection, number, member, points)


for _topic in ("opinion.excuse", "opinion.record"):
    services.reverses(_topic)(put_back)


@services.register("opinion.remind")
def remind(call: ServiceCall, *, meeting: int, members: Sequence[str], subject: Words) -> None:
    """Remind those members whose opinion is missing."""
    connection = call.unit.connection
    items = [item.id for item in meeting_items(connection, int(meeting)) if not item.withdrawn]
    notify_people(call, opinions.silent_members(connection, items, members), Kind.REMINDER, subject)


@services.register("opinion.summarise")
def summarise(
    call: ServiceCall, *, meeting: int, criteria: Sequence[Mapping[str, Any]] | None = None
) -> dict[str, Any]:
    """The agenda with what the members think: `matters`, and as `late` what came after it was closed.

    What was withdrawn is left out.
    """
    connection = call.unit.connection
    weights = {str(row["value"]): Decimal(row["weight"]) for row in criteria or []}
    matters = []
    for item in meeting_items(connection, int(meeting)):
        if item.withdrawn:
            continue
        summary = opinions.summarise(connection, item.id, weights)
        names = names_of(connection, summary.excused)
        matters.append(
            {
                "key": item.key,
                "title": item.title,
                "kind": item.kind,
                "opinions": summary.opinions,
                "mean": summary.mean,
                "spread": summary.spread,
                "recommendations": dict(summary.recommendations),
                "excused": [names[person] for person in summary.excused],
            }
        )
    late = items_for(connection, find_meeting(connection, int(meeting)).body, call.now.astimezone(call.zone).date())
    return {"matters": matters, "late": [{"value": item.key, "label": item.title} for item in late]}


@contextmanager
def _said_by(call: ServiceCall, item: int, member: str, *tables: Table) -> Iterator[None]:
    with ExitStack() as all_of_them:
        for table in tables:
            all_of_them.enter_context(remembered(call, table, agenda_item_id=item, person_id=member))
        yield
