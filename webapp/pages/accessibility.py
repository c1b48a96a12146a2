"""The accessibility statement (Act 306/2019, section 7), and the form by which anybody gives feedback on it."""

import uuid
from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine import SYSTEM, Actor, InvalidSubmission, Request, UnitOfWork
from webapp import errors
from webapp.accounts import throttle
from webapp.auth import public
from webapp.lifecycle.proposers import Contact, keep_proposer
from webapp.localisation import gettext, language
from webapp.public_forms import PublicForm, must_wait, public_form, trapped
from webapp.runtime import runtime
from webapp.submissions import Submitted, repeatable, submitted

bp = Blueprint("accessibility", __name__)

MESSAGE = "accessibility_feedback_sent"
MADE_ON = date(2026, 11, 26)
AUTHORITY = "https://www.saavutettavuusvaatimukset.fi"  # The supervisory authority's web site.


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
    return _page(public_form(MESSAGE), None, {})


@bp.post("/accessibility/feedback")
@public
def send() -> Response | tuple[str, int]:
    """Take feedback in: its answer is due in fourteen days."""
    begun, answers = public_form(MESSAGE), submitted()
    asked = repeatable(answers)
    if trapped():
        return _sent()
    if must_wait((_subject(),)):
        return errors.answer(429)
    try:
        values = begun.read(answers)
    except InvalidSubmission as invalid:
        return _page(begun, answers, invalid.errors), 422
    email = str(values.get("email") or "")
    told = begun.form.process_values(values)
    runtime().database.transact(lambda unit: _begin(unit, email, told, asked))
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


def _sent() -> Response:
    return redirect(url_for("accessibility.thank"), 303)


def _page(begun: PublicForm, answers: Submitted | None, wrong: dict[str, str]) -> str:
    label = gettext("Send the feedback")
    return render_template("accessibility_feedback.html", **begun.shown(answers, wrong), complete_label=label)
