"""A form's JSON becomes its components; what does not fit is found, all of it at once, with line and element."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial

from engine.errors import InvalidResource
from engine.forms.attributes import Attributes
from engine.forms.components import (
    CHOICES,
    DOCUMENTS,
    KINDS,
    OWN_KINDS,
    Check,
    Component,
    Limits,
    Option,
    Setting,
)
from engine.forms.document import Node, read_document
from engine.forms.findings import Finding, Notes, check_component, check_keys
from engine.forms.patterns import compile_pattern
from engine.forms.templates import template_formulas

MAX_COMPONENTS = 500
MAX_OPTIONS = 1_000

_USED = {
    "type", "key", "path", "label", "dateLabel", "description", "text", "value", "values", "valuesExpression",
    "validate", "defaultValue", "conditional", "disabled", "readonly", "decimalDigits", "appearance", "properties",
    "components", "subtype", "disallowPassedDates", "multiple", "expression",
}  # fmt: skip
# form-js' editor writes these; they say nothing that a page rendered on the server needs.
_HARMLESS = {
    "id", "action", "layout", "isRepeating", "allowAddRemove", "defaultRepetitions", "showOutline", "accept",
    "computeOn",
}  # fmt: skip


@dataclass(frozen=True)
class Definition:
    """What stands in a form's file."""

    id: str
    file: str
    components: tuple[Component, ...]
    findings: tuple[Finding, ...]


def read_definition(content: bytes, file: str) -> Definition:
    """Read a form's JSON.  Raises InvalidResource when it is no form at all; lesser faults are findings."""
    document = read_document(content, file)
    if not isinstance(document, Node) or not isinstance(document.get("components"), list):
        raise InvalidResource(f"Expected an object with a list of components, but there is none, in {file} line 1.")
    notes = Notes()
    attributes = Attributes(document, document.line, "", notes)
    if not attributes.text("id"):
        attributes.fault("form-id", "Expected the form to have an id, but it has none.")
    components = _Reader(notes, file).components(attributes)
    check_keys(components, notes)
    return Definition(attributes.text("id"), file, components, tuple(notes.findings))


class _Reader:
    """Reads the components, inner ones too, and counts them."""

    def __init__(self, notes: Notes, file: str) -> None:
        self._notes, self._file = notes, file
        self._count = 0

    def components(self, parent: Attributes) -> tuple[Component, ...]:
        """The components of a form, a group or a list of rows."""
        return tuple(component for node in parent.nodes("components") if (component := self._component(node)))

    def _component(self, node: Node) -> Component | None:
        self._count += 1
        if self._count > MAX_COMPONENTS:
            place = f"in {self._file} line {node.line}"
            raise InvalidResource(f"Expected at most {MAX_COMPONENTS} components, but there are more, {place}.")
        attributes = Attributes(node, node.line, _name(node), self._notes)
        kind = _kind(attributes)
        if kind is None:
            return None
        for name in sorted(attributes.names() - _USED - _HARMLESS):
            self._notes.warn(node.line, "form-attribute", attributes.element, f'"{name[:60]}" is not used here.')
        component = _component(kind, attributes, self.components(attributes))
        check_component(component, self._notes)
        return component


def _name(node: Node) -> str:
    """How a finding calls the element: by its key, else by the first of its words."""
    names = (node.get(name) for name in ("key", "path", "id", "label", "text", "type"))
    return next((name[:60] for name in names if isinstance(name, str) and name), "")


def _kind(attributes: Attributes) -> str | None:
    """The type of a field; `kind` among its properties makes one of ours of form-js'."""
    kind, own = attributes.text("type"), attributes.node("properties").text("kind")
    if kind not in KINDS - {"score"}:
        attributes.fault("form-type", f'Expected a type of field that we have, but "{kind[:60]}" is none.')
        return None
    if own and kind not in OWN_KINDS.get(own, ()):
        attributes.fault("form-kind", f'Expected a kind that a {kind} can be, but "{own[:60]}" is none.')
    return "score" if own == "score" else "money" if own == "money" and kind == "number" else kind


def _component(kind: str, attributes: Attributes, components: tuple[Component, ...]) -> Component:
    text = attributes.text("text") if kind == "text" else ""
    properties = attributes.node("properties")
    is_money = kind == "money" or properties.text("kind") == "money"
    listed = properties.text("list") or (DOCUMENTS if kind == "filepicker" else "")
    return Component(
        kind=kind,
        line=attributes.line,
        key=attributes.text("key") or attributes.text("path"),
        label=attributes.text("label") or attributes.text("dateLabel"),
        description=attributes.text("description"),
        limits=_limits(kind, attributes),
        options=_options(attributes) if kind in CHOICES else (),
        options_formula=attributes.compiled("list", listed) if listed else attributes.formula("valuesExpression"),
        source=listed,
        multiple=attributes.flag("multiple"),
        default=attributes.setting("defaultValue"),
        hide=attributes.node("conditional").formula("hide"),
        computed=attributes.formula("expression") if kind == "expression" else None,
        fixed=attributes.flag("readonly") or attributes.flag("disabled"),
        process=properties.raw("process") in (True, "true"),
        digits=_digits(kind, attributes),
        unit="€" if is_money else attributes.node("appearance").text("suffixAdorner"),
        text=text,
        formulas=template_formulas(text, partial(attributes.compiled, "text")),
        value=attributes.text("value") if kind == "button" else "",
        components=components,
    )


def _digits(kind: str, attributes: Attributes) -> int | None:
    if kind == "datetime" and attributes.text("subtype") not in ("", "date"):
        attributes.fault("form-type", 'Expected the subtype "date", but times are not asked for in forms.')
    digits = attributes.count("decimalDigits")
    return 2 if kind == "money" and digits is None else digits


def _options(attributes: Attributes) -> tuple[Option, ...]:
    nodes = attributes.nodes("values")
    if len(nodes) > MAX_OPTIONS:
        attributes.fault("form-options", f"Expected at most {MAX_OPTIONS:,} options, but there are more.")
    options = [option_of(node) for node in nodes[:MAX_OPTIONS]]
    if None in options:
        attributes.fault("form-options", "Expected every option to have a value and a label, but one has not.")
    return tuple(option for option in options if option)


def option_of(item: object) -> Option | None:
    """The option that `{"value": …, "label": …}` describes; a bare text is its own label."""
    if isinstance(item, str):
        return Option(item, item)
    value = item.get("value") if isinstance(item, dict) else None
    label = item.get("label", value) if isinstance(item, dict) else None
    if not isinstance(value, str | int | Decimal) or value == "":
        return None
    return Option(value, str(label))


def _limits(kind: str, attributes: Attributes) -> Limits:
    validate = attributes.node("validate")
    pattern = validate.text("pattern")
    limits = Limits(
        required=validate.flag("required"),
        shortest=validate.count("minLength"),
        longest=validate.count("maxLength"),
        least=_bound(kind, validate, "min"),
        most=_bound(kind, validate, "max"),
        pattern_message=validate.text("patternMessage"),
        future=attributes.flag("disallowPassedDates"),
        checks=tuple(_checks(validate)),
    )
    if not pattern:
        return limits
    try:
        return Limits(**{**vars(limits), "pattern": compile_pattern(pattern)})
    except ValueError as error:
        validate.fault("form-pattern", f"Expected a pattern that can be searched for, but {error}.")
        return limits


def _checks(validate: Attributes) -> Iterator[Check]:
    """What must hold of the answers together: `[{"holds": "= FEEL", "message": "… {{FEEL}} …"}]`."""
    for node in validate.nodes("checks"):
        check = validate.inner(node)
        holds, message = check.formula("holds"), check.text("message")
        if holds is None or not message:
            check.fault("form-check", "Expected every check to have FEEL in holds and a message, but one has not.")
        else:
            yield Check(holds, message, template_formulas(message, partial(check.compiled, "message")))


def _bound(kind: str, validate: Attributes, name: str) -> Setting:
    """The least or greatest answer: a number, for dates a day; or FEEL that gives one."""
    bound = validate.setting(name)
    if kind == "datetime" and isinstance(bound, str):
        try:
            return date.fromisoformat(bound)
        except ValueError:
            validate.fault("form-attribute", f'Expected {name} as yyyy-mm-dd, but it is "{bound[:60]}".')
            return None
    if isinstance(bound, str | bool):
        validate.fault("form-attribute", f"Expected {name} to be a number, but it is not.")
        return None
    return bound
