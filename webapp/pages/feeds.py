"""The clock in people's own calendars: the feeds, and the page where a person gets, renews or ends the link."""

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, url_for
from sqlalchemy import Connection, select
from werkzeug.wrappers import Response as AnyResponse

from engine import Actor
from webapp.accounts.account import find_account
from webapp.accounts.calendar_links import (
    calendar_link_made_at,
    renew_calendar_link,
    revoke_calendar_link,
    whose_calendar_link,
)
from webapp.annual_clock.feed import body_feed, person_feed
from webapp.auth import current_person, public, wants
from webapp.lifecycle.schema import body as bodies
from webapp.localisation import gettext
from webapp.rights import Right
from webapp.runtime import runtime

bp = Blueprint("feeds", __name__)


@bp.get("/calendar/feed/<token>.ics")
@public
def mine(token: str) -> Response:
    """The days and deadlines of the person whose link it is."""
    with runtime().database.read() as connection:
        by = _person(connection, token)
        return _calendar(person_feed(connection, by, gettext("Hankepolku: my days")))


@bp.get("/calendar/feed/<token>/<body>.ics")
@public
def theirs(token: str, body: str) -> Response:
    """A body's days, for anybody who has a link."""
    with runtime().database.read() as connection:
        _person(connection, token)
        return _body(connection, body)


@bp.get("/calendar/bodies/<body>.ics")
def of_body(body: str) -> Response:
    """A body's days as a file, for whoever is logged in."""
    with runtime().database.read() as connection:
        return _body(connection, body)


@bp.get("/calendar/subscription")
def show() -> str:
    """Whether I have a link, and how to get one."""
    return _page(None)


@bp.post("/calendar/subscription")
@wants(Right.KEEP_OWN)
def change() -> AnyResponse | str:
    """Make a new link, which is shown this once, or end the one there is."""
    here, person = runtime(), current_person()
    if request.form.get("verb") == "revoke":
        here.database.transact(lambda unit: revoke_calendar_link(unit.write(), person.id))
        flash(gettext("The link no longer works."), "good")
        return redirect(url_for("feeds.show"), 303)
    now = here.clock.now()
    return _page(here.database.transact(lambda unit: renew_calendar_link(unit.write(), person.id, now)))


def _page(secret: str | None) -> str:
    with runtime().database.read() as connection:
        made_at = calendar_link_made_at(connection, current_person().id)
        known = connection.execute(select(bodies.c.key, bodies.c.name).order_by(bodies.c.name)).all()
    base = runtime().config.base_url
    return render_template(
        "subscription.html",
        section="calendar.show",
        made_at=made_at,
        bodies=[(row.key, row.name) for row in known],
        address=secret and base + url_for("feeds.mine", token=secret),
        body_address=secret and base + url_for("feeds.theirs", token=secret, body="BODY").replace("BODY", "%s"),
    )


def _person(connection: Connection, token: str) -> Actor:
    """Whose link it is; the calendar speaks that person's language."""
    person_id = whose_calendar_link(connection, token)
    account = person_id and find_account(connection, person_id, runtime().today())
    if not account or not account.active:
        abort(404)
    g.language = account.language
    return Actor(account.id, groups=account.groups)


def _body(connection: Connection, body: str) -> Response:
    name = connection.scalar(select(bodies.c.name).where(bodies.c.key == body))
    if name is None:
        abort(404)
    return _calendar(body_feed(connection, body, f"Hankepolku: {name}"))


def _calendar(content: bytes) -> Response:
    headers = {"Content-Disposition": 'inline; filename="hankepolku.ics"'}
    return Response(content, mimetype="text/calendar", headers=headers)
