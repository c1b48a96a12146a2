"""A form's file as plain JSON, and written back as the files of `bpmn/` are."""

import json
from collections.abc import Iterator
from typing import Any

from engine.errors import InvalidResource, NotFound
from engine.forms.definition import read_definition
from webapp.form_editing.kinds import Component

Place = tuple[int, ...]


def read_file(content: bytes, file: str) -> Component:
    """The form's JSON.  Raises InvalidResource for what is no form at all."""
    read_definition(content, file)
    document: Component = json.loads(content.decode("utf-8-sig"))
    return document


def write_file(document: Component) -> bytes:
    """The file of a form."""
    return (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode()


def inner(component: Component) -> list[Any]:
    """What stands directly within a form, a group or a list of rows."""
    found = component.get("components")
    return found if isinstance(found, list) else []


def walk(document: Component, within: Place = ()) -> Iterator[tuple[Place, Component]]:
    """Every component at any depth with its place, in the order of the file."""
    for number, component in enumerate(inner(document)):
        if isinstance(component, dict):
            yield (*within, number), component
            yield from walk(component, (*within, number))


def siblings(document: Component, place: Place) -> list[Any]:
    """The list that a place is in.  Raises NotFound."""
    parent = at(document, place[:-1]) if len(place) > 1 else document
    if not isinstance(parent.get("components"), list):
        raise NotFound(f"Expected fields around the place {written(place)}, but there are none.")
    return inner(parent)


def at(document: Component, place: Place) -> Component:
    """The component at a place.  Raises NotFound."""
    for known, component in walk(document):
        if known == place:
            return component
    raise NotFound(f"Expected a field at the place {written(place)}, but there is none.")


def written(place: Place) -> str:
    """A place as addresses have it, counted from 1: `3-1`."""
    return "-".join(str(number + 1) for number in place)


def read_place(text: str) -> Place:
    """The place again.  Raises NotFound for what is none."""
    numbers = text.split("-")
    if not all(each.isascii() and each.isdigit() and 0 < len(each) < 5 and int(each) for each in numbers):
        raise NotFound(f"Expected the place of a field, but it is {text[:20]!r}.")
    return tuple(int(each) - 1 for each in numbers)


def form_id(content: bytes) -> str:
    """The id that a form's file gives; empty where it has none."""
    try:
        found = read_definition(content, "form").id
    except InvalidResource:
        return ""
    return found
