"""What a browser posted, as a tree: `costs.0.amount` is the field `amount` in row 0 of the list `costs`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from engine.forms.sentences import Refusal

MAX_NAMES = 5_000
MAX_CHARACTERS = 1_000_000
_MAX_PARTS = 7  # A list in a list in a list.


@dataclass
class Posted:
    """The texts of one scope by field, and the rows of its lists by their number."""

    texts: dict[str, list[str]] = field(default_factory=dict)
    rows: dict[str, dict[int, "Posted"]] = field(default_factory=dict)

    def given(self, key: str) -> list[str]:
        """The texts of a field that are not blank."""
        return [text for text in self.texts.get(key, ()) if text.strip()]

    @property
    def blank(self) -> bool:
        """Whether nothing at all was entered in this row."""
        return not any(map(self.given, self.texts)) and all(
            row.blank for rows in self.rows.values() for row in rows.values()
        )

    def filled_rows(self, key: str) -> dict[int, "Posted"]:
        """The rows of a list in which something was entered, by number."""
        return {number: row for number, row in sorted(self.rows.get(key, {}).items()) if not row.blank}


def read_posted(submitted: Mapping[str, Sequence[str]]) -> Posted:
    """The tree of what was posted; names that cannot be a field's are left out.

    Raises Refusal when there is more of it than any form may hold.
    """
    top = Posted()
    room = MAX_CHARACTERS
    if len(submitted) > MAX_NAMES:
        raise Refusal("too_much")
    for name, given in submitted.items():
        texts = [given] if isinstance(given, str) else list(given)
        room -= sum(map(len, texts))
        if room < 0 or len(texts) > MAX_NAMES:
            raise Refusal("too_much")
        _put(top, str(name).split(".", _MAX_PARTS), texts)
    return top


def _put(scope: Posted, parts: list[str], texts: list[str]) -> None:
    if len(parts) > _MAX_PARTS or len(parts) % 2 == 0:
        return
    for key, number in zip(parts[:-1:2], parts[1::2], strict=True):
        if not (number.isascii() and number.isdigit() and len(number) <= 4):
            return
        scope = scope.rows.setdefault(key, {}).setdefault(int(number), Posted())
    scope.texts[parts[-1]] = texts
