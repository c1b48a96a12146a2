"""Reminders: letters to people and groups, sent after the step that asked for them."""

from collections.abc import Iterable

from engine import ServiceCall
from webapp.lifecycle.people import members_of
from webapp.lifecycle.services.registry import services


def write_to(call: ServiceCall, person: str, subject: str, text: str = "") -> None:
    """Leave a letter for a person."""
    call.notify({"to": person, "subject": subject, "text": text or subject})


def write_to_group(call: ServiceCall, group: str, subject: str, text: str = "") -> None:
    """Leave a letter for each of a group's members of today."""
    for person in members_of(call.unit.connection, group, call.now.astimezone(call.zone).date()):
        write_to(call, person, subject, text)


def write_to_groups(call: ServiceCall, groups: Iterable[str], subject: str, text: str = "") -> None:
    """Leave a letter for each member of groups; whoever belongs to several gets one."""
    today = call.now.astimezone(call.zone).date()
    people = {person: None for group in groups for person in members_of(call.unit.connection, group, today)}
    for person in people:
        write_to(call, person, subject, text)


@services.register("notice.remind")
def remind(call: ServiceCall, *, subject: str, group: str | None = None, person: str | None = None) -> None:
    """Remind a group, a person or both."""
    if group:
        write_to_group(call, group, subject)
    if person:
        write_to(call, person, subject)
