"""One field as its page shows it, and the component that the page's answers make: what the page does not ask stays."""

import copy
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from engine.feel import FeelError, compile_expression
from webapp.form_editing import conditions
from webapp.form_editing.kinds import ANSWERED, CHOICES, LINES, NUMBERS, SIMILAR, Component, Kind, kind_of, turned
from webapp.form_editing.options import Option, read_options, write_options

Typed = Mapping[str, str]


@dataclass(frozen=True)
class Fault:
    """What does not fit in an answer: a name of the fault, and what the reader of FEEL says where it is that."""

    name: str
    error: FeelError | None = None


@dataclass
class Changed:
    """The component that the answers make, and what does not fit, by the names of the inputs."""

    component: Component
    faults: dict[str, Fault] = field(default_factory=dict)


def parts_of(kind: Kind) -> frozenset[str]:
    """What the page of a field of this kind asks."""
    parts = {"hide"}
    if kind is Kind.TEXT:
        return frozenset(parts | {"text"})
    parts |= {"label", "description"}
    if kind in ANSWERED:
        parts |= {"key", "required", "process", "fixed", "checks"}
    if kind in ANSWERED - {Kind.ROWS, Kind.SCORE, Kind.FILE}:
        parts |= {"default"}
    if kind in LINES:
        parts |= {"length", "pattern"}
    if kind in NUMBERS | {Kind.DATE}:
        parts |= {"bounds"}
    by_kind = {
        Kind.NUMBER: {"digits", "unit"}, Kind.DATE: {"future"}, Kind.FILE: {"multiple"},
        Kind.COMPUTED: {"key", "process", "expression"}, Kind.BUTTON: {"key", "process", "value"},
    }  # fmt: skip
    if kind in CHOICES:
        parts |= {"options"}
    return frozenset(parts | by_kind.get(kind, set()))


def told(component: Component) -> dict[str, str]:
    """The component's settings as text, by the names of the page's inputs; texts and options are told elsewhere."""
    validate, properties = _node(component, "validate"), _node(component, "properties")
    answers = {
        "kind": str(kind_of(component) or ""),
        "key": str(component.get("key") or component.get("path") or ""),
        "required": _flag(validate.get("required")),
        "process": _flag(properties.get("process") in (True, "true")),
        "fixed": _flag(component.get("readonly") or component.get("disabled")),
        "default": _written(component.get("defaultValue")),
        "shortest": _written(validate.get("minLength")),
        "longest": _written(validate.get("maxLength")),
        "pattern": _written(validate.get("pattern")),
        "least": _written(validate.get("min")),
        "most": _written(validate.get("max")),
        "digits": _written(component.get("decimalDigits")),
        "unit": _written(_node(component, "appearance").get("suffixAdorner")),
        "future": _flag(component.get("disallowPassedDates")),
        "multiple": _flag(component.get("multiple")),
        "expression": _written(component.get("expression")),
        "value": _written(component.get("value")),
        "options_from": _written(component.get("valuesExpression")),
    }
    for number, check in enumerate(_checks(validate)):
        answers[f"check-{number}-holds"] = _written(check.get("holds"))
    return answers | conditions.told(_written(_node(component, "conditional").get("hide")))


def changed(component: Component, typed: Typed, options: list[Option]) -> Changed:
    """The component with a page's answers: `<text>.fi` for its texts, the rest as `told` names it.

    What is not among the answers and not asked of its kind stays as it was, as does a component of no known kind.
    """
    made = Changed(copy.deepcopy(component))
    before = kind_of(component)
    if before is None:
        return made
    kind = _similar(before, typed.get("kind", ""))
    if kind is not before:
        turned(made.component, kind)
    _Writer(made, kind, typed, options).write()
    return made


class _Writer:
    """Writes answers into one component."""

    def __init__(self, made: Changed, kind: Kind, typed: Typed, options: list[Option]) -> None:
        self._made, self._kind, self._typed, self._options = made, kind, typed, options
        self._parts = parts_of(kind)

    def write(self) -> None:
        """All that the page asks."""
        self._texts()
        if "key" in self._parts:
            name = "path" if "path" in self._made.component and "key" not in self._made.component else "key"
            self._made.component[name] = self._typed.get("key", "").strip()
        if "options" in self._parts:
            self._write_options()
        if "expression" in self._parts:
            self._feel(self._made.component, "expression", "expression")
        if "value" in self._parts:
            self._put(self._made.component, "value", self._typed.get("value", "").strip())
        self._limits()
        self._rest()
        hide = conditions.hide(self._typed)
        if hide.startswith("="):
            self._checked("hide", hide)
        self._within("conditional", {"hide": hide or None})

    def _texts(self) -> None:
        component = self._made.component
        if "text" in self._parts:
            component["text"] = self._typed.get("text.fi", "")
            if not component["text"].strip():
                self._made.faults["text.fi"] = Fault("empty")
            return
        label = self._typed.get("label.fi", "").strip()
        name = "dateLabel" if "dateLabel" in component and "label" not in component else "label"
        self._put(component, name, label)
        if not label and self._kind is not Kind.GROUP:
            self._made.faults["label.fi"] = Fault("label")
        self._put(component, "description", self._typed.get("description.fi", "").strip())

    def _write_options(self) -> None:
        if self._typed.get("options_from", "").strip():
            self._feel(self._made.component, "valuesExpression", "options_from")
            self._made.component.pop("values", None)
            return
        self._made.component.pop("valuesExpression", None)
        written = write_options(self._options)
        self._made.component["values"] = written
        if not written:
            self._made.faults["options"] = Fault("options")
        elif len({str(option["value"]) for option in written}) < len(written):
            self._made.faults["options"] = Fault("options_twice")

    def _limits(self) -> None:
        limits: dict[str, object] = {}
        if "required" in self._parts:
            limits["required"] = True if self._typed.get("required") else None
        if "length" in self._parts:
            limits |= {"minLength": self._count("shortest"), "maxLength": self._count("longest")}
        if "pattern" in self._parts:
            pattern = self._typed.get("pattern", "")
            limits |= {"pattern": pattern or None, "patternMessage": self._typed.get("pattern_message.fi") or None}
        if "bounds" in self._parts:
            limits |= {"min": self._setting("least"), "max": self._setting("most")}
        if "checks" in self._parts:
            limits["checks"] = list(self._checks_typed()) or None
        self._within("validate", limits)

    def _checks_typed(self) -> Iterator[Component]:
        known = _checks(_node(self._made.component, "validate"))
        for number in range(len(known) + 1):
            holds = self._typed.get(f"check-{number}-holds", "").strip()
            message = self._typed.get(f"check-{number}-message.fi", "").strip()
            if not holds and not message:
                continue
            if not holds or not message:
                name = "message.fi" if holds else "holds"
                self._made.faults[f"check-{number}-{name}"] = Fault("check")
            holds = holds if holds.startswith("=") else f"= {holds}"
            self._checked(f"check-{number}-holds", holds)
            more = known[number] if number < len(known) else {}
            yield more | {"holds": holds, "message": message}

    def _rest(self) -> None:
        component = self._made.component
        if "process" in self._parts:
            self._within("properties", {"process": True if self._typed.get("process") else None})
        if "fixed" in self._parts:
            if not self._typed.get("fixed"):
                component.pop("disabled", None)
            self._put(component, "readonly", bool(self._typed.get("fixed")) and not component.get("disabled"))
        if "default" in self._parts and not isinstance(component.get("defaultValue"), list | dict):
            self._put(component, "defaultValue", self._setting("default"))
        self._more()

    def _more(self) -> None:
        component = self._made.component
        if "digits" in self._parts:
            self._put(component, "decimalDigits", self._count("digits"))
        if "unit" in self._parts:
            self._within("appearance", {"suffixAdorner": self._typed.get("unit", "").strip() or None})
        for name, attribute in (("future", "disallowPassedDates"), ("multiple", "multiple")):
            if name in self._parts:
                self._put(component, attribute, bool(self._typed.get(name)))

    def _count(self, name: str) -> int | None:
        text = self._typed.get(name, "").strip()
        if not text:
            return None
        if text.isascii() and text.isdigit() and len(text) < 8:
            return int(text)
        self._made.faults[name] = Fault("count")
        return None

    def _setting(self, name: str) -> object:
        """A literal of the field's kind, or FEEL after an equals sign."""
        text = self._typed.get(name, "").strip()
        if not text:
            return None
        if text.startswith("="):
            self._checked(name, text)
            return text
        if self._kind in NUMBERS:
            return self._number(name, text)
        if self._kind is Kind.DATE:
            return self._day(name, text)
        if self._kind is Kind.CHECKBOX:
            return {"true": True, "false": False}.get(text)
        if self._kind is Kind.CHECKLIST:
            return [one.strip() for one in text.split(",") if one.strip()]
        return text

    def _number(self, name: str, text: str) -> object:
        plain = re.sub(r"[\s\u00a0]", "", text).replace(",", ".").replace("\u2212", "-")
        if re.fullmatch(r"-?\d{1,15}", plain):
            return int(plain)
        if re.fullmatch(r"-?\d{1,15}\.\d{1,6}", plain):
            return float(plain)
        self._made.faults[name] = Fault("number")
        return None

    def _day(self, name: str, text: str) -> object:
        found = re.fullmatch(r"(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})", text)
        try:
            day = date(int(found[3]), int(found[2]), int(found[1])) if found else date.fromisoformat(text)
        except ValueError:
            self._made.faults[name] = Fault("day")
            return None
        return day.isoformat()

    def _feel(self, holder: Component, attribute: str, name: str) -> None:
        """An attribute that is always FEEL; its equals sign may be left out."""
        text = self._typed.get(name, "").strip()
        if not text:
            self._made.faults[name] = Fault("feel_missing")
            return
        holder[attribute] = text if text.startswith("=") else f"= {text}"
        self._checked(name, holder[attribute])

    def _checked(self, name: str, text: str) -> None:
        try:
            compile_expression(text.removeprefix("=").strip())
        except FeelError as error:
            self._made.faults[name] = Fault("feel", error)

    def _within(self, name: str, values: Mapping[str, object]) -> None:
        """Set what is not null in an inner object, and leave out what is; an empty one goes."""
        inner = dict(_node(self._made.component, name))
        for key, value in values.items():
            self._put(inner, key, value)
        self._put(self._made.component, name, inner)

    @staticmethod
    def _put(holder: Component, name: str, value: object) -> None:
        if value is None or value is False or value == "" or value == {}:
            holder.pop(name, None)
        else:
            holder[name] = value


def options_of(component: Component) -> list[Option]:
    """The options that stand in the component."""
    return read_options(component.get("values"))


def similar_kinds(kind: Kind) -> list[Kind]:
    """What a field can become without losing anything, itself among them."""
    found = next((group for group in SIMILAR if kind in group), frozenset({kind}))
    return [one for one in Kind if one in found]


def _similar(kind: Kind, wanted: str) -> Kind:
    return next((one for one in similar_kinds(kind) if one == wanted), kind)


def _checks(validate: Mapping[str, Any]) -> list[Component]:
    found = validate.get("checks")
    return [check for check in (found if isinstance(found, list) else []) if isinstance(check, dict)]


def _node(component: Component, name: str) -> Component:
    found = component.get(name)
    return found if isinstance(found, dict) else {}


def _flag(value: object) -> str:
    return "on" if value else ""


def _written(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return ", ".join(value)
    return json.dumps(value, ensure_ascii=False)
