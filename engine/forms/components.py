"""The parts of a form.  The format is a subset of form-js' (schema version 1); what is ours stands in `properties`."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

import regex

from engine.clock import Clock
from engine.feel import Expression, FeelError

LISTS = frozenset({"dynamiclist", "score"})  # Rows of fields.
CHOICES = frozenset({"select", "radio", "checklist", "filepicker"})
INPUTS = LISTS | CHOICES | {"textfield", "textarea", "number", "money", "datetime", "checkbox"}
KINDS = INPUTS | {"text", "group", "button", "expression"}
OWN_KINDS = {"money": frozenset({"number", "expression"}), "score": frozenset({"dynamiclist"})}
"""What the property `kind` may make of form-js' types."""
DOCUMENTS = "matter_documents"  # The list that a filepicker chooses from, unless it names another.


class Translations(Protocol):
    """Whoever knows a folder's texts in other languages: `engine.texts.Texts`."""

    def text(self, language: str, msgid: str) -> str:
        """The text in the language, or as it was given where there is no translation."""
        ...


@dataclass(frozen=True)
class Formula:
    """FEEL in a form, compiled once."""

    expression: Expression

    @property
    def names(self) -> frozenset[str]:
        """What it needs to find in the data."""
        return self.expression.free_names

    def value(self, context: Mapping[str, object], clock: Clock | None) -> object:
        """What it gives over these names; null where it fails: a form must open whatever the data hold."""
        try:
            return self.expression.evaluate(context, clock=_local_time(clock))
        except FeelError:
            return None


Setting = object  # A literal of the form's JSON, or a Formula.


@dataclass(frozen=True)
class Check:
    """What must hold of the answers together; `message` says what is wrong, with {{FEEL}} in it."""

    holds: Formula
    message: str
    formulas: Mapping[str, Formula] = field(default_factory=dict)  # The message's, by what stands between the braces.


@dataclass(frozen=True)
class Limits:
    """What an answer must keep to.  `least` and `most` are a number, an ISO date or a Formula that gives one."""

    required: bool = False
    shortest: int | None = None
    longest: int | None = None
    least: Setting = None
    most: Setting = None
    pattern: "regex.Pattern[str] | None" = None
    pattern_message: str = ""
    future: bool = False  # form-js' disallowPassedDates.
    checks: tuple[Check, ...] = ()  # Ours, beside form-js' own limits.


@dataclass(frozen=True)
class Option:
    """One choice: what goes into the data, and what the reader sees."""

    value: object
    label: str

    @property
    def posted(self) -> str:
        """How a browser sends this choice."""
        return str(self.value).lower() if isinstance(self.value, bool) else str(self.value)


@dataclass(frozen=True)
class Component:
    """A field, a text, a group, a list of rows or a button; `line` is where it begins in its file."""

    kind: str
    line: int
    key: str = ""
    label: str = ""
    description: str = ""
    limits: Limits = Limits()
    options: tuple[Option, ...] = ()
    options_formula: Formula | None = None
    source: str = ""  # The list of the application that the options come from.
    multiple: bool = False  # A filepicker's: several files.
    default: Setting = None
    hide: Formula | None = None
    computed: Formula | None = None  # An expression's: worked out over the answers, never read.
    fixed: bool = False  # readonly or disabled: shown, never read.
    process: bool = False  # Its value enters process data.
    digits: int | None = None
    unit: str = ""
    text: str = ""  # Markdown, with {{FEEL}} in it.
    formulas: Mapping[str, Formula] = field(default_factory=dict)  # The text's, by what stands between the braces.
    value: str = ""  # A button's.
    components: tuple["Component", ...] = ()

    @property
    def read(self) -> bool:
        """Whether a person's answer is taken from it."""
        return self.kind in INPUTS and not self.fixed

    @property
    def has_rows(self) -> bool:
        """Whether its answer is a list of rows."""
        return self.kind in LISTS

    @property
    def all_formulas(self) -> tuple[Formula, ...]:
        """Every formula of this component itself."""
        limits = self.limits
        settings = (self.options_formula, self.default, self.hide, self.computed, limits.least, limits.most)
        checked = (formula for check in self.limits.checks for formula in (check.holds, *check.formulas.values()))
        return (*(each for each in settings if isinstance(each, Formula)), *self.formulas.values(), *checked)


def fields_of(components: tuple[Component, ...]) -> Iterator[Component]:
    """The components that share one scope of names: groups are looked into, lists of rows are not."""
    for component in components:
        if component.kind == "group":
            yield from fields_of(component.components)
        else:
            yield component


def all_of(components: tuple[Component, ...]) -> Iterator[Component]:
    """Every component at any depth, in the order of the file."""
    for component in components:
        yield component
        yield from all_of(component.components)


def _local_time(clock: Clock | None) -> Callable[[], datetime] | None:
    return None if clock is None else lambda: clock.now().astimezone(clock.zone)
