"""Reminders and escalations, which each person hears of as they chose; and letters, which say what the diagram says."""

import json
from collections.abc import Iterable

from sqlalchemy import select

from engine import ServiceCall
from engine.schema import instance
from webapp.lifecycle.notices import Kind, Telling, tell, with_account
from webapp.lifecycle.people import members_of
from webapp.lifecycle.phrases import Words, compose
from webapp.lifecycle.proposers import erase_contact, find_proposer
from webapp.lifecycle.schema import notice
from webapp.lifecycle.services.registry import services
from webapp.lifecycle.services.remembering import put_back, remembered


def write_to(call: ServiceCall, person: str, subject: Words, text: Words = "") -> None:
    """Leave a letter for a person, who reads it in their own language where it has one."""
    call.notify({"to": person} | compose(subject, text))


def write_to_group(call: ServiceCall, group: str, subject: Words, text: Words = "") -> None:
    """Leave a letter for each of a group's members of today."""
    for person in _members(call, [group]):
        write_to(call, person, subject, text)


def write_to_groups(call: ServiceCall, groups: Iterable[str], subject: Words, text: Words = "") -> None:
    """Leave a letter for each member of groups; whoever belongs to several gets one."""
    for person in _members(call, groups):
        write_to(call, person, subject, text)


def notify_people(call: ServiceCall, persons: Iterable[str], kind: Kind, words: Words) -> None:
    """Tell people of this matter as they chose for the kind; whoever has no account gets the words in a letter."""
    connection, about = call.unit.write(), f"instance/{call.instance_id}"
    told = list(dict.fromkeys(persons))
    readers = with_account(connection, told)
    tellings = [Telling(one, kind, about, words) for one in told if one in readers]
    with remembered(call, notice, about=about, created_at=call.now):  # Whoever has read it has heard it.
        letters = tell(connection, tellings, call.now)
    for letter in letters:
        call.notify(letter)
    for person in told:
        if person not in readers:
            write_to(call, person, words)


@services.register("notice.remind")
def remind(call: ServiceCall, *, subject: Words, group: str | None = None, person: str | None = None) -> None:
    """Remind a group, a person or both."""
    notify_people(call, addressed(call, group, person), Kind.REMINDER, subject)


services.reverses("notice.remind")(put_back)


@services.register("notice.escalate")
def escalate(call: ServiceCall, *, subject: Words, group: str | None = None, person: str | None = None) -> None:
    """Tell a group, a person or both that something is late; they hear of it at once."""
    notify_people(call, addressed(call, group, person), Kind.ESCALATION, subject)


@services.register("letter.send")
def send(call: ServiceCall, *, person: str, subject: Words, text: Words) -> None:
    """Write to a person, who may be somebody outside."""
    write_to(call, person, subject, text)


@services.register("contact.erase")
def erase(call: ServiceCall, *, person: str) -> None:
    """Forget the address of somebody outside, once it is no longer needed."""
    connection = call.unit.write()
    erase_contact(connection, find_proposer(connection, person), call.now)


def addressed(call: ServiceCall, group: str | None, person: str | None) -> list[str]:
    """A group's members of today and a person (or who has taken the person's place), where they are given."""
    return [*(_members(call, [group]) if group else ()), *([_replacement(call, person)] if person else ())]


def _members(call: ServiceCall, groups: Iterable[str]) -> list[str]:
    today = call.now.astimezone(call.zone).date()
    return list({one: None for group in groups for one in members_of(call.unit.connection, group, today)})


def _replacement(call: ServiceCall, person: str) -> str:
    """Who has taken a person's place in this instance, else the person."""
    told = call.unit.connection.scalar(select(instance.c.replacements).where(instance.c.id == call.instance_id))
    replacement: str = json.loads(told).get(person, person) if told else person
    return replacement
