"""Funding calls: on the clock, and the last meetings that still reach each."""

from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar
from sqlalchemy import select

from tests.journeys.asking import status_of
from tests.journeys.steps import propose_idea
from tests.journeys.test_pages import log_in
from webapp.demonstration import Stage
from webapp.lifecycle.calendar import Occasion, State
from webapp.lifecycle.calls import FundingCall, last_meetings_before
from webapp.lifecycle.schema import funding_call, idea_call

CALL = {
    "verb": ["keep"],
    "funder": ["Keski-Suomen liitto"],
    "name": ["AKKE-haku"],
    "theme": ["Elinvoima"],
    "fund": ["AKKE"],
    "opens_on": ["2027-03-01"],
    "closes_on": ["2027-04-15"],
    "link": ["https://example.fi/haku"],
}
NEW, TITLE = "/calendar/calls/new", "Puualan kehittämisverkosto"


def meeting(body: str, day: datetime, state: State = State.PLANNED) -> Occasion:
    """A body's meeting to come."""
    return Occasion(body, "by_calendar", day, day, state, 1, body, "", "", body=body)


def at(month: int, day: int) -> datetime:
    """Noon of a day."""
    return datetime(2027, month, day, 12, tzinfo=UTC)


def test_the_last_meetings_that_reach_a_call_come_one_before_the_other(stage: Stage) -> None:
    call = FundingCall(1, "KSL", "AKKE", None, None, None, date(2027, 4, 15), None)
    clock = [
        meeting("owners_meeting", at(1, 20)), meeting("peloton", at(2, 10)), meeting("owners_meeting", at(3, 6)),
        meeting("rmg", at(3, 18)), meeting("peloton", at(4, 1)), meeting("rmg", at(4, 14), State.LEFT_OUT),
        meeting("rmg", at(4, 16)),
    ]  # fmt: skip

    reach = last_meetings_before(call, clock, at(1, 5), stage.clock.zone)

    found = {body: one.at for body, one in reach.meetings.items() if one}
    assert found == {"rmg": at(3, 18), "peloton": at(2, 10), "owners_meeting": at(1, 20)}
    assert reach.missed == ()
    late = last_meetings_before(call, clock, at(2, 20), stage.clock.zone)
    assert late.missed == ("peloton",)


def test_a_call_stands_on_the_clock_as_long_as_people_keep_it(stage: Stage) -> None:
    visitor = log_in(stage, "koordinaattori")

    assert visitor.post(NEW, CALL).status_code == 303
    clock = visitor.get("/calendar?year=2027").get_data(as_text=True)
    assert "Keski-Suomen liitto: AKKE-haku" in clock
    assert 'class="wheel-arc"' in clock
    page = visitor.get("/calendar/calls").get_data(as_text=True)
    assert "avautuu 1.3.2027" in page
    assert "Viimeiset kokoukset, jotka ehtivät hakuun" in page

    visitor.post("/calendar/calls/1", {**CALL, "closes_on": ["2027-05-20"]})
    assert "20.5.2027" in visitor.get("/calendar/calls").get_data(as_text=True)
    visitor.post("/calendar/calls/1", {"verb": ["remove"]})
    assert 'class="wheel-call"' not in visitor.get("/calendar").get_data(as_text=True)


def test_a_call_wants_a_funder_a_name_and_its_last_day(stage: Stage) -> None:
    visitor = log_in(stage, "koordinaattori")

    nothing = visitor.post(NEW, {"verb": ["keep"], "name": ["Vain nimi"]})
    backwards = visitor.post(NEW, {**CALL, "opens_on": ["2027-05-01"], "link": ["javascript:alert(1)"]})

    assert (nothing.status_code, backwards.status_code) == (422, 422)
    assert 'value="Vain nimi"' in nothing.get_data(as_text=True)
    with stage.database.read() as connection:
        assert connection.execute(select(funding_call)).all() == []


def test_municipal_managers_read_the_calls_and_do_not_change_them(stage: Stage) -> None:
    visitor = log_in(stage, "rmg.karstula")
    assert "Lisää haku" not in visitor.get("/calendar/calls").get_data(as_text=True)
    assert visitor.get(NEW).status_code == 403


def test_an_idea_that_is_meant_for_a_call_is_warned_when_no_meeting_reaches_it(stage: Stage) -> None:
    idea = propose_idea(stage, TITLE, 1)
    visitor = log_in(stage, "omistaja.witas")
    soon = (stage.today + timedelta(days=2)).isoformat()
    visitor.post(NEW, {**CALL, "opens_on": [""], "closes_on": [soon]})

    answer = visitor.post("/calendar/calls/meant/1", {"call": ["1"], "instance": [str(idea)]}, page=f"/projects/{idea}")

    assert answer.status_code == 303
    page = visitor.get(f"/projects/{idea}").get_data(as_text=True)
    assert "Suunnitelluilla kokouksilla hakuun ei enää ehditä" in page
    assert TITLE in visitor.get("/calendar/calls").get_data(as_text=True)
    nowhere = {"call": ["1"], "instance": [str(idea)]}
    assert visitor.post("/calendar/calls/meant/99", nowhere, page=f"/projects/{idea}").status_code == 404
    visitor.post("/calendar/calls/1", {"verb": ["remove"]})
    with stage.database.read() as connection:
        assert connection.execute(select(idea_call)).all() == []
    assert status_of(stage, idea).value == "active"


def test_a_calls_last_day_is_in_everybodys_own_calendar(stage: Stage) -> None:
    visitor = log_in(stage, "omistaja.witas")
    visitor.post(NEW, CALL)
    page = visitor.post("/calendar/subscription", {"verb": ["renew"]}).get_data(as_text=True)
    path = page.split("http://127.0.0.1:8000")[1].split("<")[0]

    entries = Calendar.from_ical(visitor.get(path).get_data(as_text=True)).walk("VEVENT")

    (call,) = [one for one in entries if str(one["uid"]).startswith("call-1@")]
    assert call["dtstart"].dt == date(2027, 4, 15)
    assert str(call["summary"]) == "Haku päättyy: Keski-Suomen liitto, AKKE-haku"
