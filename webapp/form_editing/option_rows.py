"""The rows of options as a page posts them: `option-0-value`, `option-0.fi`; `option-0-was` is its row of the file."""

from collections.abc import Mapping

from webapp.form_editing.fields import options_of
from webapp.form_editing.kinds import Component
from webapp.form_editing.options import Option

Row = dict[str, str]
MOST = 1_000
_PARTS = ("-value", "-was", ".fi", ".sv", ".en")


def told_rows(component: Component) -> dict[str, str]:
    """The inputs of a component's options, its translations aside, and how many rows there are (`options`)."""
    options = options_of(component)
    told = {"options": str(len(options))}
    for number, option in enumerate(options):
        told |= {f"option-{number}-value": option.value, f"option-{number}-was": str(number)}
    return told


def rows_in(typed: Mapping[str, str]) -> list[Row]:
    """The rows that were posted, the empty ones too."""
    text = typed.get("options", "")
    count = min(int(text), MOST) if text.isascii() and text.isdigit() and len(text) < 6 else 0
    return [{part: typed.get(f"option-{number}{part}", "") for part in _PARTS} for number in range(count)]


def filled(rows: list[Row]) -> list[Row]:
    """The rows that say something."""
    return [row for row in rows if row[".fi"].strip() or row["-value"].strip()]


def options_in(component: Component, rows: list[Row]) -> list[Option]:
    """The options that the rows make, each with what else its row of the file says."""
    known = options_of(component)
    return [Option(row["-value"].strip(), row[".fi"].strip(), _more(known, row["-was"])) for row in rows]


def reordered(typed: Mapping[str, str], act: str) -> dict[str, str]:
    """What was typed with one row of options moved or left out: `up-2`, `down-0`, `remove-1`."""
    rows = rows_in(typed)
    name, _, text = act.partition("-")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else -1
    if 0 <= number < len(rows):
        row = rows.pop(number)
        if name != "remove":
            rows.insert(min(max(number + (-1 if name == "up" else 1), 0), len(rows)), row)
    rows = filled(rows)
    others = {key: value for key, value in typed.items() if not key.startswith("option-")}
    placed = {f"option-{at}{part}": row[part] for at, row in enumerate(rows) for part in _PARTS}
    return others | placed | {"options": str(len(rows))}


def _more(known: list[Option], was: str) -> Component:
    number = int(was) if was.isascii() and was.isdigit() and len(was) < 6 else -1
    return known[number].more if 0 <= number < len(known) else {}
