"""The kinds of field that a person may put into a form, and how each begins."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

Component = dict[str, Any]


class Kind(StrEnum):
    """What a field asks, as its owner thinks of it; several share one type of form-js'."""

    TEXTFIELD = "textfield"
    TEXTAREA = "textarea"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    RADIO = "radio"
    SELECT = "select"
    CHECKLIST = "checklist"
    CHECKBOX = "checkbox"
    PERSON = "person"
    ORGANISATION = "organisation"
    PROJECT = "project"
    IDEA = "idea"
    FILE = "file"
    ROWS = "rows"
    SCORE = "score"
    COMPUTED = "computed"
    TEXT = "text"
    GROUP = "group"
    BUTTON = "button"


LISTS: Mapping[Kind, str] = {
    Kind.PERSON: "all_people",
    Kind.ORGANISATION: "all_organisations",
    Kind.PROJECT: "ongoing_projects",
    Kind.IDEA: "open_ideas",
}
"""The kinds that choose from a list of the application, and its name."""

CHOICES = frozenset({Kind.RADIO, Kind.SELECT, Kind.CHECKLIST})
ANSWERED = frozenset(Kind) - {Kind.COMPUTED, Kind.TEXT, Kind.GROUP, Kind.BUTTON}
KEYED = frozenset(Kind) - {Kind.TEXT, Kind.GROUP}
NUMBERS = frozenset({Kind.NUMBER, Kind.MONEY})
LINES = frozenset({Kind.TEXTFIELD, Kind.TEXTAREA})
PARENTS = frozenset({Kind.GROUP, Kind.ROWS, Kind.SCORE})

SIMILAR = (LINES, frozenset({Kind.RADIO, Kind.SELECT, Kind.CHECKLIST}), NUMBERS)
"""Kinds that a field can change between and keep all else."""

_TYPES = {
    "textfield": Kind.TEXTFIELD, "textarea": Kind.TEXTAREA, "number": Kind.NUMBER, "money": Kind.MONEY,
    "datetime": Kind.DATE, "radio": Kind.RADIO, "select": Kind.SELECT, "checklist": Kind.CHECKLIST,
    "checkbox": Kind.CHECKBOX, "filepicker": Kind.FILE, "dynamiclist": Kind.ROWS, "expression": Kind.COMPUTED,
    "text": Kind.TEXT, "group": Kind.GROUP, "button": Kind.BUTTON,
}  # fmt: skip
_FORM_JS = (
    {kind: name for name, kind in _TYPES.items()}
    | dict.fromkeys(LISTS, "select")
    | {
        Kind.MONEY: "number",
        Kind.SCORE: "dynamiclist",
    }
)
_OWN = {Kind.MONEY: "money", Kind.SCORE: "score"}


def kind_of(component: Component) -> Kind | None:
    """The kind of a component; None for a type that forms do not have."""
    properties = properties_of(component)
    kind = _TYPES.get(str(component.get("type")))
    if kind is Kind.ROWS and properties.get("kind") == "score":
        return Kind.SCORE
    if kind is Kind.NUMBER and properties.get("kind") == "money":
        return Kind.MONEY
    if kind is Kind.SELECT:
        return next((one for one, name in LISTS.items() if properties.get("list") == name), kind)
    return kind


def properties_of(component: Component) -> Mapping[str, Any]:
    """What stands in a component's `properties`, which may be missing."""
    found = component.get("properties")
    return found if isinstance(found, dict) else {}


def turned(component: Component, kind: Kind) -> None:
    """Make the component one of a similar kind; all else stays."""
    component["type"] = _FORM_JS[kind]
    properties = {name: value for name, value in properties_of(component).items() if name != "kind"}
    if kind in _OWN:
        properties["kind"] = _OWN[kind]
    component.pop("properties", None)
    if properties:
        component["properties"] = properties


def new_component(kind: Kind, key: str, label: str) -> Component:
    """A component as it begins: it can be shown at once, and asks nothing more than its kind must."""
    if kind is Kind.TEXT:
        return {"type": "text", "text": label}
    component: Component = {"type": _FORM_JS[kind]}
    if kind is Kind.DATE:
        component["subtype"] = "date"
    if kind is Kind.BUTTON:
        return component | {"action": "submit", "key": "decision", "value": key, "label": label}
    if kind in (Kind.ROWS, Kind.SCORE):
        component["path"] = key
    elif kind is not Kind.GROUP:
        component["key"] = key
    component["label"] = label
    return component | _contents(kind, key) | _properties(kind)


def _properties(kind: Kind) -> Component:
    if kind in LISTS:
        return {"properties": {"list": LISTS[kind]}}
    return {"properties": {"kind": _OWN[kind]}} if kind in _OWN else {}


def _contents(kind: Kind, key: str) -> Component:
    if kind in CHOICES:
        return {"values": [{"value": "first", "label": "Ensimmäinen"}, {"value": "second", "label": "Toinen"}]}
    if kind is Kind.COMPUTED:
        return {"expression": "= null"}
    if kind in (Kind.ROWS, Kind.GROUP):
        return {"components": [{"type": "textfield", "key": key, "label": "Kuvaus"}]}
    if kind is Kind.SCORE:
        criterion = {"type": "select", "key": "criterion", "label": "Kriteeri"}
        points = {"type": "radio", "key": "value", "label": "Pisteet"}
        values = [{"value": "first", "label": "Ensimmäinen kriteeri"}]
        return {
            "components": [
                criterion | {"values": values},
                points | {"values": [{"value": number, "label": str(number)} for number in range(6)]},
            ]
        }
    return {}
