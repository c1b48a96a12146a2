"""Ids from labels, and how much room a label takes in the picture."""

import re
import unicodedata

from webapp.editing.picture import Box, Line, Picture, around, runs_in, walls

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


def label_of_step(picture: Picture, box: Box, text: str) -> Box:
    """Where the label of an event or a choice stands: beneath, above or at a corner, where least is covered."""
    width, height = label_size(text)
    middle = round(box.middle[0] - width / 2)
    sides = [
        Box(middle, box.bottom + 7, width, height),
        Box(middle, box.top - height - 7, width, height),
        Box(box.right + 4, box.top - height, width, height),
        Box(box.left - width - 4, box.top - height, width, height),
        Box(box.right + 4, box.bottom + 2, width, height),
        Box(box.left - width - 4, box.bottom + 2, width, height),
    ]
    return min(sides, key=lambda place: covered(picture, place))


def label_of_way(picture: Picture, line: Line, text: str) -> Box:
    """Where the label of an arrow stands: at its beginning, beside the line, where least is covered."""
    width, height = label_size(text)
    (x, y), second = line.points[:2]
    if abs(second[1] - y) < 1:
        left = x + 5 if second[0] > x else x - 5 - width
        places = [Box(left, y - height - 5, width, height), Box(left, y + 5, width, height)]
    else:
        top = y + 5 if second[1] > y else y - 5 - height
        places = [Box(x + 6, top, width, height), Box(x - 6 - width, top, width, height)]
    return min(places, key=lambda place: covered(picture, place))


def covered(picture: Picture, place: Box) -> int:
    """How much a label would cover: shapes, other labels, arrows, and the edges of lanes and pools."""
    solid = (box for key, box in picture.shapes.items() if key not in picture.open)
    edges = (wall for key in picture.open for wall in walls(picture.shapes[key]))
    pieces = (around(*ends) for line in picture.lines.values() for ends in line.pieces())
    hit = sum(3 for box in (*solid, *picture.labels.values()) if box.meets(place))
    return hit + sum(2 for piece in (*pieces, *edges) if runs_in(piece, place))
