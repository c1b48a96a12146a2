"""Decisions for everybody: no log-in, by body and day, with words; each with a page of its own, and as a feed.

Only an installation that turned it on has these pages.  What is secret is never read here.
"""

from datetime import date
from typing import Any

from flask import Blueprint, Response, abort, g, make_response, render_template, request, url_for

from webapp.auth import public
from webapp.lifecycle.public_decisions import (
    Asked,
    Place,
    bodies_with_public_decisions,
    find_public_decision,
    public_decisions,
)
from webapp.localisation import language
from webapp.open_words import Told, plain, tell_decisions
from webapp.runtime import runtime

bp = Blueprint("public_decisions", __name__)
PAGE, FEED, SITE = 20, 50, 50_000
LONGEST = 200
NARROWING = ("body", "q", "since", "until")
KEPT = "public, max-age=60"  # Seconds: what is made secret is soon gone from every store on the way.


@bp.before_request
def _only_where_it_is_on() -> None:
    if not runtime().config.public_decisions:
        abort(404)
    asked = request.args.get("language")
    if asked in runtime().config.languages:
        g.language = asked


@bp.get("/decisions")
@public
def index() -> Response:
    """The newest first, narrowed down by body, words and days."""
    asked = _asked()
    with runtime().database.read() as connection:
        found = public_decisions(connection, asked, _before(request.args.get("before", "")), PAGE + 1)
        told = tell_decisions(connection, found[:PAGE])
        bodies = bodies_with_public_decisions(connection)
    here: dict[str, Any] = {name: value for name in NARROWING if (value := request.args.get(name))}
    last = found[PAGE - 1].place if len(found) > PAGE else None
    page = render_template(
        "public_decisions.html",
        decisions=told,
        bodies=bodies,
        asked=asked,
        here=here,
        narrowed=asked != Asked(),
        next=last and url_for(".index", **here, language=language(), before=f"{last.day.isoformat()}.{last.number}"),
        feed=url_for(".feed", language=language(), body=asked.body),
    )
    return _kept(page)


@bp.get("/decisions/<int:number>")
@public
def show(number: int) -> Response:
    """One decision."""
    (told,) = _tell(number)
    return _kept(render_template("public_decision.html", one=told))


@bp.get("/decisions/feed.atom")
@public
def feed() -> Response:
    """The newest decisions as a feed (Atom, RFC 4287), all or of one body."""
    asked = Asked(body=request.args.get("body"))
    with runtime().database.read() as connection:
        told = tell_decisions(connection, public_decisions(connection, asked, None, FEED))
    changed = max((one.decision.updated_at for one in told), default=runtime().clock.now())
    base = runtime().config.base_url
    page = render_template("public_decisions.xml", decisions=told, base=base, changed=changed, plain=plain, asked=asked)
    return _kept(page, "application/atom+xml")


@bp.get("/decisions/sitemap.xml")
@public
def site_map() -> Response:
    """The addresses of all public decisions, for search engines (sitemaps.org)."""
    with runtime().database.read() as connection:
        found = public_decisions(connection, Asked(), None, SITE)
    page = render_template("public_decisions_map.xml", decisions=found, base=runtime().config.base_url)
    return _kept(page, "application/xml")


def _tell(number: int) -> list[Told]:
    with runtime().database.read() as connection:
        found = find_public_decision(connection, number)
        if found is None:
            abort(404)
        return tell_decisions(connection, [found])


def _asked() -> Asked:
    return Asked(
        request.args.get("body") or None,
        request.args.get("q", "").strip()[:LONGEST],
        _day(request.args.get("since", "")),
        _day(request.args.get("until", "")),
    )


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def _before(typed: str) -> Place | None:
    """`2027-03-01.17`; anything else is the beginning."""
    day, _, number = typed.partition(".")
    found = _day(day)
    return Place(found, int(number)) if found and number.isascii() and number.isdecimal() and len(number) < 19 else None


def _kept(page: str, media_type: str = "text/html") -> Response:
    answer = make_response(page)
    answer.mimetype = media_type
    answer.headers["Cache-Control"] = KEPT
    answer.headers["Vary"] = "Accept-Language, Cookie"
    return answer
