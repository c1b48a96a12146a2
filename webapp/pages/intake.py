"""Ideas from companies and communities, without logging in: the form, and the letter with the private link."""

import uuid
from collections.abc import Sequence

from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from engine import Actor, InvalidSubmission, Request, UnitOfWork
from engine.outbox import Letter
from engine.schema import OutboxKind
from webapp import errors
from webapp.accounts import throttle
from webapp.accounts.secrets import digest, new_secret
from webapp.auth import public
from webapp.lifecycle.ideas import open_ideas
from webapp.lifecycle.proposers import Contact, keep_proposer
from webapp.lifecycle.similarity import Alike, Wording, alike
from webapp.localisation import gettext, language
from webapp.public_forms import PublicForm, must_wait, public_form, trapped
from webapp.runtime import runtime
from webapp.submissions import Submitted, repeatable, submitted

bp = Blueprint("intake", __name__)

MESSAGE = "idea_sent"
MOST_ALIKE = 5
_SEEN = "seen_similar"


@bp.get("/ehdota-ideaa")
@public
def ask() -> str:
    """The form."""
    return _page(public_form(MESSAGE), None, {})


@bp.post("/ehdota-ideaa")
@public
def send() -> Response | str | tuple[str, int]:
    """Take an idea in, show similar ones first, and send the private link."""
    begun, answers = public_form(MESSAGE), submitted()
    asked = repeatable(answers)
    if trapped() or _was_sent(asked):
        return _sent()
    if must_wait(_subjects(request.form.get("email", ""))):
        return errors.answer(429)
    try:
        values = begun.read(answers)
    except InvalidSubmission as invalid:
        return _page(begun, answers, invalid.errors), 422
    found = [] if request.form.get(_SEEN) else _similar(str(values["title"]), str(values["need"]))
    if found:
        return _page(begun, answers, {}, similar=found)
    contact = Contact(str(values["contact_name"]), str(values["organisation"]), str(values["email"]), language())
    idea = begun.form.process_values(values)
    runtime().database.transact(lambda unit: _begin(unit, contact, idea, asked))
    return _sent()


@bp.get("/ehdota-ideaa/kiitos")
@public
def thank() -> str:
    """The idea was sent; the rest comes by e-mail."""
    return render_template("idea_thanks.html")


def _begin(unit: UnitOfWork, contact: Contact, idea: dict[str, object], asked: Request) -> None:
    """Keep who proposes, begin the idea in the proposer's name, and leave the letter with the link."""
    here, connection = runtime(), unit.write()
    if here.engine.answered(connection, asked) is not None:
        return  # The same button, pressed while the first request was on its way.
    secret, business_key = new_secret(), f"idea/{uuid.UUID(hex=asked.key)}"
    now = here.clock.now()
    throttle.count_failure(connection, _subjects(contact.email), now)
    proposer = keep_proposer(connection, business_key, contact, digest(secret), now)
    payload = idea | {"proposer": proposer, "origin": "public", "direction": "bottom_up"}
    by = Actor(proposer)
    here.engine.send(unit, MESSAGE, correlation="", business_key=business_key, payload=payload, by=by, request=asked)
    _confirm(connection, proposer, str(idea["title"]), f"{here.config.base_url}/idea/{secret}")


def _confirm(connection: Connection, proposer: str, title: str, link: str) -> None:
    text = gettext(
        "Thank you for your idea «%(title)s». The owner of its development area reads it and answers you.\n\n"
        "By this private link you see where the idea stands, answer questions about it, and may take it back. "
        "Keep the link to yourself:",
        title=title,
    )
    content = {"to": proposer, "subject": gettext("Your idea has arrived"), "text": f"{text}\n\n{link}\n"}
    statement, values = Letter(OutboxKind.MAIL, content).statement(runtime().clock.now())
    statement.run(connection, **values)


def _similar(title: str, need: str) -> list[Alike]:
    with runtime().database.read() as connection:
        others = open_ideas(connection)
    return alike(Wording(0, title, need), [Wording(one.id, one.title, one.need) for one in others])[:MOST_ALIKE]


def _subjects(email: str) -> tuple[throttle.Subject, throttle.Subject]:
    """Each idea that is sent counts for its address and for the network's: nobody fills the region's inbox."""
    return (
        throttle.Subject(f"idea-to:{email.strip().casefold()}", free=3),
        throttle.Subject(f"idea-from:{request.remote_addr or ''}", free=10),
    )


def _was_sent(asked: Request) -> bool:
    """Whether the button was pressed before; then the idea itself would be found to be like itself."""
    with runtime().database.read() as connection:
        return runtime().engine.answered(connection, asked) is not None


def _sent() -> Response:
    return redirect(url_for("intake.thank"), 303)


def _page(begun: PublicForm, answers: Submitted | None, wrong: dict[str, str], similar: Sequence[Alike] = ()) -> str:
    label = gettext("Send anyway") if similar else gettext("Send the idea")
    shown = begun.shown(answers, wrong)
    return render_template("idea_public.html", **shown, complete_label=label, similar=similar, seen=_SEEN)
