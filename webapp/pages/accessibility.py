"""The accessibility statement (Act 306/2019, section 7), and the form by which anybody gives feedback on it."""

import uuid
from datetime import date

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine import SYSTEM, Actor, InvalidSubmission, Request, UnitOfWork
from webapp import errors
from webapp.accounts import throttle
from webapp.auth import public
from webapp.lifecycle.proposers import Contact, keep_proposer
from webapp.localisation import gettext, language
from webapp.processes import Startable, begun_by
from webapp.runtime import runtime
from webapp.submissions import Submitted, error_list, hidden_names, repeatable, submitted

bp = Blueprint("accessibility", __name__)

MESSAGE = "accessibility_feedback_sent"
MADE_ON = date(2026, 11, 26)
AUTHORITY = "https://www.saavutettavuusvaatimukset.fi"  # The supervisory authority's web site.
_TRAP = "website"  # No person sees this field; a program that fills in everything falls into it.


@bp.get("/accessibility")
@public
def show() -> str:
    """What works, what does not yet, how it was tested, where to give feedback and where to complain."""
    return render_template(
        "accessibility.html", base_url=runtime().config.base_url, made_on=MADE_ON, authority=AUTHORITY
    )


@bp.get("/accessibility/feedback")
@public
def ask() -> str:
    """The form."""
    return _page(_beginning(), None, {})


@bp.post("/accessibility/feedback")
@public
def send() -> Response | tuple[str, int]:
    """Take feedback in: its answer is due in fourteen days."""
    begun, answers, here = _beginning(), submitted(), runtime()
    asked, form = repeatable(answers), begun.form()
    assert form is not None  # noqa: S101 - `_beginning` found it
    if request.form.get(_TRAP):
        return _sent()
    if _waits():
        return errors.answer(429)
    try:
        values = form.read(answers, {}, language=language(), texts=begun.definition.texts, clock=here.clock)
    except InvalidSubmission as invalid:
        return _page(begun, answers, invalid.errors), 422
    email = str(values.get("email") or "")
    here.database.transact(lambda unit: _begin(unit, email, form.process_values(values), asked))
    return _sent()


@bp.get("/accessibility/feedback/thanks")
@public
def thank() -> str:
    """The feedback was sent."""
    return render_template("accessibility_thanks.html")


def _begin(unit: UnitOfWork, email: str, told: dict[str, object], asked: Request) -> None:
    """Keep the address, if one was given, and begin the matter."""
    here, connection = runtime(), unit.write()
    if here.engine.answered(connection, asked) is not None:
        return  # The same button, pressed while the first request was on its way.
    now, business_key = here.clock.now(), f"accessibility_feedback/{uuid.UUID(hex=asked.key)}"
    throttle.count_failure(connection, (_subject(),), now)
    contact = Contact("", "", email, language())
    asker = keep_proposer(connection, business_key, contact, None, now) if email else None
    payload = {"page": None, **told, "asker": asker, "spoken": language()}
    by = Actor(asker) if asker else SYSTEM
    here.engine.send(unit, MESSAGE, correlation="", business_key=business_key, payload=payload, by=by, request=asked)


def _subject() -> throttle.Subject:
    """Each feedback counts for the network's address: nobody fills the coordinator's inbox."""
    return throttle.Subject(f"feedback-from:{request.remote_addr or ''}", free=10)


def _waits() -> bool:
    with runtime().database.read() as connection:
        return bool(throttle.waiting_time(connection, (_subject(),), runtime().clock.now()))


def _beginning() -> Startable:
    """What begins by the message, with its form; nothing is asked here where no diagram wants it."""
    with runtime().database.read() as connection:
        found = begun_by(connection, runtime().engine.definitions, MESSAGE)
    if found is None or found.form() is None:
        abort(404)
    return found


def _sent() -> Response:
    return redirect(url_for("accessibility.thank"), 303)


def _page(begun: Startable, answers: Submitted | None, wrong: dict[str, str]) -> str:
    form = begun.form()
    assert form is not None  # noqa: S101 - `_beginning` found it
    fields = form.view(language(), begun.definition.texts, {}, answers, wrong, clock=runtime().clock)
    return render_template(
        "accessibility_feedback.html",
        fields=fields,
        errors=error_list(fields, wrong),
        hides_something=bool(hidden_names(fields)),
        draft_action=None,
        complete_label=gettext("Send the feedback"),
        trap=_TRAP,
    )
