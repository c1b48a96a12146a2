"""The ledger of municipal money, and when a project reports."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import Connection, func, insert, select

from webapp.lifecycle import appropriation, ideas, projects, reports
from webapp.lifecycle.appropriation import Entry
from webapp.lifecycle.budgets import plan_financing, record_payments
from webapp.lifecycle.changes import compare
from webapp.lifecycle.ideas import Origin, Proposed
from webapp.lifecycle.indicators import list_indicators, plan_indicators, record_values
from webapp.lifecycle.plans import Plan
from webapp.lifecycle.projects import Founded
from webapp.lifecycle.reports import ReportKind
from webapp.lifecycle.schema import appropriation as appropriations
from webapp.lifecycle.schema import lineage, report

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


def test_of_a_years_grants_is_paid_what_municipal_sources_paid_by_accepted_reports(
    connection: Connection, idea: int, now: datetime
) -> None:
    appropriation.enter(connection, 2027, idea, Entry.GRANTED, Decimal(60_000), now)
    number = _with_sources(connection, idea)
    _pay(connection, number, now, [("Kunnat", 20_000, 15_000), ("Liitto", 9_000, 9_000)])
    _pay(connection, number, None, [("Kunnat", 5_000, 5_000)])

    found = appropriation.standing(connection, 2027)

    assert (found.granted, found.claimed, found.paid) == (60_000, 20_000, 15_000)
    assert appropriation.standing(connection, 2028).paid == 0


def test_what_is_paid_uses_up_the_earliest_grant_first_and_the_last_one_takes_the_rest(
    connection: Connection, idea: int, now: datetime
) -> None:
    for year in (2027, 2028):
        appropriation.enter(connection, year, idea, Entry.GRANTED, Decimal(10_000), now)
    number = _with_sources(connection, idea)

    _pay(connection, number, now, [("Kunnat", 12_000, 4_000)])
    assert _paid(connection) == {2027: (10_000, 4_000), 2028: (2_000, 0)}

    _pay(connection, number, now, [("Kunnat", 9_000, 17_500)])
    assert _paid(connection) == {2027: (10_000, 10_000), 2028: (11_000, 11_500)}


def _with_sources(connection: Connection, idea: int) -> int:
    number = projects.found(connection, Founded("Puuala", idea, None, None, BEGINS, ENDS, ""))
    sources = (("Kunnat", "municipal"), ("Liitto", "external"))
    plan_financing(connection, number, [{"source": one, "kind": kind, "amount": 1} for one, kind in sources])
    return number


def _pay(connection: Connection, project: int, accepted: datetime | None, rows: list[tuple[str, int, int]]) -> None:
    number = connection.scalar(select(func.count()).select_from(report))
    values = {"project_id": project, "kind": "status", "number": number, "opens_on": BEGINS, "due_on": ENDS}
    key = connection.execute(insert(report).values(values | {"recorded_at": accepted})).inserted_primary_key
    assert key is not None
    told = [{"source": source, "claimed": Decimal(asked), "received": Decimal(got)} for source, asked, got in rows]
    record_payments(connection, key[0], told)


def _paid(connection: Connection) -> dict[int, tuple[Decimal, Decimal]]:
    found = {year: appropriation.standing(connection, year) for year in appropriation.years(connection)}
    return {year: (one.claimed, one.paid) for year, one in found.items()}


def test_reports_fall_on_the_last_day_of_shorter_months_and_an_interim_one_serves_for_both() -> None:
    schedule = list(reports.plan_schedule(BEGINS, ENDS, 1, 2))

    assert [due.due_on for due in schedule[:3]] == [date(2027, 2, 28), date(2027, 3, 31), date(2027, 4, 30)]
    assert [due.kind for due in schedule[:3]] == [ReportKind.STATUS, ReportKind.INTERIM, ReportKind.STATUS]
    assert schedule[-1].kind is ReportKind.FINAL
    assert (schedule[-1].opens_on, schedule[-1].due_on) == (date(2027, 12, 2), ENDS)
    assert all(due.due_on < date(2027, 12, 2) for due in schedule[:-1])


def test_a_short_project_has_its_final_report_only() -> None:
    assert [due.kind for due in reports.plan_schedule(BEGINS, date(2027, 3, 31), 3, 6)] == [ReportKind.FINAL]


def test_one_report_serves_for_the_funders_payment_claim_as_well() -> None:
    schedule = list(reports.plan_schedule(BEGINS, ENDS, 3, 6, 4))

    assert [(due.due_on.month, str(due.kind), due.claim) for due in schedule] == [
        (4, "status", False),
        (5, "status", True),  # A claim alone.
        (7, "interim", False),
        (9, "status", True),
        (10, "status", False),
        (1, "final", True),
    ]


def test_a_due_date_that_was_moved_twice_is_kept_beside_the_planned_one(connection: Connection, idea: int) -> None:
    number = projects.found(connection, Founded("Puuala", idea, None, None, BEGINS, ENDS, ""))
    reports.replace_schedule(connection, number, reports.plan_schedule(BEGINS, ENDS, 3, 6), BEGINS)
    first = reports.next_report(connection, number)
    assert first is not None

    for day in (date(2027, 5, 15), date(2027, 5, 31)):
        reports.move_report(connection, first.id, day)

    row = connection.execute(select(report.c.due_on, report.c.planned_on).where(report.c.id == first.id)).one()
    assert tuple(row) == (date(2027, 5, 31), date(2027, 4, 30))


def test_a_round_without_a_report_that_was_opened_has_none_to_take(
    connection: Connection, idea: int, now: datetime
) -> None:
    number = projects.found(connection, Founded("Puuala", idea, None, None, BEGINS, ENDS, ""))
    reports.replace_schedule(connection, number, reports.plan_schedule(BEGINS, ENDS, 3, 6), BEGINS)

    with pytest.raises(LookupError, match="that was opened"):
        reports.take_report(connection, number, now)


def test_what_was_measured_stays_with_an_indicator_that_another_plan_still_has(
    connection: Connection, idea: int, now: datetime
) -> None:
    number = projects.found(connection, Founded("Puuala", idea, None, None, BEGINS, ENDS, ""))
    plan_indicators(connection, number, [{"name": "Yrityksiä", "target": 20}, {"name": "Tapahtumia", "target": 3}])
    first, _ = list_indicators(connection, number)
    record_values(connection, [{"indicator": first.id, "actual": Decimal("7.5")}], months=6)

    plan_indicators(connection, number, [{"name": "Kävijöitä"}, {"name": "Yrityksiä", "target": 30}])

    told = [(one.name, one.target, one.actual) for one in list_indicators(connection, number)]
    assert told == [("Kävijöitä", None, None), ("Yrityksiä", 30, Decimal("7.5"))]


def test_plans_are_compared_by_money_moved_end_and_content() -> None:
    old = Plan(BEGINS, ENDS, 3, 6, costs=[_cost("salaries", 150), _cost("flat_rate", 50)])
    new = Plan(BEGINS, date(2028, 2, 10), 3, 6, costs=[_cost("salaries", 100), _cost("purchases", 110)])

    found = compare(old, new)

    assert (found.moved, found.moved_percent, found.end_days, found.total, found.content) == (100, 50, 10, 10, False)


def _cost(line: str, amount: int) -> dict[str, object]:
    return {"line": line, "amount": Decimal(amount)}


def test_a_new_schedule_keeps_what_was_accepted_and_counts_on(connection: Connection, idea: int, now: datetime) -> None:
    number = projects.found(connection, Founded("Puuala", idea, None, None, BEGINS, ENDS, ""))
    reports.replace_schedule(connection, number, reports.plan_schedule(BEGINS, ENDS, 3, 12), BEGINS)
    first = reports.next_report(connection, number)
    assert first is not None
    reports.change_report(connection, first.id, opened_at=now, recorded_at=now)

    reports.replace_schedule(connection, number, reports.plan_schedule(BEGINS, ENDS, 4, 12), date(2027, 5, 1))

    found = reports.next_report(connection, number)
    assert found is not None
    assert (found.kind, found.number, found.due_on) == (ReportKind.STATUS, 2, date(2027, 5, 31))


def test_a_project_that_ends_early_has_its_final_report_left_only(connection: Connection, idea: int) -> None:
    number = projects.found(connection, Founded("Puuala", idea, None, None, BEGINS, ENDS, ""))
    reports.replace_schedule(connection, number, reports.plan_schedule(BEGINS, ENDS, 3, 6), BEGINS)

    reports.bring_final_forward(connection, number, date(2027, 6, 1))

    found = reports.next_report(connection, number)
    assert found is not None
    assert (found.kind, found.opens_on, found.due_on) == (ReportKind.FINAL, date(2027, 6, 1), date(2027, 7, 31))


def test_the_follow_up_of_a_project_is_linked_both_ways(connection: Connection, idea: int, now: datetime) -> None:
    first = projects.found(connection, Founded("Puuala", idea, None, None, BEGINS, ENDS, ""))
    proposed = Proposed("Puuala 2", "Tarve", None, None, Origin.FOLLOW_UP, first)
    later = ideas.register(connection, "idea/2", proposed, now)

    second = projects.found(connection, Founded("Puuala 2", later, None, None, None, None, ""))

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
