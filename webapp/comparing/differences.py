"""The words in which a difference is told."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import TypeVar

Key = TypeVar("Key", bound=object)


class What(StrEnum):
    """What became of a part."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"  # To another lane or sub-process, or to another place in a list.
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that a part says: as it was and as it is; empty where it said nothing.

    `aspect` is the name of the thing in the file: `camunda:dueDate`, `time`, `condition`, `property:phase`, `lane`.
    """

    aspect: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A part that differs: an element of a diagram, a row of a table, a field of a form, a text."""

    what: What
    kind: str
    id: str
    name: str
    changes: tuple[Change, ...] = ()


def changes_between(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[Change, ...]:
    """What differs between two accounts of a part, in the new one's order, then what only the old one had."""
    aspects = dict.fromkeys([*new, *old])
    pairs = ((aspect, old.get(aspect, ""), new.get(aspect, "")) for aspect in aspects)
    return tuple(Change(*pair) for pair in pairs if pair[1] != pair[2])


def moved_keys(old: Sequence[str], new: Sequence[str]) -> set[str]:
    """Which of the keys that both lists have stand in another order: as few as explain it."""
    both = set(old) & set(new)
    before, after = [key for key in old if key in both], [key for key in new if key in both]
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    kept = {key for block in matcher.get_matching_blocks() for key in before[block.a : block.a + block.size]}
    return both - kept


def keyed(items: Iterable[tuple[str, Key]]) -> dict[str, Key]:
    """Items by their keys; of the same key the second gets a number."""
    found: dict[str, Key] = {}
    for key, item in items:
        number, unique = 1, key
        while unique in found:
            number += 1
            unique = f"{key} ({number})"
        found[unique] = item
    return found
