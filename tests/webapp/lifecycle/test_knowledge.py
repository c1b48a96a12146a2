"""The knowledge bank: what is found, by whom, in which order, alike on both databases."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from time import perf_counter

import pytest
from sqlalchemy import Connection, insert, text

from engine import Actor, Database
from engine import metadata as engine_metadata
from engine.errors import NotFound
from tests.sizes import SIZE
from webapp.demonstration import load_people, load_region
from webapp.lifecycle import knowledge
from webapp.lifecycle.knowledge import Kind, Publicity, Wording, Writing
from webapp.lifecycle.schema import knowledge_entry, metadata
from webapp.lifecycle.search import Filters, Found, find_entries, read_query, years
from webapp.lifecycle.snippets import snippet
from webapp.lifecycle.stems import stems

READER = Actor("neuvoja.ks", frozenset({"advisor"}))
MANY = SIZE.pick(2_000, 50_000)
WORDS = (
    "puuala",
    "matkailu",
    "bioenergia",
    "osaaja",
    "verkosto",
    "kasvu",
    "vienti",
    "tuote",
    "investointi",
    "koulutus",
    "kylä",
    "palvelu",
)


@pytest.fixture
def connection(empty: Database) -> Iterator[Connection]:
    """A connection that may write to the region, once on SQLite and once on PostgreSQL; it commits nothing."""
    with empty.unit() as unit:
        written = unit.write()
        engine_metadata.create_all(written)
        metadata.create_all(written)
        load_region(written)
        load_people(written, since=date(2026, 1, 1))
        yield written


def write(connection: Connection, title: str, body: str = "–", *, year: int = 2027, **more: object) -> int:
    """An advisor writes an entry."""
    wording = Wording(Kind(str(more.pop("kind", Kind.LESSON))), title, body, **more)  # type: ignore[arg-type]
    return knowledge.add(connection, wording, writing(year))


def writing(year: int = 2027) -> Writing:
    """An advisor, some day in March."""
    return Writing("neuvoja.witas", datetime(year, 3, 1, 9, tzinfo=UTC), date(year, 3, 1))


def found(connection: Connection, query: str, *, by: Actor = READER, filters: Filters | None = None) -> list[Found]:
    """What a search finds, up to a page."""
    return find_entries(connection, by, read_query(query), filters or Filters(), after=None, most=20)


def titles(rows: Sequence[Found]) -> list[str]:
    """Their titles."""
    return [row.title for row in rows]


def test_words_are_found_in_any_form_and_all_must_be_there(connection: Connection) -> None:
    write(connection, "Puualan verkosto", "Yritysten hankkeet saivat rahoitusta kunnilta.")
    write(connection, "Matkailu", "Hanke päättyi.")

    assert titles(found(connection, "hankkeiden")) == ["Matkailu", "Puualan verkosto"]
    assert titles(found(connection, "hanke RAHOITUKSEN kunta")) == ["Puualan verkosto"]
    assert titles(found(connection, "hanke ja rahoitus")) == ["Puualan verkosto"]
    assert titles(found(connection, "hanke vienti")) == []


def test_the_last_word_may_be_unfinished_until_a_space_ends_it(connection: Connection) -> None:
    write(connection, "Bioenergiahanke")

    assert titles(found(connection, "bioen")) == ["Bioenergiahanke"]
    assert titles(found(connection, "bioen ")) == []


def test_words_in_quotation_marks_stand_together(connection: Connection) -> None:
    write(connection, "Hyvät käytännöt", "Avoin data ja rajapinnat.")

    assert titles(found(connection, '"hyvä käytäntö"')) == ["Hyvät käytännöt"]
    assert titles(found(connection, "”avoin data”")) == ["Hyvät käytännöt"]
    assert titles(found(connection, '"käytäntö hyvä"')) == []


def test_each_language_is_found_by_its_own_forms(connection: Connection) -> None:
    write(connection, "Anvisning", "Projekten rapporterar.", language="sv")
    write(connection, "Guide", "Steering groups meet.", language="en")

    assert titles(found(connection, "projektet")) == ["Anvisning"]
    assert titles(found(connection, "meeting group")) == ["Guide"]


def test_titles_and_theme_words_come_first_and_the_newest_of_each(connection: Connection) -> None:
    write(connection, "Vienti I")
    write(connection, "Kasvu", themes=("vienti",))
    write(connection, "Matkailu I", "Viennin alku.")
    write(connection, "Matkailu II", "Viennin alku.")

    assert titles(found(connection, "vienti")) == ["Kasvu", "Vienti I", "Matkailu II", "Matkailu I"]


def test_a_list_goes_on_where_the_page_before_it_ended(connection: Connection) -> None:
    for number in range(7):
        write(connection, f"Kylä {number}" if number % 2 else f"Toimi {number}", "Kylillä tehtiin.")
    terms, place, seen = read_query("kylä"), None, list[str]()

    while page := find_entries(connection, READER, terms, Filters(), after=place, most=2):
        seen += titles(page)
        place = page[-1].place

    assert seen == ["Kylä 5", "Kylä 3", "Kylä 1", "Toimi 6", "Toimi 4", "Toimi 2", "Toimi 0"]


def test_a_list_is_narrowed_by_kind_area_and_year(connection: Connection) -> None:
    write(connection, "Opas", kind=Kind.GUIDE, area="skills", year=2026)
    write(connection, "Oppi", kind=Kind.LESSON, area="wellbeing")

    assert titles(found(connection, "", filters=Filters(kind=Kind.GUIDE))) == ["Opas"]
    assert titles(found(connection, "op", filters=Filters(area="wellbeing"))) == ["Oppi"]
    assert titles(found(connection, "", filters=Filters(year=2026))) == ["Opas"]
    assert years(connection) == [2027, 2026]


def test_a_secret_entry_shows_to_its_author_and_its_groups_only(connection: Connection) -> None:
    secret = {"publicity": Publicity.SECRET, "secrecy_grounds": "JulkL 24.1 § 20 k", "readers": ("rmg",)}
    number = write(connection, "Liikesalaisuus", **secret)
    manager, author = Actor("rmg.karstula", frozenset({"rmg"})), Actor("neuvoja.witas", frozenset({"advisor"}))

    assert [titles(found(connection, "liikesal", by=one)) for one in (READER, manager, author)] == [
        [],
        ["Liikesalaisuus"],
        ["Liikesalaisuus"],
    ]
    assert knowledge.find(connection, number, manager).wording.readers == ("rmg",)
    with pytest.raises(NotFound):
        knowledge.find(connection, number, READER)


def test_a_new_wording_is_found_and_the_old_one_kept(connection: Connection) -> None:
    number = write(connection, "Luonnos", "Turpeen käyttö.")

    assert knowledge.change(connection, number, Wording(Kind.GUIDE, "Ohje", "Puun käyttö."), writing()) == 2

    assert titles(found(connection, "puun")) == ["Ohje"]
    assert found(connection, "turve turpeen") == []
    assert [(one.version, one.title) for one in knowledge.versions_of(connection, number)] == [
        (2, "Ohje"),
        (1, "Luonnos"),
    ]


@pytest.mark.parametrize(
    "typed", ['"', "a OR b NOT (", "'; DROP TABLE x", "* ^ : & | !", "title_words:x", "\\", "%", "–"]
)
def test_whatever_is_typed_is_a_search_and_no_error(connection: Connection, typed: str) -> None:
    write(connection, "Kylä")

    assert titles(found(connection, typed)) in ([], ["Kylä"])


def test_a_snippet_shows_and_marks_what_was_looked_for() -> None:
    body = "Alku. " * 40 + "Hankkeiden rahoitus <b>ratkesi</b>. " + "Loppu. " * 60

    pieces = snippet(body, read_query("rahoituksen"), "fi")

    assert ("rahoitus", True) in pieces
    shown = "".join(piece for piece, _ in pieces)
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown) < 240


def test_a_bank_of_tens_of_thousands_answers_at_once(connection: Connection) -> None:
    rows = [_entry(number) for number in range(MANY)]
    connection.execute(insert(knowledge_entry), rows)
    if connection.dialect.name == "postgresql":
        connection.execute(text("ANALYZE"))
    took = {}
    for query in ("kasvu", "verkostojen viennin", "kyl", '"matkailu kasvu"', "harvinainen", ""):
        begun = perf_counter()
        rows_found = found(connection, query)
        took[query] = perf_counter() - begun
        assert len(rows_found) == (1 if query == "harvinainen" else 20), query
    assert max(took.values()) < 0.5, took


def _entry(number: int) -> dict[str, object]:
    spoken = [WORDS[(number * step + step) % len(WORDS)] for step in (1, 5, 7, 11)]
    title = f"{spoken[0]} {number}" + (" harvinainen" if number == MANY // 2 else "")
    body = " ".join([*WORDS, *spoken, "hanke"] * 5) + " matkailu kasvu"
    return {
        "kind": Kind.LESSON,
        "title": title,
        "text": body,
        "language": "fi",
        "author": "neuvoja.ks",
        "publicity": Publicity.PUBLIC,
        "published_on": date(2027, 3, 1),
        "changed_at": datetime(2027, 3, 1, tzinfo=UTC),
        "version": 1,
        "title_words": " ".join(stems(title, "fi")),
        "text_words": " ".join(stems(body, "fi")),
    }
