"""The wheel of the year as a drawing."""

from datetime import date, timedelta
from math import hypot

from webapp.annual_clock.wheel import APART, CENTRE, HUB, MONTHS, Point, Span, draw

TODAY = date(2027, 7, 2)


def points(*days: date) -> list[Point]:
    """A mark for each day."""
    return [Point(day, number, number % 7, number % 3, "planned", "") for number, day in enumerate(days, 1)]


def test_marks_do_not_cover_one_another_even_in_a_busy_month() -> None:
    busy = points(*(date(2027, 5, 3) + timedelta(days=4 * step) for step in range(7) for _ in range(2)))
    marks = draw(2027, busy, [], TODAY).marks
    apart = [hypot(a.x - b.x, a.y - b.y) for a in marks for b in marks if a.point.number < b.point.number]
    assert min(apart) >= APART


def test_the_year_begins_at_the_top_and_runs_clockwise() -> None:
    january, april, july = draw(2027, points(date(2027, 1, 1), date(2027, 4, 2), date(2027, 7, 2)), [], TODAY).marks
    assert (january.x, round(january.y) < CENTRE) == (CENTRE, True)
    assert april.x > CENTRE
    assert july.y > CENTRE


def test_the_hand_shows_today_in_this_year_only() -> None:
    this, other = draw(2027, [], [], TODAY), draw(2026, [], [], TODAY)
    assert this.hand is not None
    assert this.hand[1] > CENTRE + HUB - 2  # The second of July is halfway: it points down.
    assert other.hand is None
    assert other.gone is None


def test_a_call_that_goes_over_the_turn_of_the_year_is_drawn_to_its_end() -> None:
    (arc,) = draw(2027, [], [Span(date(2026, 11, 1), date(2027, 2, 1), 1, "")], TODAY).arcs
    assert arc.x > CENTRE
    assert hypot(arc.x - CENTRE, arc.y - CENTRE) < MONTHS


def test_two_calls_at_once_lie_beside_each_other() -> None:
    spans = [Span(date(2027, 2, 1), date(2027, 4, 1), 1, ""), Span(date(2027, 3, 1), date(2027, 5, 1), 2, "")]
    first, second = draw(2027, [], spans, TODAY).arcs
    assert hypot(first.x - CENTRE, first.y - CENTRE) > hypot(second.x - CENTRE, second.y - CENTRE)
