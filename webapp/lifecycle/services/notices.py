"""Reminders: letters to people and groups, sent after the step that asked for them."""

import json
from collections.abc import Iterable

from sqlalchemy import select

from engine import ServiceCall
from engine.schema import instance
from webapp.lifecycle.people import members_of
from webapp.lifecycle.phrases import Words, compose
from webapp.lifecycle.services.registry import services


def write_to(call: ServiceCall, person: str, subject: Words, text: Words = "") -> None:
    """Leave a letter for a person, who reads it in their own language where it has one."""
    call.notify({"to": person} | compose(subject, text))


def write_to_group(call: ServiceCall, group: str, subject: Words, text: Words = "") -> None:
    """Leave a letter for each of a group's members of today."""
    for person in members_of(call.unit.connection, group, call.now.astimezone(call.zone).date()):
        write_to(call, person, subject, text)


def write_to_groups(call: ServiceCall, groups: Iterable[str], subject: Words, text: Words = "") -> None:
    """Leave a letter for each member of groups; whoever belongs to several gets one."""
    today = call.now.astimezone(call.zone).date()
    people = {person: None for group in groups for person in members_of(call.unit.connection, group, today)}
    for person in people:
        write_to(call, person, subject, text)


@services.register("notice.remind")
def remind(call: ServiceCall, *, subject: Words, group: str | None = None, person: str | None = None) -> None:
    """Remind a group, a person or both."""
    if group:
        write_to_group(call, group, subject)
    if person:
        write_to(call, _replacement(call, person), subject)


def _replacement(call: ServiceCall, person: str) -> str:
    """Who has taken a person's place in this instance, else the person."""
    told = call.unit.connection.scalar(select(instance.c.replacements).where(instance.c.id == call.instance_id))
    replacement: str = json.loads(told).get(person, person) if told else person
    return replacement
