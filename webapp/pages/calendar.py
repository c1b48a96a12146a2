"""The annual clock: the year as a wheel and as a table, what comes next for me, what is late, whose turn it is."""

from flask import Blueprint, render_template, request
from sqlalchemy import Connection

from webapp.annual_clock.coming import coming_to, late_of, next_turns
from webapp.annual_clock.places import place_url
from webapp.annual_clock.rows import Row, when, zone_year
from webapp.annual_clock.wheel import MARK, SIZE, outline
from webapp.annual_clock.year import Year, read_year
from webapp.auth import actor, may
from webapp.lifecycle.moves import changes_within, relations
from webapp.rights import Right
from webapp.runtime import runtime

bp = Blueprint("calendar", __name__)
FIRST, LAST = 2000, 2200


@bp.get("/calendar")
def show() -> str:
    """A year of the clock."""
    this_year = runtime().today().year
    asked = request.args.get("year", this_year, type=int)
    year = asked if FIRST <= asked <= LAST else this_year
    with runtime().database.read() as connection:
        return _page(connection, year, this_year)


def _page(connection: Connection, year: int, this_year: int) -> str:
    chosen = request.args.get("body")
    clock = read_year(connection, year, chosen)
    return render_template(
        "calendar.html",
        section="calendar.show",
        clock=clock,
        chosen=chosen if chosen in dict(clock.choices) else None,
        this_year=this_year,
        months=_by_month(clock),
        mine=coming_to(connection, actor()),
        late=late_of(connection),
        turns=next_turns(connection),
        changes=changes_within(connection, *zone_year(year)),
        names=clock.names,
        movable=lambda one: not one.begun and may(Right.MOVE_DAYS, *relations(one, actor().groups)),
        address_of=place_url,
        when=when,
        size=SIZE,
        mark=MARK,
        outline=outline,
    )


def _by_month(clock: Year) -> list[tuple[int, list[Row]]]:
    months: dict[int, list[Row]] = {}
    for row in clock.rows:
        months.setdefault(row.month, []).append(row)
    return sorted(months.items())
