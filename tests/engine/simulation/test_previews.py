"""Previews: what begins and fires by itself in the months to come."""

from datetime import timedelta

from engine.simulation.ground import Ground
from engine.simulation.previews import foresee
from tests.engine.simulation.region import A_MONDAY

A_YEAR = timedelta(days=365)


def test_the_days_of_a_process_come_in_order(ground: Ground) -> None:
    coming = foresee(ground, A_MONDAY, A_MONDAY + A_YEAR, ["peloton"])
    assert [one.element for one in coming if one.begins] == ["by_calendar"] * 4
    assert coming == sorted(coming, key=lambda one: one.at)


def test_reminders_are_told_with_their_names(ground: Ground) -> None:
    coming = foresee(ground, A_MONDAY, A_MONDAY + A_YEAR, ["service_needs"])
    begins = next(one for one in coming if one.begins)
    late = next(one for one in coming if not one.begins)
    assert (late.process, late.element, late.name) == ("service_needs", "survey_late", "45 pv kulunut")
    assert late.at - begins.at == timedelta(days=45)


def test_what_never_begins_by_itself_has_no_days(ground: Ground) -> None:
    assert foresee(ground, A_MONDAY, A_MONDAY + A_YEAR, ["idea"]) == []
