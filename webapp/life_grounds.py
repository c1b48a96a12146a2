"""Why a step went on as it did: conditions of gateways and rules of tables, in words, with their values."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import url_for
from sqlalchemy import Connection

from engine import Event
from engine.decisions import DecisionError
from engine.definitions import Definition
from engine.errors import NotFound
from engine.places import Places, places_of
from engine.resources import decision_path
from webapp.asked_words import Words, asked_words, told_value
from webapp.localisation import gettext, language
from webapp.runtime import runtime
from webapp.table_editing.tables import read_table
from webapp.telling import value_text

LONGEST = 300
"""Of a value that a condition read: a whole meeting may stand there."""


@dataclass(frozen=True)
class Given:
    """A value that decided: what people call it, its name in the data where that is another, and what it was."""

    label: str
    name: str
    text: str


@dataclass(frozen=True)
class Ground:
    """What decided: where (a gateway's or a task's name), in words, with what it read and what a table said.

    Of a table its name, its version's page and what the link there is called.
    """

    where: str
    words: str
    read: Sequence[Given] = ()
    said: Sequence[Given] = ()
    table: str = ""
    link: str = ""
    link_name: str = ""


def grounds_by_entry(connection: Connection, events: Sequence[Event]) -> dict[int, list[Ground]]:
    """What decided how an instance went on after each entry of its history, by the entries' numbers."""
    places = places_of(runtime().engine.definitions, connection, events)
    asked = asked_words(connection, events, places)
    return {one.sequence: grounds_of(connection, one, places, asked[one.sequence]) for one in events}


def grounds_of(connection: Connection, event: Event, places: Places, asked: Words) -> list[Ground]:
    """What decided how it went on after an entry; `asked` are the words of forms then."""
    conditions: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    found: list[Ground] = []
    for element, what, detail in (event.value or {}).get("followed", ()):
        definition = _definition(connection, places, element)
        if definition is None:
            continue
        if what == "condition":
            conditions[element].append(detail)
        elif what == "rules":
            found += _rules(definition, element, detail, asked)
        elif what == "passed" and element in conditions:
            found += _ways(definition, element, conditions.pop(element), asked)
    for element, still in conditions.items():  # It stands there still: no way could be taken.
        definition = _definition(connection, places, element)
        found += _ways(definition, element, still, asked) if definition else []
    return found


def _definition(connection: Connection, places: Places, element: str) -> Definition | None:
    place = places.find(element)
    return runtime().engine.definitions.get(connection, place[0]) if place else None


def _ways(definition: Definition, gateway: str, tried: Sequence[Mapping[str, Any]], asked: Words) -> Iterator[Ground]:
    """Each condition that was tried, and the way that was left when none held."""
    where = _name(definition, gateway)
    for detail in tried:
        told = {
            "way": _way(definition, str(detail.get("flow", ""))),
            "expression": str(detail.get("expression", "")).lstrip("= "),
        }
        words = (
            gettext("It went the way «%(way)s», for this held: %(expression)s.", **told)
            if detail.get("outcome")
            else gettext("Not the way «%(way)s»: %(expression)s did not hold.", **told)
        )
        yield Ground(where, words, [_given(name, text, asked) for name, text in detail.get("values", {}).items()])
    known = {one.get("flow") for one in tried}
    left = [flow for flow in definition.flows if flow.source == gateway and flow.id not in known]
    if len(left) == 1 and not any(one.get("outcome") for one in tried):
        words = gettext("So it went the way that is left: «%(way)s».", way=_way(definition, left[0].id))
        yield Ground(where, words)


def _given(name: str, text: object, asked: Words) -> Given:
    word = asked.get(name)
    return Given(word.label if word else name, name if word else "", _short(told_value(word, str(text))))


def _rules(definition: Definition, element: str, detail: Mapping[str, Any], asked: Words) -> Iterator[Ground]:
    where = _name(definition, element)
    names = _decision_ids(definition, element)
    for hit in detail.get("rules", ()):
        table = str(hit.get("decision", ""))
        said = _said(definition, table)
        words = gettext("Rule %(number)s of the table «%(table)s» matched.", number=hit.get("rule"), table=said)
        decision = names.get(table)
        labels = _column_labels(definition, decision) if decision else {}
        link = (
            url_for("deployed_tables.show", definition_id=definition.id, decision=decision, rule=hit.get("rule"))
            if decision
            else ""
        )
        version = gettext("version %(number)s", number=definition.version)
        yield Ground(
            where,
            words,
            list(_cells(hit.get("inputs") or {}, labels, asked)),
            list(_cells(hit.get("outputs") or {}, labels, asked)),
            said,
            link,
            f"{said}, {_said(definition, definition.name)} {version}",
        )
    if not detail.get("rules"):
        yield Ground(where, gettext("No rule of the table matched."))


def _cells(values: Mapping[str, Any], labels: Mapping[str, str], asked: Words) -> Iterator[Given]:
    """What a rule read or said: under the column's own label, else the form's word for it."""
    for name, value in values.items():
        word = asked.get(name)
        label = labels.get(name) or (word.label if word else name)
        text = word.text(value) if word else value_text(value)
        yield Given(label, name if label != name else "", _short(text) or gettext("not given"))


def _column_labels(definition: Definition, decision: str) -> dict[str, str]:
    """What the columns of a table are called, by what they read and by the names of their results."""
    path = decision_path(decision, definition.resources, definition.folder)
    try:
        columns = _columns(definition.resources[path], decision) if path else ()
    except NotFound:  # It is no table.
        return {}
    return {told: _said(definition, label) for told, label in columns if label}


@lru_cache(maxsize=64)
def _columns(content: bytes, decision: str) -> tuple[tuple[str, str], ...]:
    """What each column reads or says, and its label; a page asks for the same table once for each rule that matched."""
    return tuple((column.told, column.label) for column in read_table(content, decision).columns)


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
