"""What is wrong with a form's definition, gathered while it is read."""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from engine.feel import FeelError, compile_expression
from engine.forms.components import CHOICES, INPUTS, Component, Formula, fields_of

_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")

_KEYED = INPUTS | {"expression"}

# FEEL would read these as words of its own (DMN 1.5, 10.3.1.2), and the page posts the last beside the answers.
_RESERVED = frozenset(
    {"and", "or", "not", "if", "then", "else", "for", "in", "return", "some", "every", "satisfies", "between",
     "instance", "function", "true", "false", "null", "csrf_token"}
)  # fmt: skip


@dataclass(frozen=True)
class Finding:
    """One fault: where it stands, the rule it breaks, and a sentence for the owner of the process."""

    line: int
    severity: Literal["error", "warning"]
    rule: str
    id: str  # The component's key; empty for the form as a whole.
    message: str
    part: str = field(default="", compare=False)
    refused: FeelError | None = field(default=None, compare=False)  # What the reader of FEEL says of the part.


@dataclass
class Notes:
    """The findings so far."""

    findings: list[Finding] = field(default_factory=list)

    def error(self, line: int, rule: str, element: str, message: str) -> None:
        """Something that keeps the form from being deployed."""
        self.findings.append(Finding(line, "error", rule, element, message))

    def warn(self, line: int, rule: str, element: str, message: str) -> None:
        """Something that is not used, or reads badly."""
        self.findings.append(Finding(line, "warning", rule, element, message))

    def compile(self, line: int, element: str, name: str, text: str) -> Formula | None:
        """The FEEL of an attribute, or a finding that says why it is none."""
        try:
            return Formula(compile_expression(text.strip()))
        except FeelError as error:
            message = f"Expected FEEL in {name}, but: {error}"
            self.findings.append(Finding(line, "error", "form-expression", element, message, name, error))
            return None


def check_component(component: Component, notes: Notes) -> None:
    """Keys, labels and options of one component."""
    for rule, message in _faults(component):
        notes.error(component.line, rule, component.key, message)


def check_keys(components: tuple[Component, ...], notes: Notes) -> None:
    """No two fields of one scope may share a key; buttons do, on purpose, but not with a field."""
    scope = list(fields_of(components))
    counts = Counter(component.key for component in scope if component.kind in _KEYED)
    counts.update({component.key for component in scope if component.kind == "button"})
    seen = set[str]()
    for component in scope:
        if component.has_rows:
            check_keys(component.components, notes)
        if component.key and counts[component.key] > 1:
            if component.key in seen and component.kind != "button":
                sentence = f'Expected every field to have a key of its own, but "{component.key}" is used before.'
                notes.error(component.line, "form-duplicate-key", component.key, sentence)
            seen.add(component.key)


def _faults(component: Component) -> list[tuple[str, str]]:
    faults = [*_key_faults(component), *_content_faults(component)]
    if component.kind in INPUTS | {"button"} and not component.label:
        faults.append(("form-label", "Expected a label, but there is none: nobody could tell what to enter."))
    return faults


def _key_faults(component: Component) -> list[tuple[str, str]]:
    key = component.key
    needed = component.kind in _KEYED or (component.kind == "button" and component.value)
    if not needed or (_NAME.fullmatch(key) and key not in _RESERVED):
        return []
    if key in _RESERVED:
        return [("form-key", f'Expected a key, but "{key}" has a meaning of its own and cannot be one.')]
    return [("form-key", f'Expected a key in snake_case (a-z, 0-9, _), but it is "{key[:60]}".')]


def _content_faults(component: Component) -> list[tuple[str, str]]:
    kind = component.kind
    if kind in CHOICES and not component.options and not component.options_formula:
        return [("form-options", "Expected values or valuesExpression, but there are no options to choose from.")]
    if len({option.posted for option in component.options}) < len(component.options):
        return [("form-options", "Expected every option to have a value of its own, but two share one.")]
    if component.source and not _NAME.fullmatch(component.source):
        return [("form-list", f'Expected the name of a list, but it is "{component.source[:60]}".')]
    if kind == "expression" and not component.computed:
        return [("form-expression", "Expected an expression to work out, but there is none.")]
    if kind == "score" and not _is_score(component):
        return [("form-score", "Expected a select of the criterion and then a choice of points, but it is not so.")]
    if (component.has_rows or kind == "group") and not component.components:
        return [("form-empty", "Expected fields within, but there are none.")]
    if kind == "button" and component.key and not component.value:
        return [("form-button", "Expected a value for the decision that this button makes, but there is none.")]
    return []


def _is_score(component: Component) -> bool:
    """Whether each row asks what `engine.forms.scores` counts: a criterion from a list, and its points."""
    kinds = [inner.kind for inner in component.components]
    return len(kinds) == 2 and kinds[0] == "select" and kinds[1] in ("select", "radio")
