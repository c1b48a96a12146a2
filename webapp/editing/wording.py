"""Ids from labels, and how much room a label takes in the picture."""

import re
import unicodedata

from webapp.editing.picture import Box

_LETTER, _ROW, _WIDEST = 6.2, 14.0, 98.0


def id_of(name: str) -> str:
    """The id that a label suggests: small letters, digits and underscores; `step` where nothing is left."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:40].strip("_")
    return words if words[:1].isalpha() else f"step_{words}".rstrip("_")


def label_size(text: str) -> tuple[float, float]:
    """The width and height of a label as the viewer breaks it, in pixels."""
    rows = [""]
    for word in text.split():
        longer = f"{rows[-1]} {word}".strip()
        if rows[-1] and len(longer) * _LETTER > _WIDEST - 8:
            rows.append(word)
        else:
            rows[-1] = longer
    return max(20.0, round(max(len(row) for row in rows) * _LETTER + 6)), _ROW * len(rows)


def below(box: Box, text: str) -> Box:
    """Where the label of an event stands: beneath it."""
    width, height = label_size(text)
    return Box(round(box.middle[0] - width / 2), box.bottom + 7, width, height)


def above(box: Box, text: str) -> Box:
    """Where the label of a choice stands: over it."""
    width, height = label_size(text)
    return Box(round(box.middle[0] - width / 2), box.top - height - 7, width, height)
