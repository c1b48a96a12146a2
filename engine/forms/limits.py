"""Whether an answer keeps to the limits that its field sets."""

from datetime import date
from decimal import Decimal
from typing import Any

from engine.clock import Clock
from engine.forms.components import Check, Component, Formula, Limits, Setting
from engine.forms.conditions import Data, Occasion
from engine.forms.entry import write_date, write_number
from engine.forms.fields import FIELD_TYPES
from engine.forms.patterns import found
from engine.forms.sentences import Refusal
from engine.forms.templates import fill_sentence

_MISSING = {"dynamiclist": "add_row", "score": "score_all"}


def check_limits(component: Component, value: object, context: Data, occasion: Occasion) -> None:
    """Raises Refusal for the first limit of the field that the answer breaks."""
    if value is None or value is False or value == []:
        if component.limits.required:
            raise Refusal(_MISSING.get(component.kind) or FIELD_TYPES[component.kind].missing)
    elif isinstance(value, str) and component.kind in ("textfield", "textarea"):
        _check_text(component.limits, value, occasion)
    elif isinstance(value, Decimal):
        _check_number(component, value, context, occasion)
    elif isinstance(value, date):
        _check_date(component.limits, value, context, occasion.clock)
    for check in component.limits.checks:
        _check_together(check, context, occasion)


def _check_together(check: Check, context: Data, occasion: Occasion) -> None:
    """Only a plain false refuses: what cannot be worked out lacks an answer, and that has a sentence of its own."""
    if check.holds.value(context, occasion.clock) is False:
        raise Refusal("pattern", own=fill_sentence(check.message, check.formulas, context, occasion))


def _check_text(limits: Limits, text: str, occasion: Occasion) -> None:
    if limits.shortest is not None and len(text) < limits.shortest:
        raise Refusal("short", count=limits.shortest)
    if limits.pattern is not None and not found(limits.pattern, text):
        raise Refusal("pattern", own=occasion.text(limits.pattern_message))


def _check_number(component: Component, number: Decimal, context: Data, occasion: Occasion) -> None:
    least, most = (_bound(limit, context, occasion.clock) for limit in (component.limits.least, component.limits.most))
    unit = f"\u00a0{component.unit}" if component.unit else ""
    if _is_number(least) and number < least:
        raise Refusal("least", limit=write_number(least, occasion.language) + unit)
    if _is_number(most) and number > most:
        raise Refusal("most", limit=write_number(most, occasion.language) + unit)


def _check_date(limits: Limits, day: date, context: Data, clock: Clock | None) -> None:
    least, most = (_bound(limit, context, clock) for limit in (limits.least, limits.most))
    if limits.future and clock is not None and day < clock.now().astimezone(clock.zone).date():
        raise Refusal("past")
    if type(least) is date and day < least:
        raise Refusal("earliest", limit=write_date(least))
    if type(most) is date and day > most:
        raise Refusal("latest", limit=write_date(most))


def _bound(limit: Setting, context: Data, clock: Clock | None) -> Any:
    return limit.value(context, clock) if isinstance(limit, Formula) else limit


def _is_number(value: object) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)
