"""What answers and the values of messages are called, in the page's language: as forms, tables and arrows say them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from engine.definitions import Definition
from engine.errors import InvalidResource
from engine.forms.components import all_of
from engine.forms.definition import read_definition
from engine.resources import folder_of
from engine.simulation.conditions import Sketch, comparisons
from engine.simulation.ground import Ground
from engine.simulation.payloads import OTHER
from webapp.localisation import gettext
from webapp.rehearsals import said
from webapp.table_editing.tables import read_table, tables_in

Told = tuple[str, str]
"""A folder, and a text of its files."""


@dataclass
class _Words:
    """What is said of values: of a field's, by key; of those of option tables; and what fields are called."""

    options: dict[tuple[str, str], Told] = field(default_factory=dict)
    tables: dict[str, dict[Told, None]] = field(default_factory=dict)
    fields: dict[str, Told] = field(default_factory=dict)


@dataclass(frozen=True)
class _Arrow:
    """An arrow: the question that it answers, its words, and the values with which its condition compares."""

    question: str
    words: str
    values: tuple[object, ...]


_KNOWN: WeakKeyDictionary[Ground, _Words] = WeakKeyDictionary()


def payload_words(ground: Ground, definitions: list[Definition], variable: str, payload: dict[str, object]) -> str:
    """What a message brings: each question that its values decide, with what is answered.

    `definitions` are the processes that wait for it, and read it by the name `variable`.
    """
    told = []
    for name, value in payload.items():
        arrows = _arrows(definitions, f"{variable}.{name}")
        question = next((one.question for one in arrows if one.question), "") or _field_name(ground, name) or name
        told.append(f"{question.rstrip('?: ')}: {_value_words(ground, arrows, name, value)}")
    return ", ".join(told)


def _value_words(ground: Ground, arrows: list[_Arrow], name: str, value: object) -> str:
    """The words at the arrow that this value alone takes; else of an option; else of an arrow that others take too."""
    taken = [one for one in arrows if value in one.values and one.words]
    alone = next((one.words for one in taken if one.values == (value,)), "")
    shared = next((one.words for one in taken), "")
    return alone or _from_files(ground, name, value) or shared or _plain(value)


def _arrows(definitions: list[Definition], path: str) -> list[_Arrow]:
    """The arrows whose conditions look at a name."""
    found = []
    for definition in definitions:
        for scope in Sketch(definition).process.scope.all_scopes():
            for flow in scope.flows:
                values = tuple(one for where, one in comparisons(flow.condition or "") if where == path)
                if values and flow.source is not None:
                    words = said(definition, flow.name) if flow.name else ""
                    found.append(_Arrow(said(definition, flow.source.name), words, values))
    return found


def _from_files(ground: Ground, name: str, value: object) -> str:
    known = _words_of(ground)
    tables = known.tables.get(str(value), ())
    unique = next(iter(tables)) if len(tables) == 1 else None
    return _say(ground, known.options.get((name, str(value))) or unique)


def _field_name(ground: Ground, name: str) -> str:
    return _say(ground, _words_of(ground).fields.get(name))


def _plain(value: object) -> str:
    if value == OTHER:
        return gettext("something else")
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    return str(value)


def _say(ground: Ground, told: Told | None) -> str:
    if told is None:
        return ""
    folder, text = told
    return next((said(one, text) for one in _definitions(ground) if one.folder == folder), text)


def _definitions(ground: Ground) -> Iterator[Definition]:
    return (ground.definition(key) for key in sorted(ground.numbers))


def _words_of(ground: Ground) -> _Words:
    """Read once: the same upon the same ground."""
    if ground not in _KNOWN:
        words = _Words()
        first = next(_definitions(ground), None)
        for path, content in sorted((first.resources if first else {}).items()):
            if path.endswith(".json"):
                _read_form(words, path, content)
            elif path.endswith(".dmn"):
                _read_tables(words, path, content)
        _KNOWN[ground] = words
    return _KNOWN[ground]


def _read_form(words: _Words, path: str, content: bytes) -> None:
    try:
        components = read_definition(content, path).components
    except InvalidResource:
        return
    for component in all_of(components):
        if component.key and component.label:
            words.fields.setdefault(component.key, (folder_of(path), component.label))
        for option in component.options:
            words.options.setdefault((component.key, option.posted), (folder_of(path), option.label))


def _read_tables(words: _Words, path: str, content: bytes) -> None:
    """Tables of options: what is chosen in `value`, what people read in `label`."""
    for decision in tables_in(content, path):
        table = read_table(content, decision)
        names = [column.told for column in table.columns]
        if {"value", "label"} <= set(names):
            for rule in table.rules:
                value, label = (rule.cells[names.index(name)].strip('"') for name in ("value", "label"))
                words.tables.setdefault(value, {})[folder_of(path), label] = None
