"""Small diagrams for tests, written as one line an element."""

import json
import re
from collections.abc import Iterable
from itertools import pairwise

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
CAMUNDA = "http://camunda.org/schema/1.0/bpmn"


def drawing(key: str, *elements: str, title: str = "", around: str = "") -> str:
    """A diagram of one process; `around` stands beside it (messages, signals, errors)."""
    properties = _properties({"title": title}) if title else ""
    return (
        f'<definitions xmlns="{BPMN}" xmlns:camunda="{CAMUNDA}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
        f' id="drawing_{key}" targetNamespace="http://example.org">\n{around}\n'
        f'<process id="{key}" name="{key.title()}" isExecutable="true">{properties}\n'
        + "\n".join(elements)
        + "\n</process>\n</definitions>\n"
    )


def user_task(name: str, groups: str = "advisors", *, properties: dict[str, str] | None = None, **camunda: str) -> str:
    """A user task of a group, with other `camunda:` attributes."""
    attributes = _camunda({"candidateGroups": groups, **camunda})
    return f'<userTask id="{name}" name="{name.title()}"{attributes}>{_properties(properties or {})}</userTask>'


def service_task(name: str, topic: str, **inputs: str) -> str:
    """A service task and what goes into it."""
    properties = _properties({f"in:{parameter}": value for parameter, value in inputs.items()})
    return f'<serviceTask id="{name}" name="{name.title()}"{_camunda({"topic": topic})}>{properties}</serviceTask>'


def start(name: str = "begin", inside: str = "") -> str:
    """A start event."""
    return f'<startEvent id="{name}" name="{name.title()}">{inside}</startEvent>'


def end(name: str = "over", inside: str = "") -> str:
    """An end event."""
    return f'<endEvent id="{name}" name="{name.title()}">{inside}</endEvent>'


def element(
    tag: str, name: str, inside: str = "", *, properties: dict[str, str] | None = None, **attributes: str
) -> str:
    """Any element."""
    given = "".join(f' {attribute}="{value}"' for attribute, value in attributes.items())
    return f'<{tag} id="{name}" name="{name.title()}"{given}>{_properties(properties or {})}{inside}</{tag}>'


def flows(*paths: str) -> str:
    """Sequence flows, as `begin > write > over`; a condition stands in brackets: `choice > [x > 1] yes`."""
    return "\n".join(_path(path) for path in paths)


def after(duration: str) -> str:
    """A timer event definition: a duration from now."""
    return (
        '<timerEventDefinition><timeDuration xsi:type="tFormalExpression">'
        f"{duration}</timeDuration></timerEventDefinition>"
    )


def every(cycle: str) -> str:
    """A timer event definition: a cycle."""
    return f'<timerEventDefinition><timeCycle xsi:type="tFormalExpression">{cycle}</timeCycle></timerEventDefinition>'


def form(key: str, *components: dict[str, object]) -> str:
    """A form of the components given."""
    return json.dumps({"schemaVersion": 1, "id": key, "type": "default", "components": list(components)}, indent=1)


def field(key: str, kind: str = "textfield", *, process: bool = False, **rest: object) -> dict[str, object]:
    """A field; `process`: it enters process data."""
    properties = {"properties": {"process": True}} if process else {}
    return {"type": kind, "key": key, "label": key.title(), **properties, **rest}


def _path(path: str) -> str:
    """Each stop is an element's id, with the condition of the flow that leads there before it."""
    stops = [(stop["id"], stop["condition"] or "") for stop in _STOP.finditer(path)]
    return "\n".join(_flow(source, condition, target) for (source, _), (target, condition) in pairwise(stops))


_STOP = re.compile(r"(?:\[(?P<condition>[^]]*)] *)?(?P<id>\w+)(?: > |$)")


def _flow(source: str, condition: str, target: str) -> str:
    text = f'<conditionExpression xsi:type="tFormalExpression">{_escaped(condition)}</conditionExpression>'
    return (
        f'<sequenceFlow id="from_{source}_to_{target}" sourceRef="{source}" targetRef="{target}">'
        f"{text if condition else ''}</sequenceFlow>"
    )


def _properties(properties: dict[str, str]) -> str:
    if not properties:
        return ""
    rows = "".join(f'<camunda:property name="{name}" value="{_escaped(text)}"/>' for name, text in properties.items())
    return f"<extensionElements><camunda:properties>{rows}</camunda:properties></extensionElements>"


def _camunda(attributes: dict[str, str]) -> str:
    return "".join(f' camunda:{name}="{_escaped(text)}"' for name, text in attributes.items() if text)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def joined(parts: Iterable[str]) -> str:
    """Several pieces of a drawing as one."""
    return "\n".join(parts)
