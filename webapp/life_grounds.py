"""Why a step went on as it did: conditions of gateways and rules of tables, in words, with their values."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from sqlalchemy import Connection

from engine import Event
from engine.decisions import DecisionError
from engine.definitions import Definition
from engine.errors import NotFound
from engine.places import Places
from webapp.localisation import gettext, language
from webapp.runtime import runtime
from webapp.telling import value_text

LONGEST = 300
"""Of a value that a condition read: a whole meeting may stand there."""


@dataclass(frozen=True)
class Ground:
    """What decided: where (a gateway's or a task's name), in words; of a table its name and its version's page."""

    where: str
    words: str
    table: str = ""
    link: str = ""
    link_name: str = ""


def grounds_of(connection: Connection, event: Event, places: Places) -> list[Ground]:
    """What decided how it went on after an entry."""
    conditions: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    found: list[Ground] = []
    for element, what, detail in (event.value or {}).get("followed", ()):
        definition = _definition(connection, places, element)
        if definition is None:
            continue
        if what == "condition":
            conditions[element].append(detail)
        elif what == "rules":
            found += _rules(definition, element, detail)
        elif what == "passed" and element in conditions:
            found += _ways(definition, element, conditions.pop(element))
    for element, asked in conditions.items():  # It stands there still: no way could be taken.
        definition = _definition(connection, places, element)
        found += _ways(definition, element, asked) if definition else []
    return found


def _definition(connection: Connection, places: Places, element: str) -> Definition | None:
    place = places.find(element)
    return runtime().engine.definitions.get(connection, place[0]) if place else None


def _ways(definition: Definition, gateway: str, asked: Sequence[Mapping[str, Any]]) -> Iterator[Ground]:
    """Each condition that was asked, and the way that was left when none held."""
    where = _name(definition, gateway)
    for detail in asked:
        told = {
            "way": _way(definition, str(detail.get("flow", ""))),
            "expression": str(detail.get("expression", "")).lstrip("= "),
            "values": ", ".join(f"{name} = {_short(text)}" for name, text in detail.get("values", {}).items()),
        }
        words = (
            gettext("It went the way «%(way)s», for this held: %(expression)s. The values: %(values)s.", **told)
            if detail.get("outcome")
            else gettext("Not the way «%(way)s»: %(expression)s did not hold. The values: %(values)s.", **told)
        )
        yield Ground(where, words)
    known = {one.get("flow") for one in asked}
    left = [flow for flow in definition.flows if flow.source == gateway and flow.id not in known]
    if len(left) == 1 and not any(one.get("outcome") for one in asked):
        words = gettext("So it went the way that is left: «%(way)s».", way=_way(definition, left[0].id))
        yield Ground(where, words)


def _rules(definition: Definition, element: str, detail: Mapping[str, Any]) -> Iterator[Ground]:
    where = _name(definition, element)
    names = _decision_ids(definition, element)
    for hit in detail.get("rules", ()):
        table = str(hit.get("decision", ""))
        words = gettext(
            "Rule %(number)s of the table «%(table)s» matched. It read: %(inputs)s. It said: %(outputs)s.",
            number=hit.get("rule"),
            table=_said(definition, table),
            inputs=value_text(hit.get("inputs")),
            outputs=value_text(hit.get("outputs")),
        )
        decision = names.get(table)
        link = (
            url_for("deployed_tables.show", definition_id=definition.id, decision=decision, rule=hit.get("rule"))
            if decision
            else ""
        )
        version = gettext("version %(number)s", number=definition.version)
        said = _said(definition, table)
        yield Ground(where, words, said, link, f"{said}, {_said(definition, definition.name)} {version}")
    if not detail.get("rules"):
        yield Ground(where, gettext("No rule of the table matched."))


def _decision_ids(definition: Definition, element: str) -> dict[str, str]:
    """The ids of the decisions that a task may ask, by name."""
    asked = definition.process.elements[element].attributes.get("decisionRef", "")
    try:
        known = definition.decision_model(asked).decisions
    except (NotFound, DecisionError):
        return {}
    return {one.name: key for key, one in known.items()}


def _way(definition: Definition, flow_id: str) -> str:
    """What a flow is called: its own label, else where it leads."""
    for flow in definition.flows:
        if flow.id == flow_id:
            return _said(definition, flow.name) or _name(definition, flow.target)
    return flow_id


def _name(definition: Definition, element: str) -> str:
    found = definition.process.elements.get(element)
    return _said(definition, found.name) if found and found.name else element


def _said(definition: Definition, text: str) -> str:
    return definition.texts.text(language(), text) if text else ""


def _short(text: object) -> str:
    told = str(text)
    return told if len(told) <= LONGEST else told[:LONGEST] + "…"
