"""Terms that end are renewed in time: who continues, who is new."""

from datetime import date, datetime, timedelta

from sqlalchemy import select, update

from tests.journeys.asking import elements, incidents, letters
from tests.journeys.meetings import COORDINATOR
from webapp.demonstration import Stage
from webapp.lifecycle.people import members_of
from webapp.lifecycle.schema import group_membership

LAST = date(2027, 6, 30)
BUSINESS = ("yritysjasen.matkailu", "yritysjasen.metsa")


def end_terms(stage: Stage) -> None:
    """Let the business members' terms in Peloton end in June."""
    row = group_membership.c
    theirs = update(group_membership).where(row.group_key == "peloton", row.person_id.in_(BUSINESS))
    stage.database.transact(lambda unit: unit.write().execute(theirs.values(valid_to=LAST)))


def at(day: date, stage: Stage) -> datetime:
    """Noon of a day."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=stage.clock.zone)


def test_terms_that_end_in_two_months_are_renewed_and_the_new_member_is_welcomed(stage_anywhere: Stage) -> None:
    stage = stage_anywhere
    end_terms(stage)
    stage.travel(at(LAST - timedelta(days=60), stage))
    assert "renew_terms" in elements(stage, COORDINATOR)

    stage.do(
        COORDINATOR,
        "renew_terms",
        continuing=["yritysjasen.metsa"],
        new_members=["projekti.ssyp"],
        term_ends=date(2029, 6, 30),
    )

    assert "learn" in elements(stage, "projekti.ssyp")
    with stage.database.read() as connection:
        before, after = (set(members_of(connection, "peloton", day)) for day in (LAST, LAST + timedelta(days=1)))
        assert before - after == {"yritysjasen.matkailu"}
        assert after - before == {"projekti.ssyp"}
        ends = select(group_membership.c.valid_to).where(group_membership.c.valid_from == LAST + timedelta(days=1))
        assert set(connection.scalars(ends)) == {date(2029, 6, 30)}
    assert incidents(stage) == []


def test_nobody_is_troubled_while_no_term_ends(stage: Stage) -> None:
    stage.travel(timedelta(days=100))
    assert "renew_terms" not in elements(stage, COORDINATOR)


def test_terms_that_nobody_renews_are_reminded_of(stage: Stage) -> None:
    end_terms(stage)
    stage.travel(at(LAST, stage))
    assert letters(stage, COORDINATOR).count("Jäsenkausi päättyy: Peloton-ryhmä") == 1
