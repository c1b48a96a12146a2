"""A form as the engine and the pages use it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from engine.clock import Clock
from engine.errors import InvalidSubmission
from engine.forms.components import Component, Translations, all_of, fields_of
from engine.forms.conditions import Data, Occasion
from engine.forms.definition import Definition, read_definition
from engine.forms.findings import Finding
from engine.forms.posted import Posted, read_posted
from engine.forms.reading import Scope, read_scope
from engine.forms.sentences import Refusal
from engine.forms.views import FieldView, Showing, show_scope, starting_values, typed


def parse_form(content: bytes, file: str) -> "Form":
    """The form of a `.form.json` file.

    Raises InvalidResource when it cannot be read as a form at all; faults of single fields are its `findings`.
    """
    return Form(read_definition(content, file))


class Form:
    """A form's definition, immutable and shared between threads."""

    def __init__(self, definition: Definition) -> None:
        self._definition = definition
        self._components = definition.components

    @property
    def id(self) -> str:
        """What a user task's formKey names."""
        return self._definition.id

    @property
    def components(self) -> tuple[Component, ...]:
        """Its fields, texts, groups and buttons, in the order of the file."""
        return self._components

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with the definition; a form with errors must not be deployed."""
        return self._definition.findings

    @cached_property
    def process_keys(self) -> frozenset[str]:
        """The keys that enter process data: those whose properties say `process: true`."""
        return frozenset(component.key for component in fields_of(self._components) if component.process)

    @cached_property
    def keys(self) -> frozenset[str]:
        """The keys of all fields and buttons, those within rows aside."""
        return frozenset(component.key for component in fields_of(self._components) if component.key)

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """The labels of all fields, in their order."""
        return tuple(component.label for component in all_of(self._components) if component.label)

    @cached_property
    def msgids(self) -> frozenset[str]:
        """All texts that a translation should have."""
        return frozenset(text for component in all_of(self._components) for text in _texts(component) if text)

    @cached_property
    def lists(self) -> Mapping[str, str]:
        """The lists of the application that fields choose from -> the first field that does."""
        found: dict[str, str] = {}
        for component in all_of(self._components):
            if component.source:
                found.setdefault(component.source, component.key)
        return found

    @cached_property
    def asks_files(self) -> bool:
        """Whether a file may be added in it."""
        return any(component.kind == "filepicker" and component.read for component in all_of(self._components))

    @cached_property
    def names(self) -> frozenset[str]:
        """The names that formulas read and the form itself does not give: process data must hold them."""
        components = list(all_of(self._components))
        read = {name for component in components for formula in component.all_formulas for name in formula.names}
        return frozenset(read - {component.key for component in components})

    def narrowed(self, keys: Collection[str]) -> "Form":
        """The same form with some of its fields only, by their keys: for a page that asks these once more."""
        kept = tuple(component for component in self._components if component.key in keys)
        return Form(replace(self._definition, components=kept))

    def read(
        self,
        submitted: Mapping[str, Sequence[str]],
        data: Data,
        *,
        language: str = "fi",
        texts: Translations | None = None,
        clock: Clock | None = None,
    ) -> dict[str, object]:
        """The values of a submission: text, exact Decimal, date, bool, an option's value, lists and rows of these.

        Visible fields left empty are null, hidden and unknown ones are dropped.  `data` is the process data that
        conditions, options and limits are worked out over.  Raises InvalidSubmission with a sentence in the asked
        language for each field, by the name it is posted under; the form as a whole has the name `""`.
        """
        occasion = Occasion(language, texts, clock)
        try:
            posted = read_posted(submitted)
        except Refusal as refusal:
            raise InvalidSubmission({"": refusal.say(language)}) from None
        answers = read_scope(Scope(self._components, posted, data, occasion))
        if answers.errors:
            raise InvalidSubmission(answers.errors)
        return answers.values

    def prefill(self, data: Data, *, clock: Clock | None = None) -> dict[str, object]:
        """What the fields hold when the form is opened: their defaults over the process data, nothing unasked."""
        scope = Scope(self._components, Posted(), data, Occasion("fi", None, clock))
        return starting_values(scope, {})

    def process_values(self, values: Mapping[str, object]) -> dict[str, object]:
        """Of the values read, those that enter process data."""
        return {key: value for key, value in values.items() if key in self.process_keys}

    def posted(
        self, language: str, values: Mapping[str, object], data: Data, *, clock: Clock | None = None
    ) -> dict[str, list[str]]:
        """What a browser would post to give these values; the button that was pressed is left out."""
        scope = Scope(self._components, Posted(), data, Occasion(language, None, clock))
        return dict(typed(show_scope(Showing(scope, starting_values(scope, values), {}))))

    def view(
        self,
        language: str,
        texts: Translations | None,
        data: Data,
        submitted: Mapping[str, Sequence[str]] | None = None,
        errors: Mapping[str, str] | None = None,
        *,
        clock: Clock | None = None,
    ) -> tuple[FieldView, ...]:
        """What a page shows: as typed when something was `submitted` or drafted, else as the form starts."""
        occasion = Occasion(language, texts, clock)
        try:
            posted = read_posted(submitted or {})
        except Refusal:  # More than a form may hold: `read` says so; the page shows the form empty.
            posted = Posted()
        scope = Scope(self._components, posted, data, occasion)
        start = starting_values(scope, {}) if submitted is None else None
        return show_scope(Showing(scope, start, errors or {}))


def _texts(component: Component) -> Iterator[str]:
    yield from (component.label, component.description, component.text, component.limits.pattern_message)
    yield from (check.message for check in component.limits.checks)
    yield from (option.label for option in component.options)
