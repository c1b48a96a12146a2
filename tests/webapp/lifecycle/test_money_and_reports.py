"""The ledger of municipal money, and when a project reports."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import Connection, insert

from webapp.lifecycle import appropriation, ideas, projects, reports
from webapp.lifecycle.appropriation import Entry
from webapp.lifecycle.ideas import Origin, Proposed
from webapp.lifecycle.projects import Founded
from webapp.lifecycle.reports import ReportKind
from webapp.lifecycle.schema import appropriation as appropriations
from webapp.lifecycle.schema import lineage

BEGINS, ENDS = date(2027, 1, 31), date(2028, 1, 31)


@pytest.fixture
def idea(connection: Connection, now: datetime) -> int:
    """An idea with its number."""
    proposed = Proposed("Puuala", "Tarve", "innovations", "neuvoja.witas", Origin.PERSON, None)
    return ideas.register(connection, "idea/1", proposed, now)


def test_reserved_money_is_no_longer_available_and_released_money_is_again(
    connection: Connection, idea: int, now: datetime
) -> None:
    connection.execute(insert(appropriations).values(year=2027, amount=Decimal(200_000)))

    appropriation.enter(connection, 2027, idea, Entry.RESERVED, Decimal(60_000), now)
    assert appropriation.standing(connection, 2027).available == Decimal(140_000)
    appropriation.release(connection, idea, now)
    appropriation.release(connection, idea, now)  # Nothing is left to release.

    assert appropriation.standing(connection, 2027).available == Decimal(200_000)
    assert appropriation.reservations(connection, idea) == {}


def test_a_year_whose_amount_is_not_decided_has_no_available_money(
    connection: Connection, idea: int, now: datetime
) -> None:
    appropriation.enter(connection, 2027, idea, Entry.GRANTED, Decimal(60_000), now)

    found = appropriation.standing(connection, 2027)

    assert (found.available, found.reserved, found.granted) == (None, 0, Decimal(60_000))


def test_reports_fall_on_the_last_day_of_shorter_months_and_an_interim_one_serves_for_both() -> None:
    schedule = list(reports.plan_schedule(BEGINS, ENDS, 1, 2))

    assert [due.due_on for due in schedule[:3]] == [date(2027, 2, 28), date(2027, 3, 31), date(2027, 4, 30)]
    assert [due.kind for due in schedule[:3]] == [ReportKind.STATUS, ReportKind.INTERIM, ReportKind.STATUS]
    assert schedule[-1].kind is ReportKind.FINAL
    assert (schedule[-1].opens_on, schedule[-1].due_on) == (date(2027, 12, 2), ENDS)
    assert all(due.due_on < date(2027, 12, 2) for due in schedule[:-1])


def test_a_short_project_has_its_final_report_only() -> None:
    assert [due.kind for due in reports.plan_schedule(BEGINS, date(2027, 3, 31), 3, 6)] == [ReportKind.FINAL]


def test_a_new_schedule_keeps_what_was_accepted_and_counts_on(connection: Connection, idea: int, now: datetime) -> None:
    number = projects.found(connection, Founded("Puuala", idea, None, None, BEGINS, ENDS, ""), [])
    reports.replace_schedule(connection, number, reports.plan_schedule(BEGINS, ENDS, 3, 12), BEGINS)
    first = reports.next_report(connection, number)
    reports.change_report(connection, first.id, recorded_at=now)

    reports.replace_schedule(connection, number, reports.plan_schedule(BEGINS, ENDS, 4, 12), date(2027, 5, 1))

    found = reports.next_report(connection, number)
    assert (found.kind, found.number, found.due_on) == (ReportKind.STATUS, 2, date(2027, 5, 31))


def test_a_project_that_ends_early_has_its_final_report_left_only(connection: Connection, idea: int) -> None:
    number = projects.found(connection, Founded("Puuala", idea, None, None, BEGINS, ENDS, ""), [])
    reports.replace_schedule(connection, number, reports.plan_schedule(BEGINS, ENDS, 3, 6), BEGINS)

    reports.bring_final_forward(connection, number, date(2027, 6, 1))

    found = reports.next_report(connection, number)
    assert (found.kind, found.opens_on, found.due_on) == (ReportKind.FINAL, date(2027, 6, 1), date(2027, 7, 31))


def test_the_follow_up_of_a_project_is_linked_both_ways(connection: Connection, idea: int, now: datetime) -> None:
    first = projects.found(connection, Founded("Puuala", idea, None, None, BEGINS, ENDS, ""), [])
    proposed = Proposed("Puuala 2", "Tarve", None, None, Origin.FOLLOW_UP, first)
    later = ideas.register(connection, "idea/2", proposed, now)

    second = projects.found(connection, Founded("Puuala 2", later, None, None, None, None, ""), [])

    links = connection.execute(lineage.select().order_by(lineage.c.id)).all()
    assert [(row.project_id, row.kind, row.other_project, row.other_name) for row in links] == [
        (second, "predecessor", first, "Puuala"),
        (first, "successor", second, "Puuala 2"),
    ]


def test_a_newer_wording_replaces_the_idea_and_an_unknown_area_is_none(
    connection: Connection, idea: int, now: datetime
) -> None:
    proposed = Proposed("Puualan verkosto", "Tarve", "unclear", None, Origin.PERSON, None)

    again = ideas.register(connection, "idea/1", proposed, now)

    assert again == idea
    assert ideas.proposer_of(connection, idea) == "neuvoja.witas"
