"""The difference of two sets of files: which came, went and changed, and how."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import unified_diff

from engine.errors import InvalidResource
from engine.texts import language_of, parse_catalogue
from webapp.comparing.diagrams import compare_diagrams, redrawn
from webapp.comparing.differences import Difference, What, changes_between
from webapp.comparing.forms import compare_forms
from webapp.comparing.tables import compare_tables

_MOST_LINES = 4_000
_NO_FORM = b"{}"


@dataclass(frozen=True, slots=True)
class FileDifference:
    """A file that differs: its parts, and its lines as `diff -u` tells them.

    `redrawn` are the ids that stand elsewhere in the picture and are else the same.  `unreadable` says why the parts
    cannot be told.
    """

    path: str
    what: What
    parts: tuple[Difference, ...] = ()
    lines: tuple[str, ...] = ()
    redrawn: frozenset[str] = frozenset()
    unreadable: str = ""

    def ids(self, what: What) -> list[str]:
        """The ids of the parts to which this happened, for the drawing."""
        return [part.id for part in self.parts if part.what is what]


def compare(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> list[FileDifference]:
    """What differs between two sets of files (path -> content), by path; equal files are left out."""
    found = []
    for path in sorted(old.keys() | new.keys()):
        before, after = old.get(path), new.get(path)
        if before != after:
            found.append(_compare_file(path, before, after))
    return found


def _compare_file(path: str, old: bytes | None, new: bytes | None) -> FileDifference:
    what = What.ADDED if old is None else What.REMOVED if new is None else What.CHANGED
    lines = tuple(_lines(path, old or b"", new or b""))
    try:
        if old is None or new is None:
            return FileDifference(path, what, tuple(_whole(path, old, new)), lines)
        parts, elsewhere = _parts(path, old, new)
    except InvalidResource as refusal:
        return FileDifference(path, what, (), lines, unreadable=str(refusal))
    return FileDifference(path, what, tuple(parts), lines, frozenset(elsewhere))


def _whole(path: str, old: bytes | None, new: bytes | None) -> list[Difference]:
    """The fields of a form that came or went; what another file holds, its own pages show."""
    if not path.endswith(".json"):
        return []
    return [part for part in compare_forms(old or _NO_FORM, new or _NO_FORM, path) if part.kind == "field"]


def _parts(path: str, old: bytes, new: bytes) -> tuple[list[Difference], set[str]]:
    if path.endswith(".bpmn"):
        parts = compare_diagrams(old, new, path)
        return parts, redrawn(old, new, path) - {part.id for part in parts}
    if path.endswith(".dmn"):
        return compare_tables(old, new, path), set()
    if path.endswith(".json"):
        return compare_forms(old, new, path), set()
    if language_of(path):
        return _compare_texts(parse_catalogue(old, path), parse_catalogue(new, path)), set()
    return [], set()


def _compare_texts(old: Mapping[str, str], new: Mapping[str, str]) -> list[Difference]:
    """Texts by what they translate."""
    found = []
    for msgid in dict.fromkeys([*new, *old]):
        before, after = old.get(msgid, ""), new.get(msgid, "")
        if before != after:
            what = What.ADDED if not before else What.REMOVED if not after else What.CHANGED
            changes = changes_between({"translation": before}, {"translation": after})
            found.append(Difference(what, "text", msgid, msgid, changes))
    return found


def _lines(path: str, old: bytes, new: bytes) -> list[str]:
    before, after = (each.decode("utf-8", "replace").splitlines() for each in (old, new))
    return list(unified_diff(before[:_MOST_LINES], after[:_MOST_LINES], path, path, lineterm="", n=2))
