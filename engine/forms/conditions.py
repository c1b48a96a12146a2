"""Which fields are shown: the conditions of a scope, worked out until one no longer changes another."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.clock import Clock
from engine.forms.components import Component, Formula, Translations

MAX_PASSES = 10  # Conditions that hide what other conditions ask for come to rest long before.

Data = Mapping[str, object]


@dataclass(frozen=True)
class Occasion:
    """For whom and when a form is read or shown."""

    language: str
    texts: Translations | None = None
    clock: Clock | None = None

    def text(self, msgid: str) -> str:
        """A text of the form in the reader's language."""
        return self.texts.text(self.language, msgid) if self.texts and msgid else msgid


def conditioned(
    components: tuple[Component, ...], outer: tuple[Formula, ...] = ()
) -> Iterator[tuple[Component, tuple[Formula, ...]]]:
    """The components of one scope, groups opened, each with the conditions that may hide it."""
    for component in components:
        conditions = (*outer, component.hide) if component.hide else outer
        if component.kind == "group":
            yield from conditioned(component.components, conditions)
        else:
            yield component, conditions


def settled_context(components: tuple[Component, ...], data: Data, values: Data, clock: Clock | None) -> Data:
    """Process data and answers, those of hidden fields null, as form-js sees them."""
    hidden = frozenset[str]()
    context: Data = {**data, **values}
    fields = [(component.key, conditions) for component, conditions in conditioned(components) if conditions]
    for _ in range(MAX_PASSES):
        now_hidden = frozenset(
            key for key, conditions in fields if any(hides(each, context, clock) for each in conditions)
        )
        if now_hidden == hidden:
            break
        hidden = now_hidden
        context = {**data, **values, **dict.fromkeys(hidden & values.keys())}
    return context


def visible_fields(components: tuple[Component, ...], context: Data, clock: Clock | None) -> Iterator[Component]:
    """The components of one scope that are shown, groups opened."""
    for component, conditions in conditioned(components):
        if not any(hides(condition, context, clock) for condition in conditions):
            yield component


def hides(condition: Formula | None, context: Data, clock: Clock | None) -> bool:
    """Only a plain true hides: what cannot be worked out stays in sight."""
    return condition is not None and condition.value(context, clock) is True
