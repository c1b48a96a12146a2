"""Reminders: letters to people and groups, sent after the step that asked for them."""

from collections.abc import Iterable, Mapping
from typing import Any

from engine import ServiceCall
from engine.texts import OWN
from webapp.lifecycle.people import members_of
from webapp.lifecycle.services.registry import services

Words = str | Mapping[str, str]
"""What somebody wrote, the same for everybody; or a text of a diagram by language, under `OWN` as it stands there."""


def write_to(call: ServiceCall, person: str, subject: Words, text: Words = "") -> None:
    """Leave a letter for a person, who reads it in their own language where it has one."""
    call.notify({"to": person} | compose(subject, text))


def compose(subject: Words, text: Words) -> dict[str, Any]:
    """What a letter says, in each language that its words have."""
    content: dict[str, Any] = _in(OWN, subject, text)
    languages = {language for words in (subject, text) if not isinstance(words, str) for language in words} - {OWN}
    if languages:
        content["translated"] = {language: _in(language, subject, text) for language in sorted(languages)}
    return content


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


def _in(language: str, subject: Words, text: Words) -> dict[str, str]:
    """A letter in one language; without a text its subject says all."""
    said = [words if isinstance(words, str) else words.get(language, words[OWN]) for words in (subject, text)]
    return {"subject": said[0], "text": said[1] or said[0]}


@services.register("notice.remind")
def remind(call: ServiceCall, *, subject: Words, group: str | None = None, person: str | None = None) -> None:
    """Remind a group, a person or both."""
    if group:
        write_to_group(call, group, subject)
    if person:
        write_to(call, person, subject)
