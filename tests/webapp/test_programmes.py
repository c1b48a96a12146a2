"""What projects belong to, and what is public of them: kept by administrators, read by everybody."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from tests.webapp.conftest import Visitor
from tests.webapp.portfolio_rows import WOOD, load_portfolio
from tests.webapp.world import World
from webapp.lifecycle.schema import classification, project, project_municipality

Login = Callable[[str], Visitor]
EMPTY = {name: [""] for name in ("authority", "valid_from", "valid_to", "parent", "retention_years", "retention_from")}


@pytest.fixture
def cecilia(world: World, as_person: Login) -> Visitor:
    """The administrator, in a world with a portfolio."""
    load_portfolio(world)
    return as_person("cecilia")


def test_only_administrators_keep_programmes(world: World, as_person: Login) -> None:
    load_portfolio(world)
    anna = as_person("anna")

    assert [anna.get(path).status_code for path in ("/programmes", "/programmes/1", "/portfolio/1/belongs")] == [
        403
    ] * 3


def test_a_fund_is_added_with_its_authority_and_how_long_its_papers_are_kept(cecilia: Visitor) -> None:
    facts = {"kind": ["fund"], "name": ["JTF"], "authority": ["Keski-Suomen liitto"], "retention_years": ["5"]}
    assert cecilia.post("/programmes", EMPTY | facts).status_code == 303

    page = cecilia.get("/programmes").get_data(as_text=True)
    row = page[page.index(">JTF</a>") :]
    assert "Keski-Suomen liitto" in row[: row.index("</tr>")]
    assert "5 years" in row[: row.index("</tr>")]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": [" "]}, "Enter a name."),
        ({"valid_from": ["soon"]}, "Enter a day, for example 2027-12-31."),
        ({"valid_from": ["2027-01-02"], "valid_to": ["2027-01-01"]}, "The end is before the beginning."),
        ({"retention_years": ["many"]}, "Enter whole years, at most 100."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(
    world: World, cecilia: Visitor, wrong: dict[str, list[str]], sentence: str
) -> None:
    answer = cecilia.post("/programmes", EMPTY | {"kind": ["fund"], "name": ["JTF"]} | wrong)

    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)
    with world.here.database.read() as connection:
        assert connection.scalar(select(classification.c.id).where(classification.c.name == "JTF")) is None


def test_a_name_cannot_be_given_twice(world: World, cecilia: Visitor) -> None:
    with world.here.database.read() as connection:
        number = connection.scalar(select(classification.c.id).where(classification.c.name == "EAKR"))

    answer = cecilia.post(f"/programmes/{number}", EMPTY | {"name": ["ESR+"]})

    assert answer.status_code == 422
    assert "There is one of this name already." in answer.get_data(as_text=True)


def test_choosing_municipalities_keeps_the_shares_that_were_agreed(world: World, cecilia: Visitor) -> None:
    chosen = {"class": ["1"], "municipality": ["karstula", "viitasaari", "nowhere"]}
    assert cecilia.post("/portfolio/1/belongs", chosen).status_code == 303

    with world.here.database.read() as connection:
        of_it = select(project_municipality).where(project_municipality.c.project_id == 1)
        shares = {row.municipality: row.share for row in connection.execute(of_it)}
    assert shares == {"karstula": 50_000, "viitasaari": None}


def test_nothing_is_public_until_it_is_published(visitor: Visitor, cecilia: Visitor) -> None:
    page = visitor.get("/results/karstula")

    assert page.status_code == 200
    assert WOOD not in page.get_data(as_text=True)
    assert visitor.get("/results/nowhere").status_code == 404


def test_anybody_reads_what_was_published_of_their_municipality(visitor: Visitor, cecilia: Visitor) -> None:
    kept = {"class": ["1"], "municipality": ["karstula"], "text_fi": ["Viisi yritystä löysi toisensa."]}
    cecilia.post("/portfolio/1/belongs", kept)

    answer = visitor.get("/results/karstula?language=fi")
    page = answer.get_data(as_text=True).replace("\xa0", " ")

    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert "Set-Cookie" not in answer.headers
    for told in (WOOD, "Viisi yritystä löysi toisensa.", "160 000,00 €", "1.3.2026 – 28.2.2028"):
        assert told in page
    for secret in ("Tiivistelmä.", "A81234", "Verkosto koottu.", "Anna"):
        assert secret not in page
    assert WOOD not in visitor.get("/results/viitasaari").get_data(as_text=True)


def test_a_text_in_another_language_is_marked_as_such(visitor: Visitor, cecilia: Visitor) -> None:
    cecilia.post("/portfolio/1/belongs", {"text_fi": ["Viisi yritystä."], "text_sv": ["Fem företag."]})

    swedish = visitor.get("/results?language=sv").get_data(as_text=True)
    english = visitor.get("/results?language=en").get_data(as_text=True)

    assert "Fem företag." in swedish
    assert "Viisi yritystä." not in swedish
    assert '<p class="typed" lang="fi">Viisi yritystä.</p>' in english


def test_what_is_withdrawn_is_gone(visitor: Visitor, cecilia: Visitor) -> None:
    cecilia.post("/portfolio/1/belongs", {"text_fi": ["Viisi yritystä."]})
    cecilia.post("/portfolio/1/belongs", {"text_fi": [""]})

    assert WOOD not in visitor.get("/results").get_data(as_text=True)


def test_a_diary_number_is_written_down_where_it_lacks_and_never_changed(world: World, cecilia: Visitor) -> None:
    path, page = "/portfolio/1/diary-number", "/portfolio/1/belongs"
    assert cecilia.post(path, {"diary_number": ["KS/12/2027"]}, page=page).status_code == 303
    assert "KS/12/2027" in cecilia.get(page).get_data(as_text=True)
    assert cecilia.post(path, {"diary_number": ["KS/13/2027"]}, page=page).status_code == 409
    with world.here.database.read() as connection:
        assert connection.scalar(select(project.c.diary_number).where(project.c.id == 1)) == "KS/12/2027"
