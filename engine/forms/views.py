"""What a page shows of a form: plain values, translated, for a template to render."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from engine.forms.components import INPUTS, Component, Option
from engine.forms.conditions import Data, conditioned, hides, settled_context
from engine.forms.fields import FIELD_TYPES, LONGEST_LINE, LONGEST_TEXT, Reader
from engine.forms.posted import Posted
from engine.forms.reading import Scope, computed_value, draft_answers, most_rows, options_now, starting_value
from engine.forms.scores import Criterion, criteria_now, numbered, weighted_mean
from engine.forms.sentences import DATE_HINTS, say_row
from engine.forms.sums import total
from engine.forms.templates import fill_template, shown

FEW_OPTIONS = 12  # A longer list of the application is searched by typing, not leafed through.
MOST_COLUMNS = 5
SHORT_LABEL = 16  # Characters.
_CELLS = frozenset({"textfield", "number", "money", "datetime", "select", "lookup", "checkbox", "expression"})


@dataclass(frozen=True)
class OptionView:
    """A choice as it is posted and shown."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class FieldView:
    """A field, text, group, list of rows or button, ready to be rendered.

    `values` are the texts of its control, as typed; `name` is what the browser posts, `id` what a page calls it.
    A list's `rows` end with a spare one, so that a row can be added without scripts; its `columns` are what its rows
    ask, with the sums of money as their values.  A score has a row for each criterion, and their weighted `mean`.
    """

    kind: str
    name: str
    label: str = ""
    description: str = ""
    values: tuple[str, ...] = ()
    options: tuple[OptionView, ...] = ()
    required: bool = False
    fixed: bool = False
    hidden: bool = False
    error: str = ""
    unit: str = ""
    hint: str = ""
    longest: int | None = None
    text: str = ""
    outcome: str = ""
    fields: tuple["FieldView", ...] = ()
    rows: tuple[tuple["FieldView", ...], ...] = ()
    row: int = 0  # The row that it stands in, from 1; 0 outside of lists.
    place: str = ""  # The row in words, with the name of its list.
    columns: tuple["FieldView", ...] = ()
    mean: str = ""
    weight: str = ""
    multiple: bool = False
    source: str = ""

    @property
    def id(self) -> str:
        """An id for the control, unique in its form."""
        return "field-" + self.name.replace(".", "-")

    @property
    def tabular(self) -> bool:
        """Whether a list's rows can stand in a table: few columns, each of one line."""
        return 0 < len(self.columns) <= MOST_COLUMNS and all(column.kind in _CELLS for column in self.columns)

    @property
    def abreast(self) -> bool:
        """Whether its options are so short that several stand side by side."""
        return all(len(option.label) <= SHORT_LABEL for option in self.options)

    @property
    def value(self) -> str:
        """The text of a control that has one only."""
        return self.values[0] if self.values else ""


@dataclass(frozen=True)
class Showing:
    """One scope on its way to the page."""

    scope: Scope
    start: Mapping[str, object] | None  # What its fields hold before anybody typed; none: show what was posted.
    errors: Mapping[str, str]


def starting_values(scope: Scope, row: Data) -> dict[str, object]:
    """What the fields of a scope hold at first: what the row brings, else their defaults."""
    clock = scope.occasion.clock
    return {
        component.key: row[component.key] if component.key in row else starting_value(component, scope.data, clock)
        for component, _ in conditioned(scope.components)
        if component.kind in INPUTS
    }


def show_scope(showing: Showing) -> tuple[FieldView, ...]:
    """The views of a form or of one row."""
    scope, start = showing.scope, showing.start
    known = draft_answers(scope).values if start is None else start
    context = settled_context(scope.components, scope.data, known, scope.occasion.clock)
    return tuple(_show(showing, component, known, context) for component in scope.components)


def typed(fields: Iterable[FieldView]) -> Iterator[tuple[str, list[str]]]:
    """The texts of every control at any depth that a person may fill in."""
    for field in fields:
        if field.values and not field.fixed:
            yield field.name, list(field.values)
        yield from typed(field.fields)
        for row in field.rows:
            yield from typed(row)


def _show(showing: Showing, component: Component, known: Data, context: Data) -> FieldView:
    occasion, name = showing.scope.occasion, showing.scope.prefix + component.key
    view = FieldView(
        kind=component.kind,
        name=name,
        label=occasion.text(component.label),
        description=occasion.text(component.description),
        required=component.limits.required,
        fixed=component.fixed,
        hidden=hides(component.hide, context, occasion.clock),
        error=showing.errors.get(name, ""),
        unit=component.unit,
        outcome=component.value,
        multiple=component.multiple,
        source=component.source,
    )
    if component.kind == "group":
        return replace(view, fields=tuple(_show(showing, inner, known, context) for inner in component.components))
    if component.kind == "dynamiclist":
        rows = _show_rows(showing, component, known, context)
        return replace(view, rows=rows, columns=_columns(showing, component, known))
    if component.kind == "score":
        return _show_score(view, showing, component, known, context)
    if component.kind == "expression":
        value = computed_value(component, {**context, **known}, occasion)
        return replace(view, values=(shown(value, occasion.language),))
    if component.kind == "text":
        return replace(view, text=fill_template(component.text, component.formulas, context, occasion))
    return _show_control(view, showing, component, known) if component.kind in INPUTS else view


def _show_control(view: FieldView, showing: Showing, component: Component, known: Data) -> FieldView:
    scope, language = showing.scope, showing.scope.occasion.language
    options = options_now(component, scope.data, scope.occasion.clock)
    values = FIELD_TYPES[component.kind].write(Reader(component, options, language), known.get(component.key))
    if showing.start is None and not component.fixed:
        values = tuple(scope.posted.texts.get(component.key, ()))
    searched = component.kind == "select" and component.source and len(options) > FEW_OPTIONS
    return replace(
        view,
        kind="lookup" if searched else component.kind,
        values=tuple(_name_of(value, options) for value in values) if searched else values,
        options=tuple(
            OptionView(each.posted, scope.occasion.text(each.label), each.posted in values) for each in options
        ),
        hint=DATE_HINTS.get(language, DATE_HINTS["en"]) if component.kind == "datetime" else "",
        longest=_longest(component),
    )


def _show_rows(showing: Showing, component: Component, known: Data, context: Data) -> tuple[tuple[FieldView, ...], ...]:
    """The filled rows under the numbers they were posted with, and a spare one."""
    scope = showing.scope
    if showing.start is None and not component.fixed:
        posted = scope.posted.filled_rows(component.key)
        rows = {
            number: Showing(scope.row(component, number, row, context), None, showing.errors)
            for number, row in posted.items()
        }
    else:
        items = known.get(component.key)
        given = [item for item in (items if isinstance(items, list) else []) if isinstance(item, Mapping)]
        rows = {number: _started(showing, component, number, item, context) for number, item in enumerate(given)}
    spare = max(rows, default=-1) + 1
    if not component.fixed and len(rows) < most_rows(component):
        rows[spare] = _started(showing, component, spare, {}, context)
    occasion = scope.occasion
    return tuple(
        _in_row(show_scope(row), number, say_row(occasion.language, occasion.text(component.label), number))
        for number, row in enumerate(rows.values(), 1)
    )


def _in_row(fields: tuple[FieldView, ...], number: int, place: str) -> tuple[FieldView, ...]:
    return tuple(
        replace(field, row=number, place=place, fields=_in_row(field.fields, number, place)) for field in fields
    )


def _columns(showing: Showing, component: Component, known: Data) -> tuple[FieldView, ...]:
    """What the rows ask, each once, and the sums of what is money."""
    asked = replace(showing, scope=showing.scope.row(component, 0, Posted(), {}), start={}, errors={})
    views = (_show(asked, inner, {}, {}) for inner in component.components if inner.kind not in ("text", "button"))
    return tuple(
        replace(
            view,
            name=f"{showing.scope.prefix}{component.key}.sum.{view.name.rpartition('.')[2]}",
            values=total(view.unit, known.get(component.key), view.name, showing.scope.occasion.language),
            hidden=False,
        )
        for view in views
    )


def _show_score(view: FieldView, showing: Showing, component: Component, known: Data, context: Data) -> FieldView:
    """A row for each criterion there is now: the criterion, and its points as a choice with its levels beside."""
    scope = showing.scope
    criteria = criteria_now(component, context, scope.occasion.clock)
    numbers = numbered(component, scope.posted if showing.start is None else Posted(), criteria)
    mean = weighted_mean(component, known.get(component.key), criteria)
    weighed = len({criterion.weight for criterion in criteria}) > 1
    rows = []
    for place, (number, criterion) in enumerate(sorted(numbers.items(), key=lambda one: criteria.index(one[1])), 1):
        chosen, points = show_scope(_scored(showing, component, number, criterion, known, context))
        told = replace(
            points,
            kind="radio",
            row=place,
            description=scope.occasion.text(criterion.levels) or points.description,
            weight=shown(criterion.weight, scope.occasion.language) if weighed else "",
        )
        rows.append((replace(chosen, kind="given", row=place), told))
    columns, told_mean = _columns(showing, component, known), shown(mean, scope.occasion.language)
    return replace(view, rows=tuple(rows), columns=columns, mean=told_mean)


def _scored(
    showing: Showing, component: Component, number: int, criterion: Criterion, known: Data, context: Data
) -> Showing:
    scope, key = showing.scope, component.components[0].key
    if showing.start is None and not component.fixed:
        row = scope.posted.rows.get(component.key, {}).get(number, Posted())
        typed = Posted({**row.texts, key: [criterion.option.posted]}, row.rows)
        return Showing(scope.row(component, number, typed, context), None, showing.errors)
    items = known.get(component.key)
    given = [item for item in (items if isinstance(items, list) else []) if isinstance(item, Mapping)]
    item = next((one for one in given if one.get(key) == criterion.option.value), {})
    return _started(showing, component, number, {**item, key: criterion.option.value}, context)


def _name_of(value: str, options: tuple[Option, ...]) -> str:
    """What a searched list shows for an answer: the name of what was chosen, else what was typed."""
    return next((option.label for option in options if option.posted == value), value)


def _started(showing: Showing, component: Component, number: int, item: Data, context: Data) -> Showing:
    scope = showing.scope.row(component, number, Posted(), context)
    return Showing(scope, starting_values(scope, item), showing.errors)


def _longest(component: Component) -> int | None:
    ceiling = {"textfield": LONGEST_LINE, "textarea": LONGEST_TEXT}.get(component.kind)
    longest = component.limits.longest
    return longest if ceiling is None or longest is None else min(longest, ceiling)
