"""What the forms of a matter call the values that decided how it went on, so that a reader need not know variables."""

import json
from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import Connection

from engine import Event, Kind
from engine.definitions import Definition
from engine.forms import FieldView
from engine.places import Places
from webapp.localisation import gettext
from webapp.runtime import runtime
from webapp.telling import Vocabulary, all_questions, answer_text, flat, key_of, label_of, value_text

NOT_GIVEN = frozenset({"null", "null (not given)"})
"""How an expression's grounds tell of a value that was not there."""

_LISTS = frozenset({"dynamiclist", "score"})


class Word:
    """What a form calls a value, and how it tells one: several fields where buttons answer one question."""

    def __init__(self, fields: Sequence[FieldView]) -> None:
        self.label = label_of(fields[0])
        self._fields = fields

    def text(self, value: Any) -> str:
        """A value as the form's reader knows it: the label of an option that was chosen, say."""
        field = next((one for one in self._fields if one.outcome == value), self._fields[0])
        if (field.kind == "button" and field.outcome != value) or (field.kind in _LISTS and not _is_rows(value)):
            return value_text(value)
        return answer_text(field, value)


def _is_rows(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(row, Mapping) for row in value)


Words = Mapping[str, Word]
"""By the name of the value."""


class Forms:
    """The words of all forms of versions, each version's looked up once."""

    def __init__(self, connection: Connection) -> None:
        definitions = runtime().engine.definitions
        self._every = cache(lambda number: _every_word(definitions.get(connection, number)))

    def words(self, numbers: Iterable[int]) -> ChainMap[str, Word]:
        """The words of these versions, an earlier one's before a later one's."""
        return ChainMap(*(self._every(one) for one in dict.fromkeys(numbers)))


def asked_words(connection: Connection, events: Iterable[Event], places: Places) -> dict[int, Words]:
    """The words after each entry, by its number: of the form that was answered last, as the version then had it.

    What no form had asked yet has the word of one that will: of the process at hand first, of its stages then.
    """
    definitions, newest_first = runtime().engine.definitions, tuple(reversed(places.definitions))
    forms = Forms(connection)
    unasked = cache(lambda number: forms.words([number, *newest_first]))
    questions = cache(
        lambda number, element: dict(_words(Vocabulary([definitions.get(connection, number)]).questions(element)))
    )
    found: dict[int, Words] = {}
    known: dict[str, Word] = {}
    before = known
    for event in events:
        if event.kind is Kind.UNDONE:
            known = before
        elif event.kind is Kind.COMPLETED and event.element:
            before, known = known, {**known, **_answered(event, questions(event.definition_id, event.element))}
        else:
            before = known
        found[event.sequence] = ChainMap(known, *unasked(event.definition_id).maps)
    return found


def told_value(word: Word | None, text: str) -> str:
    """What a condition read, as the grounds keep it (FEEL), in the words of the form that asked for it."""
    if text in NOT_GIVEN:
        return gettext("not given")
    value = _read(text)
    return (word.text(value) if word else value_text(value)) or text


def _answered(event: Event, asked: Words) -> Words:
    """The words of what was entered; of all that was asked once it is erased."""
    if event.value is None:
        return asked
    entered = event.value.get("values") or {}
    return {name: word for name, word in asked.items() if name in entered}


def _every_word(definition: Definition) -> dict[str, Word]:
    """The words of all forms of a process, the first one's before the later ones'."""
    found: dict[str, Word] = {}
    for fields in all_questions(definition):
        for name, word in _words(fields):
            found.setdefault(name, word)
    return found


def _words(fields: Sequence[FieldView]) -> Iterator[tuple[str, Word]]:
    asked: dict[str, list[FieldView]] = {}
    for field in flat(fields):
        if field.kind != "text" and key_of(field) and label_of(field):
            asked.setdefault(key_of(field), []).append(field)
    for name, same in asked.items():
        yield name, Word(same)


def _read(text: str) -> Any:
    """A value that stands as FEEL; None for one that neither JSON nor a calendar knows, and for one that was cut."""
    for read in (_from_json, date.fromisoformat, datetime.fromisoformat):
        try:
            return read(text)
        except ValueError:
            continue
    return None


def _from_json(text: str) -> Any:
    return json.loads(text, parse_float=Decimal, strict=False)  # FEEL leaves line breaks as they are.
