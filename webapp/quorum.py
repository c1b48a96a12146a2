"""Whether a body can decide, in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from webapp.localisation import gettext


def quorum_words(data: Mapping[str, Any], answers: Mapping[str, Sequence[str]] | None) -> str:
    """How many members are marked present and how many it takes; before anything was typed all are."""
    people = [person["value"] for person in (data.get("agenda") or {}).get("people") or []]
    marked = people if answers is None else answers.get("present") or []
    there = len(set(marked) & set(people))
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
