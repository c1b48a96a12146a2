"""Reading a submission: what was posted becomes values, or sentences that say what is wrong where."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date

from engine.clock import Clock
from engine.forms.components import Component, Formula, Option
from engine.forms.conditions import Data, Occasion, conditioned, settled_context, visible_fields
from engine.forms.definition import MAX_OPTIONS, option_of
from engine.forms.fields import FIELD_TYPES, Reader
from engine.forms.limits import check_limits
from engine.forms.posted import Posted
from engine.forms.scores import all_scored, criteria_now, labelled, numbered
from engine.forms.sentences import Refusal
from engine.forms.templates import to_the_cent

MAX_ROWS = 200


@dataclass
class Answers:
    """The values of one scope, and the sentences on those that could not be taken, by the names that were posted."""

    values: dict[str, object] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Scope:
    """A form or one row of a list: its components, what was posted for them, and the names around it."""

    components: tuple[Component, ...]
    posted: Posted
    data: Data
    occasion: Occasion
    prefix: str = ""

    def row(self, component: Component, number: int, posted: Posted, data: Data) -> "Scope":
        """One row of a list in this scope."""
        fields = component.components
        if component.kind == "score":
            criteria = criteria_now(component, data, self.occasion.clock)
            fields = labelled(component, numbered(component, self.posted, criteria).get(number))
        return Scope(fields, posted, data, self.occasion, f"{self.prefix}{component.key}.{number}.")


def read_scope(scope: Scope) -> Answers:
    """The answers; hidden fields are neither asked for nor kept."""
    drafted = draft_answers(scope)
    clock = scope.occasion.clock
    context = settled_context(scope.components, scope.data, drafted.values, clock)
    answers = Answers()
    buttons: dict[str, list[Component]] = {}
    for component in visible_fields(scope.components, context, clock):
        if component.kind == "button" and component.value:
            buttons.setdefault(component.key, []).append(component)
        elif component.read or component.computed:
            _keep(scope, component, drafted, context, answers)
    for key, choices in buttons.items():
        _keep_outcome(scope, key, choices, answers)
    return answers


def draft_answers(scope: Scope) -> Answers:
    """All that can be read, hidden or not, whatever is missing: what the conditions are worked out over."""
    answers = Answers()
    components = [component for component, _ in conditioned(scope.components)]
    for component in components:
        if component.kind == "button" and component.key:
            answers.values.setdefault(component.key, next(iter(scope.posted.given(component.key)), None))
        elif component.read and not component.has_rows:
            _read_field(scope, component, answers)
        elif component.fixed:
            answers.values[component.key] = starting_value(component, scope.data, scope.occasion.clock)
    context = {**scope.data, **answers.values}
    for component in components:
        if component.read and component.has_rows:
            _read_rows(scope, component, context, answers)
    _work_out(scope, components, answers)
    return answers


def _work_out(scope: Scope, components: list[Component], answers: Answers) -> None:
    """Expressions, in their order: one may stand on those above it.  What a browser says of them is not looked at."""
    for component in components:
        if component.computed:
            answers.values[component.key] = computed_value(component, {**scope.data, **answers.values}, scope.occasion)


def computed_value(component: Component, context: Data, occasion: Occasion) -> object:
    """What an expression gives over the answers: money to the cent."""
    value = component.computed.value(context, occasion.clock) if component.computed else None
    return to_the_cent(value) if component.unit == "€" else value


def starting_value(component: Component, data: Data, clock: Clock | None) -> object:
    """What a field holds before anybody touched it."""
    default = component.default
    value = default.value(data, clock) if isinstance(default, Formula) else default
    if component.kind == "datetime" and isinstance(value, str):
        with suppress(ValueError):
            return date.fromisoformat(value)
    return value


def most_rows(component: Component) -> int:
    """How many rows a list may have: its maxLength, within what we bear."""
    longest = component.limits.longest
    return MAX_ROWS if longest is None else min(MAX_ROWS, longest)


def options_now(component: Component, data: Data, clock: Clock | None) -> tuple[Option, ...]:
    """The options of a field: those of its definition, or what its formula makes of the data."""
    if component.options_formula is None:
        return component.options
    items = component.options_formula.value(data, clock)
    found = (option_of(item) for item in (items if isinstance(items, list) else [])[:MAX_OPTIONS])
    return tuple(option for option in found if option)


def _read_field(scope: Scope, component: Component, answers: Answers) -> None:
    occasion, field_type = scope.occasion, FIELD_TYPES[component.kind]
    posted = scope.posted.given(component.key)
    answers.values[component.key] = field_type.empty()
    if not posted:
        return
    options = options_now(component, scope.data, occasion.clock)
    try:
        answers.values[component.key] = field_type.read(Reader(component, options, occasion.language), posted)
    except Refusal as refusal:
        _refuse(scope, component, refusal, answers)


def _read_rows(scope: Scope, component: Component, context: Data, answers: Answers) -> None:
    rows = scope.posted.filled_rows(component.key)
    longest = most_rows(component)
    values: list[object] = []
    answers.values[component.key] = values
    if len(rows) > longest:
        _refuse(scope, component, Refusal("many_rows", count=longest), answers)
        return
    for number, posted in rows.items():
        row = read_scope(scope.row(component, number, posted, context))
        values.append(row.values)
        answers.errors.update(row.errors)
    if component.kind == "score" and (values or component.limits.required):
        criteria = criteria_now(component, context, scope.occasion.clock)
        if not all_scored(component, [row for row in values if isinstance(row, Mapping)], criteria):
            _refuse(scope, component, Refusal("score_all"), answers)


def _keep(scope: Scope, component: Component, drafted: Answers, context: Data, answers: Answers) -> None:
    """Take over a visible field's value, or what is wrong with it."""
    name = scope.prefix + component.key
    wrong = {key: said for key, said in drafted.errors.items() if key == name or key.startswith(f"{name}.")}
    answers.errors.update(wrong)
    if wrong:
        return
    value = drafted.values[component.key]
    try:
        check_limits(component, value, context, scope.occasion)
    except Refusal as refusal:
        _refuse(scope, component, refusal, answers)
    else:
        answers.values[component.key] = value


def _keep_outcome(scope: Scope, key: str, choices: list[Component], answers: Answers) -> None:
    chosen = next(iter(scope.posted.given(key)), "")
    if chosen in {button.value for button in choices}:
        answers.values[key] = chosen
    else:
        answers.errors[scope.prefix + key] = Refusal("outcome").say(scope.occasion.language)


def _refuse(scope: Scope, component: Component, refusal: Refusal, answers: Answers) -> None:
    occasion = scope.occasion
    answers.errors[scope.prefix + component.key] = refusal.say(occasion.language, occasion.text(component.label))
