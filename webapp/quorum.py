"""Whether a body can decide, in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from webapp.localisation import gettext

DEPUTY = "deputy"


def can_decide(data: Mapping[str, Any], answers: Mapping[str, Sequence[str]]) -> bool:
    """Whether the meeting decides anything, as its own process will find it."""
    people = [person["value"] for person in (data.get("agenda") or {}).get("people") or []]
    percent = int((data.get("rules") or {}).get("quorum") or 0)
    lawful = "true" in (answers.get("quorate") or ())
    return lawful and _voting(people, answers) * 100 >= percent * len(people)


def _voting(people: Sequence[str], answers: Mapping[str, Sequence[str]]) -> int:
    """How many members are there, or deputies in their place."""
    roles = [value for name, values in answers.items() if name.startswith("substitutes.") for value in values]
    return len(set(answers.get("present") or ()) & set(people)) + roles.count(DEPUTY)


def quorum_words(data: Mapping[str, Any], answers: Mapping[str, Sequence[str]] | None) -> str:
    """How many members are marked present and how many it takes; before anything was typed all are."""
    people = [person["value"] for person in (data.get("agenda") or {}).get("people") or []]
    there = len(people) if answers is None else _voting(people, answers)
    percent = int((data.get("rules") or {}).get("quorum") or 0)
    if not percent:
        return gettext(
            "%(present)s of %(members)s members are marked present. This body's rules ask for no quorum.",
            present=there,
            members=len(people),
        )
    needed = -(-len(people) * percent // 100)
    words = (
        gettext("%(present)s of %(members)s members are marked present; %(needed)s are needed. The meeting is quorate.")
        if there >= needed
        else gettext(
            "%(present)s of %(members)s members are marked present; %(needed)s are needed. The meeting is not quorate."
        )
    )
    return words % {"present": there, "members": len(people), "needed": needed}
