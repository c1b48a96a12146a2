"""Changes of a form's order: fields are added, moved and left out; everything else in the file stays."""

import re

from engine.errors import NotFound
from webapp.form_editing.files import Place, at, read_file, siblings, walk, write_file
from webapp.form_editing.kinds import KEYED, Component, Kind, kind_of, new_component

RESERVED = frozenset(
    {"and", "or", "not", "if", "then", "else", "for", "in", "return", "some", "every", "satisfies", "between",
     "instance", "function", "true", "false", "null", "csrf_token"}
)  # fmt: skip
"""Words of FEEL and of the page, which no key can be."""
_LETTERS = str.maketrans("äöåéüÄÖÅÉÜ", "aoaeuAOAEU")
_LONGEST = 40


def new_form(form: str) -> bytes:
    """The file of a form with a first field."""
    field = {"type": "textarea", "key": "description", "label": "Kuvaus"}
    return write_file({"schemaVersion": 1, "id": form, "type": "default", "components": [field]})


def add_field(content: bytes, file: str, kind: Kind, label: str, place: Place) -> tuple[bytes, Place]:
    """Put a new field at a place, those that stood there after it; the file, and the place it got.

    Raises NotFound where there is no such place.
    """
    document = read_file(content, file)
    among = siblings(document, place)
    if not 0 <= place[-1] <= len(among):
        raise NotFound("Expected a place among the fields, but it is beyond them.")
    among.insert(place[-1], new_component(kind, free_key(document, label), label))
    return write_file(document), place


def remove_field(content: bytes, file: str, place: Place) -> bytes:
    """Leave a field out, with all that is within.  Raises NotFound."""
    document = read_file(content, file)
    at(document, place)
    del siblings(document, place)[place[-1]]
    return write_file(document)


def move_field(content: bytes, file: str, place: Place, step: int) -> tuple[bytes, Place]:
    """Move a field up (-1) or down (1) among those beside it; the first and the last stay.  Raises NotFound."""
    document = read_file(content, file)
    at(document, place)
    among = siblings(document, place)
    there = min(max(place[-1] + step, 0), len(among) - 1)
    among.insert(there, among.pop(place[-1]))
    return write_file(document), (*place[:-1], there)


def replace_field(content: bytes, file: str, place: Place, component: Component) -> bytes:
    """Put a changed component in its place.  Raises NotFound."""
    document = read_file(content, file)
    at(document, place)
    siblings(document, place)[place[-1]] = component
    return write_file(document)


def free_key(document: Component, label: str) -> str:
    """A key made of a label's words that no field of the form has yet."""
    taken = {key_of(component) for _, component in walk(document)}
    base = slug(label)
    return next(key for number in range(1, 1000) if (key := base if number == 1 else f"{base}_{number}") not in taken)


def slug(label: str) -> str:
    """A label in the letters of a key: `Hankkeen nimi` -> `hankkeen_nimi`."""
    words = re.sub(r"[^a-z0-9]+", "_", label.translate(_LETTERS).lower()).strip("_")[:_LONGEST].strip("_")
    if not words or not words[0].isalpha() or words in RESERVED:
        return f"field_{words}".rstrip("_")
    return words


def key_of(component: Component) -> str:
    """The key of a field, empty where it has none."""
    if kind_of(component) not in KEYED:
        return ""
    return str(component.get("key") or component.get("path") or "")
