"""Searching the knowledge bank: what a person types becomes one query, which both databases answer alike.

All words must be there, in any inflection; what stands in quotation marks must stand together; the last word may be
unfinished.  First come the entries whose title or theme words hold all of it, then the others; both the newest first.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, column, func, select, text
from sqlalchemy import table as named_table

from engine.actors import Actor
from webapp.lifecycle.knowledge import Kind, readable_by
from webapp.lifecycle.schema import knowledge_entry as entries
from webapp.lifecycle.schema.knowledge import INDEX
from webapp.lifecycle.stems import LANGUAGES, is_function_word, stem, stems, words_of

MOST_TERMS = 12
SHORTEST_BEGINNING = 2
"""From how many letters on a last word is taken as unfinished."""

_PARTS = re.compile(r'"([^"]*)"|“([^”]*)”|”([^”]*)”|([^\s"“”]+)')
_index = named_table(INDEX, column("rowid"))


@dataclass(frozen=True)
class Term:
    """One thing that an entry must hold: one of these runs of stems, or a word that begins so."""

    runs: tuple[tuple[str, ...], ...]
    beginning: str | None = None

    def matches(self, word: str, language: str) -> bool:
        """Whether one word of a text, in small letters, is (part of) what is looked for."""
        found = stem(word, language)
        return any(found in run for run in self.runs) or bool(self.beginning and found.startswith(self.beginning))


@dataclass(frozen=True)
class Filters:
    """What narrows a list down; None: everything."""

    kind: Kind | None = None
    area: str | None = None
    year: int | None = None


@dataclass(frozen=True)
class Place:
    """Where a page ends: whether its last entry was found by its title, and its number."""

    by_title: bool
    entry: int


@dataclass(frozen=True)
class Found:
    """An entry in a list."""

    id: int
    kind: Kind
    title: str
    text: str
    language: str
    area: str | None
    author: str
    publicity: str
    published_on: date
    by_title: bool

    @property
    def place(self) -> Place:
        """Where a list that goes on after this one begins."""
        return Place(self.by_title, self.id)


def read_query(query: str) -> tuple[Term, ...]:
    """What a person typed, as terms; empty when it holds no word that is looked for."""
    terms: list[Term] = []
    parts = [part for part in _PARTS.finditer(query) if not is_function_word(part.group(4))]
    for number, part in enumerate(parts, 1):
        single = part.group(4)
        last = number == len(parts) and single is not None and not query[-1:].isspace()
        terms += _single_terms(single, unfinished=last) if single is not None else _phrase_terms(part)
    return tuple(terms[:MOST_TERMS])


def find_entries(
    connection: Connection, actor: Actor, terms: Sequence[Term], filters: Filters, *, after: Place | None, most: int
) -> list[Found]:
    """At most `most` entries that a person may read and that hold every term, after a place in the list."""
    if not terms:
        return _page(connection, actor, filters, None, Place(False, after.entry) if after else None, most)
    found: list[Found] = []
    if after is None or after.by_title:
        found = _page(connection, actor, filters, _Match(terms, True), after, most)
    if len(found) < most:
        later = None if after is None or after.by_title else after
        found += _page(connection, actor, filters, _Match(terms, False), later, most - len(found))
    return found


def years(connection: Connection) -> list[int]:
    """The years that entries are of, the newest first."""
    ends = connection.execute(select(func.min(entries.c.published_on), func.max(entries.c.published_on))).one()
    return [] if ends[0] is None else list(range(ends[1].year, ends[0].year - 1, -1))


@dataclass(frozen=True)
class _Match:
    """All terms in title and theme words; or all somewhere, but not all there."""

    terms: Sequence[Term]
    by_title: bool

    def condition(self, dialect: str) -> ColumnElement[bool]:
        if dialect == "sqlite":
            whole = " AND ".join(_fts(term) for term in self.terms)
            title = f"{{title_words}} : ({whole})"
            asked = title if self.by_title else f"({whole}) NOT ({title})"
            return text(f"{INDEX} MATCH :asked").bindparams(asked=asked)  # type: ignore[return-value]
        asked = " & ".join(_tsquery(term) for term in self.terms)
        title = "knowledge_index.title @@ {0}"
        where = title if self.by_title else f"words @@ {{0}} AND NOT {title}"
        return text(where.format("CAST(:asked AS tsquery)")).bindparams(asked=asked)  # type: ignore[return-value]


def _page(
    connection: Connection, actor: Actor, filters: Filters, match: _Match | None, after: Place | None, most: int
) -> list[Found]:
    statement: Select[Any] = select(
        entries.c.id,
        entries.c.kind,
        entries.c.title,
        entries.c.text,
        entries.c.language,
        entries.c.area,
        entries.c.author,
        entries.c.publicity,
        entries.c.published_on,
    ).where(readable_by(actor), *_narrowed(filters))
    number: ColumnElement[int] = entries.c.id
    if match is not None:
        number = _index.c.rowid
        statement = statement.join(_index, _index.c.rowid == entries.c.id)
        statement = statement.where(match.condition(connection.dialect.name))
    if after is not None:
        statement = statement.where(number < after.entry)
    rows = connection.execute(statement.order_by(number.desc()).limit(most))
    by_title = match is not None and match.by_title
    return [Found(**(row._asdict() | {"kind": Kind(row.kind)}), by_title=by_title) for row in rows]


def _narrowed(filters: Filters) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if filters.kind is not None:
        conditions.append(entries.c.kind == filters.kind)
    if filters.area is not None:
        conditions.append(entries.c.area == filters.area)
    if filters.year is not None:
        begins, ends = date(filters.year, 1, 1), date(filters.year, 12, 31)
        conditions.append(entries.c.published_on.between(begins, ends))
    return conditions


def _single_terms(typed: str, *, unfinished: bool) -> list[Term]:
    """The terms of what was typed without quotation marks or spaces; `maa- ja metsätalous` has several words."""
    words = list(words_of(typed))
    terms = []
    for number, word in enumerate(words, 1):
        runs = _runs(word)
        beginning = word if unfinished and number == len(words) and len(word) >= SHORTEST_BEGINNING else None
        if runs or beginning:
            terms.append(Term(runs, beginning))
    return terms


def _phrase_terms(part: re.Match[str]) -> list[Term]:
    runs = _runs(part.group(1) or part.group(2) or part.group(3) or "")
    return [Term(runs)] if runs else []


def _runs(words: str) -> tuple[tuple[str, ...], ...]:
    """The stems of words that stand together, one run for each language where they differ."""
    found = dict.fromkeys(tuple(stems(words, language)) for language in LANGUAGES)
    return tuple(run for run in found if run)


def _fts(term: Term) -> str:
    """A term as FTS5 reads it; stems are letters and digits only."""
    ways = [f'"{" ".join(run)}"' for run in term.runs]
    if term.beginning:
        ways.append(f'"{term.beginning}" *')
    return f"({' OR '.join(ways)})"


def _tsquery(term: Term) -> str:
    """A term as PostgreSQL reads it."""
    ways = [" <-> ".join(f"'{word}'" for word in run) for run in term.runs]
    if term.beginning:
        ways.append(f"'{term.beginning}':*")
    return f"({' | '.join(f'({way})' for way in ways)})"
