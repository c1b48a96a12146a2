"""Meetings: those that come, those that were held, and one with its agenda, its people and its minutes."""

from urllib.parse import urlsplit

from flask import Blueprint, abort, render_template, request, url_for
from sqlalchemy import Connection, select
from werkzeug.wrappers import Response

from engine.schema import instance
from webapp.accounts.personal_links import takes_guests
from webapp.auth import actor, may
from webapp.lifecycle.diary import (
    Section,
    coming_meetings,
    find_entry,
    held_meetings,
    next_turns,
    present_at,
    sections_of,
)
from webapp.lifecycle.invitations import Invitation, Method, Sender, write_calendar
from webapp.lifecycle.meetings import MeetingStatus
from webapp.lifecycle.minutes import Formality
from webapp.lifecycle.people import is_occasional
from webapp.lifecycle.public_decisions import decisions_of_meeting
from webapp.localisation import gettext
from webapp.naming import group_names, person_name, process_text
from webapp.papers import meeting_papers
from webapp.rights import Right
from webapp.runtime import runtime
from webapp.sittings import Sitting, find_sitting

bp = Blueprint("meetings", __name__)
PAGE = 25
RECORDING = ("hold_meeting", "decide_item")  # What the secretary does at the meeting, on one page.

PREPARING = ("declare_disqualification", "give_opinion")  # What each member does before it.


@bp.get("/meetings")
def index() -> str:
    """What is to be held, what was held, and who calls the next."""
    held, before = request.args.get("show") == "held", request.args.get("before", type=int)
    with runtime().database.read() as connection:
        rows = held_meetings(connection, before, PAGE + 1) if held else coming_meetings(connection)
        turns = next_turns(connection, runtime().today())
    shown = rows[:PAGE] if held else rows
    return render_template(
        "meetings.html",
        section="meetings.index",
        held=held,
        rows=shown,
        before=shown[-1].id if len(rows) > len(shown) else None,
        states=states(),
        turns=[(one.body, one.organisation or ", ".join(group_names([one.group]))) for one in turns],
    )


@bp.get("/meetings/<int:meeting_id>")
def show(meeting_id: int) -> str:
    """One meeting."""
    with runtime().database.read() as connection:
        sitting = find_sitting(connection, meeting_id)
        return render_template(
            "meeting.html",
            section="meetings.index",
            meeting=sitting.entry,
            states=states(),
            procedures=procedures(),
            instance_id=sitting.view.id if sitting.view else None,
            items=[_item(connection, sitting, one) for one in sections_of(connection, meeting_id)],
            no_agenda=_no_agenda(sitting.entry.status),
            formality=sitting.formality,
            minutes_name=gettext("Memo") if sitting.formality is Formality.MEMO else gettext("Minutes"),
            present=present_at(connection, meeting_id),
            tasks=_waiting(connection, sitting),
            documents=meeting_papers(connection, meeting_id),
            documents_meeting=meeting_id,
            may_run=_may_run(sitting),
            unanswered=_unanswered(sitting),
            guests=_guests(connection, sitting),
            decided=decisions_of_meeting(connection, meeting_id) if may(Right.CLASSIFY_DECISIONS) else {},
        )


@bp.get("/meetings/<int:meeting_id>.ics")
def calendar(meeting_id: int) -> Response:
    """The meeting as a file for a calendar."""
    here = runtime()
    with here.database.read() as connection:
        entry = find_entry(connection, meeting_id)
    if entry.starts_at is None:
        abort(404)
    method = Method.CANCEL if entry.status is MeetingStatus.CANCELLED else Method.PUBLISH
    sequence = max(entry.invitations - 1, 0)
    told = Invitation(entry.id, sequence, method, entry.title, entry.starts_at, entry.place or "", _address(entry.id))
    sender = Sender(urlsplit(here.config.base_url).hostname or "localhost", here.config.mail_from)
    answer = Response(write_calendar(told, sender, None, here.clock.now()), mimetype="text/calendar")
    answer.headers["Content-Disposition"] = f'attachment; filename="kokous-{entry.id}.ics"'
    return answer


def _address(meeting_id: int) -> str:
    return runtime().config.base_url + url_for("meetings.show", meeting_id=meeting_id)


def states() -> dict[str, tuple[str, str]]:
    """How a meeting stands, by its status: in words, and as what kind of chip."""
    return {
        MeetingStatus.OPEN: (gettext("to be planned"), ""),
        MeetingStatus.PLANNED: (gettext("planned"), ""),
        MeetingStatus.CALLED: (gettext("called"), ""),
        MeetingStatus.CANCELLED: (gettext("cancelled"), "bad"),
        MeetingStatus.CLOSED: (gettext("held, minutes accepted"), "good"),
    }


def procedures() -> dict[str, str]:
    """How a meeting is held."""
    return {"meeting": gettext("Meeting"), "written": gettext("Written procedure")}


def _no_agenda(status: MeetingStatus) -> str:
    """Why a meeting has no item."""
    if status is MeetingStatus.CANCELLED:
        return gettext("The meeting was cancelled. Nothing was taken up; what waited goes to the next meeting.")
    if status in (MeetingStatus.OPEN, MeetingStatus.PLANNED):
        return gettext("The agenda is not confirmed yet.")
    return gettext("No item was put on the agenda.")


def _item(connection: Connection, sitting: Sitting, one: Section) -> dict[str, object]:
    asks = select(instance.c.id).where(instance.c.business_key == one.business_key).order_by(instance.c.id).limit(1)
    number = connection.scalar(asks)
    own = sitting.view is not None and number == sitting.view.id
    return {
        "section": one,
        "outcome": sitting.outcome(one.kind, one.outcome),
        "instance_id": None if own else number,
    }


def _waiting(connection: Connection, sitting: Sitting) -> list[dict[str, object]]:
    """The open tasks of the meeting, each name once with those whom it waits for."""
    found: dict[str, set[str]] = {}
    for row in sitting.view.tasks if sitting.view else ():
        people = {f"user:{row.assignee}"} if row.assignee else row.audience
        found.setdefault(process_text(connection, row.definition_id, row.name), set()).update(people)
    return [{"name": name, "audience": audience} for name, audience in found.items()]


def _unanswered(sitting: Sitting) -> list[str]:
    """The members who are still asked something, for the secretary who may write their answers down."""
    if not sitting.is_secretary(actor().id, actor().groups):
        return []
    rows = [row for element in PREPARING for row in sitting.tasks(element)]
    return sorted({row.assignee for row in rows if row.assignee}, key=person_name)


def _guests(connection: Connection, sitting: Sitting) -> list[str]:
    """The members who take part by a personal link, for the secretary who may send it again."""
    if not (sitting.is_secretary(actor().id, actor().groups) and takes_guests(sitting.entry, runtime().clock.now())):
        return []
    return sorted((one for one in sitting.members if is_occasional(connection, one)), key=person_name)


def _may_run(sitting: Sitting) -> bool:
    members = actor().memberships
    rows = [row for element in RECORDING for row in sitting.tasks(element)]
    return any(row.assignee == actor().id or not members.isdisjoint(row.audience) for row in rows)
