"""Scores: one row a criterion, its points chosen from levels, and the mean that their weights give.

A criterion is an option with more to say: `{"value": …, "label": …, "weight": 2, "levels": "0: … 5: …"}`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from engine.clock import Clock
from engine.forms.components import Component, Option
from engine.forms.conditions import Data
from engine.forms.definition import option_of
from engine.forms.posted import Posted

_HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True)
class Criterion:
    """What is scored; `levels` says in words what the points mean."""

    option: Option
    weight: Decimal
    levels: str


def criteria_now(component: Component, data: Data, clock: Clock | None) -> list[Criterion]:
    """The criteria of a score, in their order: those of its first field."""
    first = component.components[0]
    if first.options_formula is None:
        return [Criterion(option, Decimal(1), "") for option in first.options]
    items = first.options_formula.value(data, clock)
    return [found for item in (items if isinstance(items, list) else []) if (found := _criterion(item))]


def labelled(component: Component, criterion: Criterion | None) -> tuple[Component, ...]:
    """The fields of one row: the points are asked for by the criterion's own name."""
    chosen, points = component.components
    if criterion is None:
        return component.components
    return (replace(chosen, label=criterion.option.label), replace(points, label=criterion.option.label))


def numbered(component: Component, posted: Posted, criteria: Sequence[Criterion]) -> dict[int, Criterion]:
    """Which row is about which criterion: as it was posted, and the next free numbers for what was not."""
    key, rows = component.components[0].key, posted.rows.get(component.key, {})
    given = {text: number for number, row in sorted(rows.items(), reverse=True) for text in row.given(key)}
    spare = max(rows, default=-1) + 1
    found = {}
    for criterion in criteria:
        number = given.get(criterion.option.posted)
        if number is None:
            number, spare = spare, spare + 1
        found[number] = criterion
    return found


def all_scored(component: Component, rows: Sequence[Mapping[str, object]], criteria: Sequence[Criterion]) -> bool:
    """Whether there is one row for each criterion."""
    given = [row.get(component.components[0].key) for row in rows]
    return len(given) == len(criteria) and all(criterion.option.value in given for criterion in criteria)


def weighted_mean(component: Component, rows: object, criteria: Sequence[Criterion]) -> Decimal | None:
    """The mean of the points given so far, rounded to hundredths; None before the first."""
    chosen, points = component.components
    weights = {criterion.option.posted: criterion.weight for criterion in criteria}
    total = weight = Decimal(0)
    for row in rows if isinstance(rows, list) else []:
        if not isinstance(row, Mapping):
            continue
        each, share = _number(row.get(points.key)), weights.get(Option(row.get(chosen.key), "").posted)
        if each is not None and share is not None:
            total, weight = total + each * share, weight + share
    return (total / weight).quantize(_HUNDREDTH, ROUND_HALF_UP) if weight else None


def _criterion(item: object) -> Criterion | None:
    option = option_of(item)
    if option is None:
        return None
    more = item if isinstance(item, Mapping) else {}
    levels = more.get("levels")
    return Criterion(option, _number(more.get("weight")) or Decimal(1), levels if isinstance(levels, str) else "")


def _number(value: object) -> Decimal | None:
    """A number of ordinary size."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    number = Decimal(value)
    return number if number.is_finite() and number.adjusted() < 12 else None
