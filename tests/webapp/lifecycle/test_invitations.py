"""What calendars are told of a meeting."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Component

from webapp.lifecycle.invitations import Invitation, Method, Sender, write_calendar

NOW = datetime(2027, 1, 4, 7, 0, tzinfo=UTC)
SENDER = Sender("hanke.example.fi", "hanke@example.fi")
PELOTON = Invitation(
    3, 0, Method.REQUEST, "Peloton-ryhmä 1", NOW + timedelta(days=14), "Karstula; sali, 2. kerros", "Asiat"
)


def event(invitation: Invitation) -> tuple[Calendar, Component]:
    """The calendar as a program reads it, and its event."""
    calendar = Calendar.from_ical(write_calendar(invitation, SENDER, "anna@example.fi", NOW))
    return calendar, calendar.walk("VEVENT")[0]


def test_a_moved_meeting_is_the_same_event_with_a_higher_sequence() -> None:
    _, first = event(PELOTON)
    _, moved = event(replace(PELOTON, sequence=1, starts_at=PELOTON.starts_at + timedelta(days=1)))
    assert first["UID"] == moved["UID"]
    assert (first["SEQUENCE"], moved["SEQUENCE"]) == (0, 1)
    assert moved.decoded("DTSTART") - first.decoded("DTSTART") == timedelta(days=1)


def test_a_cancelled_meeting_is_taken_out() -> None:
    calendar, cancelled = event(replace(PELOTON, sequence=2, method=Method.CANCEL))
    assert calendar["METHOD"] == "CANCEL"
    assert cancelled["STATUS"] == "CANCELLED"


def test_marks_in_a_place_stay_as_they_were_written() -> None:
    _, found = event(PELOTON)
    assert str(found["LOCATION"]) == "Karstula; sali, 2. kerros"


def test_a_letter_keeps_an_invitation_whole() -> None:
    assert Invitation.of(PELOTON.content()) == PELOTON
