"""What can be changed of a step without the drawing: its fields, as they stand in the diagram, and how each is set."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from engine.errors import InvalidInput
from engine.lint.tags import bpmn, camunda, local
from webapp.desk_choices import Choices, Offered
from webapp.editing import fields, moving
from webapp.editing.document import Document, Element
from webapp.localisation import gettext

_TIMES = ("timeDate", "timeDuration", "timeCycle")
_PHASES = frozenset({"userTask", "callActivity", "serviceTask", "intermediateCatchEvent", "subProcess"})


@dataclass(frozen=True)
class Field:
    """One field of a form: `choices` make a select, `long` a text area; the name is also the id in the page."""

    name: str
    label: str
    value: str
    hint: str = ""
    choices: Choices | None = None
    long: bool = False
    needed: bool = False


def fields_of(document: Document, key: str, offered: Offered) -> list[Field]:
    """The fields of a step, in the order in which people think of them; then those of the ways out of a choice."""
    element = document.find_step(key)
    kind = local(element)
    found = [Field("name", gettext("Name"), element.get("name") or "", needed=True)]
    found += _work(element, kind, offered)
    if document.lane_of(key) is not None:
        lanes = [(lane.get("id") or "", lane.get("name") or lane.get("id") or "") for lane in _lanes(document, element)]
        lane = document.lane_of(key)
        value = (lane.get("id") or "") if lane is not None else ""
        found.append(Field("lane", gettext("Lane"), value, choices=lanes, needed=True))
    if element.find(bpmn("timerEventDefinition")) is not None:
        hint = gettext("P14D: after fourteen days. 2027-01-15T09:00:00: then. R/P7D: every week.")
        found.append(Field("time", gettext("When"), _time(element), hint, needed=True))
    if kind in _PHASES:
        hint = gettext("What the portfolio calls the phase that begins here.")
        found.append(Field("phase", gettext("Phase"), _property(element, "phase"), hint))
    hint = gettext("Who does the task reads this. Simple formatting works.")
    found.append(Field("documentation", gettext("Instruction"), _child(element, "documentation"), hint, long=True))
    return found + _ways(document, element)


def changed(content: bytes, key: str, before: list[Field], typed: Mapping[str, str]) -> tuple[bytes, dict[str, str]]:
    """The diagram with what was typed where it differs; and a sentence for each field that cannot be so."""
    errors: dict[str, str] = {}
    for field in before:
        value = typed.get(field.name, field.value).replace("\r\n", "\n").strip()
        if value == field.value.strip():
            continue
        if field.needed and not value:
            errors[field.name] = gettext("%(field)s: this cannot be empty.", field=field.label)
            continue
        try:
            content = _set(content, key, field.name, value, typed)
        except InvalidInput:
            errors[field.name] = gettext("%(field)s: this cannot be used here.", field=field.label)
    return content, errors


def _set(content: bytes, key: str, name: str, value: str, typed: Mapping[str, str]) -> bytes:
    if name.startswith("way:"):
        _, aspect, flow = name.split(":", 2)
        return (fields.rename if aspect == "name" else fields.set_condition)(content, flow, value)
    if name in ("decision", "result"):
        return fields.set_decision(content, key, typed.get("decision", ""), typed.get("result", ""))
    return _SETTERS[name](content, key, value)


_SETTERS: Mapping[str, Callable[[bytes, str, str], bytes]] = {
    "name": fields.rename,
    "documentation": fields.set_documentation,
    "group": fields.set_group,
    "person": fields.set_assignee,
    "form": fields.set_form,
    "due": fields.set_due,
    "follow_up": fields.set_follow_up,
    "topic": fields.set_topic,
    "process": fields.set_called,
    "phase": fields.set_phase,
    "time": fields.set_timer,
    "lane": moving.move_to_lane,
    "default": fields.set_default,
}


def told_missing(fields: list[Field]) -> dict[str, str]:
    """The fields that may not be empty and are: name -> sentence."""
    told = gettext("%(field)s: this cannot be empty.")
    return {one.name: told.replace("%(field)s", one.label) for one in fields if one.needed and not one.value}


def work_fields(kind: str, values: Mapping[str, str], offered: Offered) -> list[Field]:
    """What a step of a kind says about its work; `values` by the fields' names."""
    found = {
        "userTask": [
            Field(
                "group",
                gettext("Whose task it is"),
                values.get("group", ""),
                gettext("Empty: whose lane it is in. A group's key, or = and an expression."),
            ),
            Field("form", gettext("Form"), values.get("form", ""), choices=[("", "–"), *offered.forms]),
            Field(
                "due",
                gettext("Due"),
                values.get("due", ""),
                gettext("P14D is fourteen days, P1M a month; or = and an expression."),
            ),
        ],
        "businessRuleTask": [
            Field(
                "decision",
                gettext("Decision table"),
                values.get("decision", ""),
                choices=[("", "–"), *offered.decisions],
                needed=True,
            ),
            Field(
                "result",
                gettext("The result is called"),
                values.get("result", ""),
                gettext("The name by which expressions know it."),
                needed=True,
            ),
        ],
        "serviceTask": [
            Field(
                "topic",
                gettext("Service"),
                values.get("topic", ""),
                choices=[("", "–"), *offered.services],
                needed=True,
            )
        ],
        "callActivity": [
            Field(
                "process",
                gettext("Which process it is"),
                values.get("process", ""),
                choices=[("", "–"), *offered.processes],
                needed=True,
            )
        ],
    }
    return found.get(kind, [])


def _work(element: Element, kind: str, offered: Offered) -> list[Field]:
    attributes = {"group": "candidateGroups", "form": "formKey", "due": "dueDate", "topic": "topic"}
    attributes |= {"decision": "decisionRef", "result": "resultVariable"}
    values = {name: (element.get(camunda(attribute)) or "").strip() for name, attribute in attributes.items()}
    found = work_fields(kind, values | {"process": element.get("calledElement") or ""}, offered)
    if kind == "userTask":
        person = Field(
            "person",
            gettext("The one person whose task it is"),
            element.get(camunda("assignee")) or "",
            gettext("Only where it is somebody's own: = and an expression."),
        )
        later = Field(
            "follow_up",
            gettext("Shown from"),
            element.get(camunda("followUpDate")) or "",
            gettext("P14D is fourteen days, P1M a month; or = and an expression."),
        )
        found = [found[0], person, *found[1:], later]
    return [_kept(field) for field in found]


def _kept(field: Field) -> Field:
    """A value that is not among the choices stays one of them: nothing is lost by saving."""
    if field.choices is None or field.value in (key for key, _ in field.choices):
        return field
    return Field(
        field.name,
        field.label,
        field.value,
        field.hint,
        [*field.choices, (field.value, field.value)],
        field.long,
        field.needed,
    )


def _ways(document: Document, element: Element) -> list[Field]:
    """Label and condition of each way out of a choice, and which is taken when no other is."""
    flows = document.outgoing(element)
    if len(flows) < 2 or local(element) not in ("exclusiveGateway", "inclusiveGateway"):
        return []
    found: list[Field] = []
    default = element.get("default") or ""
    names = []
    for flow in flows:
        key = flow.get("id") or ""
        target = document.find(flow.get("targetRef") or "")
        to = target.get("name") or target.get("id") or ""
        names.append((key, f"{flow.get('name') or key} → {to}"))
        found.append(Field(f"way:name:{key}", gettext("Name of the way to %(step)s", step=to), flow.get("name") or ""))
        if key != default:
            label = gettext("When the way to %(step)s is taken", step=to)
            hint = gettext('= and an expression, for example = outcome = "approved"')
            found.append(Field(f"way:condition:{key}", label, _child(flow, "conditionExpression"), hint, long=True))
    label = gettext("The way that is taken when no other is")
    return [*found, Field("default", label, default, choices=[("", "–"), *names])]


def _lanes(document: Document, element: Element) -> list[Element]:
    lanes = document.process_of(element).iter(bpmn("lane"))
    return [lane for lane in lanes if lane.find(bpmn("childLaneSet")) is None]


def _time(element: Element) -> str:
    definition = element.find(bpmn("timerEventDefinition"))
    found = (_child(definition, name) for name in _TIMES) if definition is not None else ()
    return next((text for text in found if text), "")


def _child(element: Element, name: str) -> str:
    child = element.find(bpmn(name))
    return "" if child is None else "".join(child.itertext()).strip()


def _property(element: Element, name: str) -> str:
    path = f"{bpmn('extensionElements')}/{camunda('properties')}/{camunda('property')}"
    return next((each.get("value") or "" for each in element.iterfind(path) if each.get("name") == name), "")
