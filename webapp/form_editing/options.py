"""The options of a choice, one after another; what an option says beside its value and label stays with it."""

from dataclasses import dataclass, field
from typing import Any

from webapp.form_editing.changes import slug
from webapp.form_editing.kinds import Component


@dataclass(frozen=True)
class Option:
    """An option as its row of the page has it; `more` is what stood in the file."""

    value: str
    label: str
    more: Component = field(default_factory=dict)


def read_options(values: object) -> list[Option]:
    """The options of a component."""
    return [_read(item) for item in values] if isinstance(values, list) else []


def write_options(options: list[Option]) -> list[Component]:
    """The options for the file; empty rows are none, and what has no value gets one made of its label's words."""
    filled = [option for option in options if option.label.strip() or option.value.strip()]
    numbers = any(_is_number(option.more.get("value")) for option in filled)
    taken = {option.value.strip() for option in filled}
    written = []
    for option in filled:
        label, value = option.label.strip() or option.value.strip(), option.value.strip()
        if not value:
            value = _free(slug(label), taken)
            taken.add(value)
        written.append(option.more | {"value": _typed(value, option.more.get("value"), numbers), "label": label})
    return written


def _read(item: object) -> Option:
    if not isinstance(item, dict):
        return Option(str(item), str(item), {"value": item})
    value = item.get("value", "")
    return Option(_posted(value), str(item.get("label", _posted(value))), item)


def _typed(text: str, old: Any, numbers: bool) -> object:
    """The value as the file has it: points stay numbers."""
    if old is not None and _posted(old) == text:
        return old
    return int(text) if numbers and text.isascii() and text.removeprefix("-").isdigit() else text


def _free(base: str, taken: set[str]) -> str:
    return next(one for number in range(1, 2000) if (one := base if number == 1 else f"{base}_{number}") not in taken)


def _posted(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
