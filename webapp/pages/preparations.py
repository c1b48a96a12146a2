"""Preparing for a meeting on one page: by a personal link without an account, or the secretary for a member."""

from dataclasses import dataclass

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from engine import Actor, Conflict, InvalidSubmission, TaskClaimed, TaskGone, UnitOfWork
from webapp import errors as answers_of_errors
from webapp import preparation
from webapp.accounts import throttle
from webapp.accounts.letters import invite_again
from webapp.accounts.personal_links import find_guest, takes_guests
from webapp.auth import current_person, public
from webapp.lifecycle.diary import find_entry
from webapp.lifecycle.documents import Document, may_read, meeting_documents
from webapp.lifecycle.people import groups_of, is_occasional
from webapp.localisation import gettext, moment
from webapp.naming import person_name
from webapp.papers import file_answer
from webapp.preparation import Sheet, read_sheet
from webapp.runtime import runtime
from webapp.sheets import Answers
from webapp.sittings import Sitting, find_sitting
from webapp.submissions import Submitted, asks_again, error_list, hidden_names, repeatable, submitted, typed

bp = Blueprint("preparations", __name__)
Answer = Response | tuple[Response, int]
FREE_GUESSES = 10  # Wrong links from one address before it has to wait.


@dataclass(frozen=True)
class Desk:
    """Whose preparation it is, who acts, and the address of the page."""

    member: str
    by: Actor
    meeting_id: int
    address: str
    secret: str = ""  # Of a personal link.


@bp.get("/m/<secret>")
@public
def show(secret: str) -> Answer | tuple[str, int]:
    """The page of a personal link."""
    desk = _guest_desk(secret)
    return _closed() if desk is None else _show(desk)


@bp.post("/m/<secret>")
@public
def answer(secret: str) -> Answer | tuple[str, int]:
    """Keep what the member says."""
    desk = _guest_desk(secret)
    return _closed() if desk is None else _keep(desk)


@bp.get("/m/<secret>/papers/<int:document_id>")
@public
def paper(secret: str, document_id: int) -> Response | tuple[str, int]:
    """A paper of the meeting, for who has the link."""
    desk = _guest_desk(secret)
    if desk is None:
        return _closed()
    with runtime().database.read() as connection:
        one = next((one for one in _papers(connection, desk) if one.id == document_id), None)
    if one is None:
        abort(404)
    return file_answer(one)


@bp.get("/meetings/<int:meeting_id>/members/<person_id>")
def show_for(meeting_id: int, person_id: str) -> Answer:
    """What a member is asked, for the secretary who writes it down."""
    return _show(_secretary_desk(meeting_id, person_id))


@bp.post("/meetings/<int:meeting_id>/members/<person_id>")
def answer_for(meeting_id: int, person_id: str) -> Answer:
    """Keep what the member has told the secretary; the history names both."""
    return _keep(_secretary_desk(meeting_id, person_id))


@bp.post("/meetings/<int:meeting_id>/members/<person_id>/link")
def send_again(meeting_id: int, person_id: str) -> Response:
    """Send a member's personal link again, on the secretary's word."""
    desk, here = _secretary_desk(meeting_id, person_id), runtime()
    now = here.clock.now()

    def act(unit: UnitOfWork) -> None:
        connection = unit.write()
        entry = find_entry(connection, meeting_id)
        if not (is_occasional(connection, desk.member) and takes_guests(entry, now)):
            abort(409)
        invite_again(connection, entry, desk.member, here.clock.zone, now)

    here.database.transact(act)
    flash(gettext("A new personal link was sent to %(name)s.", name=person_name(desk.member)), "good")
    return redirect(url_for("meetings.show", meeting_id=meeting_id), 303)


def _guest_desk(secret: str) -> Desk | None:
    """Whose link it is; whoever guesses links has to wait longer and longer."""
    here, now = runtime(), runtime().clock.now()
    subjects = (throttle.Subject(f"personal link:{request.remote_addr or ''}", free=FREE_GUESSES),)
    with here.database.read() as connection:
        if throttle.waiting_time(connection, subjects, now):
            abort(429)
        guest = find_guest(connection, secret, now)
        groups = groups_of(connection, guest.person_id, here.today()) if guest else frozenset()
    if guest is None:
        here.database.transact(lambda unit: throttle.count_failure(unit.write(), subjects, now))
        return None
    by = Actor(guest.person_id, groups)
    return Desk(guest.person_id, by, guest.meeting_id, url_for("preparations.show", secret=secret), secret)


def _secretary_desk(meeting_id: int, person_id: str) -> Desk:
    person = current_person()
    with runtime().database.read() as connection:
        sitting = find_sitting(connection, meeting_id)
    if person_id not in sitting.members:
        abort(404)
    if not sitting.is_secretary(person.id, person.groups):
        abort(403)
    address = url_for("preparations.show_for", meeting_id=meeting_id, person_id=person_id)
    return Desk(person_id, Actor(person.id, person.groups, on_behalf_of=person_id), meeting_id, address)


def _papers(connection: Connection, desk: Desk) -> list[Document]:
    """The meeting's papers that the member may read."""
    groups = groups_of(connection, desk.member, runtime().today())
    papers = meeting_documents(connection, desk.meeting_id)
    return [one for one in papers if may_read(connection, one, desk.member, groups, runtime().rights)]


def _show(desk: Desk) -> Answer:
    with runtime().database.read() as connection:
        sitting = find_sitting(connection, desk.meeting_id)
        return _page(desk, sitting, read_sheet(connection, sitting, desk.member, desk.by))


def _keep(desk: Desk) -> Answer:
    answers, here = submitted(), runtime()
    asked = repeatable(answers)
    with here.database.read() as connection:
        sitting = find_sitting(connection, desk.meeting_id)
        if preparation.was_answered(connection, sitting, asked):
            return redirect(desk.address, 303)
        sheet = read_sheet(connection, sitting, desk.member, desk.by)
        if sheet is None or request.args.get("task", type=int) != sheet.anchor.row.task_id:
            return _late(desk, connection, sitting, TaskGone(), answers)
        if asks_again():
            return _page(desk, sitting, sheet, answers), 200
        errors = sheet.errors(answers)
        if errors:
            return _page(desk, sitting, sheet, answers, errors), 422
    try:
        here.database.transact(
            lambda unit: preparation.record(unit, desk.meeting_id, sheet, answers, desk.member, desk.by, asked)
        )
    except InvalidSubmission as invalid:
        return _page(desk, sitting, sheet, answers, invalid.errors), 422
    except (TaskGone, TaskClaimed) as conflict:
        with here.database.read() as connection:
            return _late(desk, connection, find_sitting(connection, desk.meeting_id), conflict, answers)
    flash(gettext("Thank you. Your answers are kept."), "good")
    return redirect(desk.address, 303)


def _page(
    desk: Desk,
    sitting: Sitting,
    sheet: Sheet | None,
    answers: Answers | None = None,
    errors: dict[str, str] | None = None,
    kept: list[tuple[str, list[str]]] | None = None,
) -> Response:
    fields = sheet.fields(answers, errors or {}) if sheet else {}
    flat = [field for part in fields.values() for field in part]
    with runtime().database.read() as connection:
        papers = _papers(connection, desk)
    page = render_template(
        "preparation.html",
        papers=papers,
        section="meetings.index",
        meeting=sitting.entry,
        member=person_name(desk.member),
        secret=desk.secret,
        declaration=fields.get("", ()) if sheet and sheet.declaration else (),
        items=[(matter, fields[prefix], prefix) for prefix, matter in sheet.matters.items()] if sheet else [],
        errors=error_list(flat, errors or {}),
        hides_something=bool(hidden_names(flat)),
        action=f"{desk.address}?task={sheet.anchor.row.task_id}" if sheet else "",
        kept=kept or [],
    )
    shown = make_response(page)
    if desk.secret:
        shown.headers["X-Robots-Tag"] = "noindex, nofollow"
    return shown


def _late(
    desk: Desk, connection: Connection, sitting: Sitting, conflict: Conflict, answers: Submitted
) -> tuple[Response, int]:
    """Something was recorded meanwhile, or the time is over: say so, and keep what was typed in sight."""
    if conflict.by and conflict.at:
        flash(
            gettext(
                "%(name)s completed or ended it %(moment)s.", name=person_name(conflict.by), moment=moment(conflict.at)
            ),
            "warn",
        )
    flash(
        gettext("What you typed was not sent: answers were recorded meanwhile, or the time for them is over."), "warn"
    )
    sheet = read_sheet(connection, sitting, desk.member, desk.by)
    fields = [field for part in (sheet.fields(answers, {}) if sheet else {}).values() for field in part]
    return _page(desk, sitting, sheet, kept=typed(fields, answers)), 409


def _closed() -> tuple[str, int]:
    sentence = gettext(
        "The link is no longer valid: the meeting is over, a newer link was sent, or the link is not whole."
    )
    return answers_of_errors.answer(410, detail=sentence)
