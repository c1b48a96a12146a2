"""The pages of the knowledge bank."""

from collections.abc import Callable

from tests.webapp.conftest import Visitor
from tests.webapp.world import World

LESSON = {
    "kind": ["lesson"],
    "title": ["Puualan opit"],
    "text": ["# Mitä opimme\n\nHankkeiden rahoitus ratkesi *ajoissa*. <script>alert(1)</script>"],
    "language": ["fi"],
    "themes": ["puuala, verkostot"],
    "publicity": ["public"],
}
SECRET = {
    **LESSON,
    "title": ["Salainen oppi"],
    "publicity": ["secret"],
    "secrecy_grounds": ["JulkL 24 §"],
    "readers": ["advisors"],
}


def text_of(visitor: Visitor, path: str) -> str:
    """A page's HTML."""
    answer = visitor.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_a_member_writes_and_everybody_finds_it_in_any_form(anna: Visitor, bo: Visitor) -> None:
    answer = anna.post("/knowledge/new", LESSON)

    assert answer.status_code == 303
    page = text_of(bo, "/knowledge?q=hankkeen+rahoitukset")
    assert "Puualan opit" in page
    assert "<mark>Hankkeiden</mark> <mark>rahoitus</mark>" in page
    assert "&lt;script&gt;" not in text_of(bo, "/knowledge?q=opit").split("</form>")[0]


def test_an_entry_shows_its_text_as_safe_markdown(anna: Visitor) -> None:
    page = text_of(anna, anna.post("/knowledge/new", LESSON).headers["Location"])

    assert "<h2>Mitä opimme</h2>" in page
    assert "<em>ajoissa</em>" in page
    assert "<script>alert" not in page


def test_who_belongs_to_no_group_reads_but_does_not_write(anna: Visitor, as_person: Callable[[str], Visitor]) -> None:
    anna.post("/knowledge/new", LESSON)
    david = as_person("david")

    assert "Puualan opit" in text_of(david, "/knowledge")
    assert "/knowledge/new" not in text_of(david, "/knowledge")
    assert david.get("/knowledge/new").status_code == 403
    assert david.get("/knowledge/1/edit").status_code == 403


def test_a_secret_entry_is_not_there_for_others(anna: Visitor, bo: Visitor, cecilia: Visitor) -> None:
    anna.post("/knowledge/new", SECRET)

    assert "Salainen oppi" in text_of(bo, "/knowledge?q=ajoissa")
    assert "Salainen oppi" not in text_of(cecilia, "/knowledge")
    assert cecilia.get("/knowledge/1").status_code == 404


def test_what_lacks_is_said_and_nothing_typed_is_lost(anna: Visitor) -> None:
    answer = anna.post("/knowledge/new", {**SECRET, "kind": [""], "secrecy_grounds": [""], "readers": []})

    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    for field in ("kind", "secrecy_grounds", "readers"):
        assert f'href="#{field}"' in page
    assert "Salainen oppi" in page


def test_a_change_makes_a_version_and_the_earlier_one_stays_readable(anna: Visitor) -> None:
    anna.post("/knowledge/new", LESSON)

    answer = anna.post("/knowledge/1/edit", {**LESSON, "title": ["Metsäalan opit"], "since": ["1"]})

    assert answer.status_code == 303
    assert '<h1 lang="fi">Metsäalan opit</h1>' in text_of(anna, "/knowledge/1")
    assert '<h1 lang="fi">Puualan opit</h1>' in text_of(anna, "/knowledge/1?version=1")
    assert anna.get("/knowledge/1?version=9").status_code == 404


def test_what_was_secret_once_is_not_read_in_its_earlier_wording(anna: Visitor, bo: Visitor, cecilia: Visitor) -> None:
    secret = {"publicity": ["secret"], "secrecy_grounds": ["JulkL 24 §"], "readers": ["administrator"]}
    anna.post("/knowledge/new", {**LESSON, **secret, "text": ["Liikesalaisuus"]})
    anna.post("/knowledge/1/edit", {**LESSON, "since": ["1"]})

    assert bo.get("/knowledge/1").status_code == 200
    assert bo.get("/knowledge/1?version=1").status_code == 404
    assert "Liikesalaisuus" in text_of(anna, "/knowledge/1?version=1")
    assert "Liikesalaisuus" in text_of(cecilia, "/knowledge/1?version=1")


def test_a_change_that_crossed_with_another_is_kept_on_the_page(anna: Visitor, cecilia: Visitor) -> None:
    anna.post("/knowledge/new", LESSON)
    cecilia.post("/knowledge/1/edit", {**LESSON, "title": ["Ylläpidon opit"], "since": ["1"]})

    answer = anna.post("/knowledge/1/edit", {**LESSON, "title": ["Annan opit"], "since": ["1"]})

    assert answer.status_code == 409
    assert "Annan opit" in answer.get_data(as_text=True)
    assert "Ylläpidon opit" in text_of(anna, "/knowledge/1")


def test_a_long_list_goes_on_and_keeps_what_narrows_it(anna: Visitor) -> None:
    for number in range(21):
        anna.post("/knowledge/new", {**LESSON, "title": [f"Oppi {number:02}"]})

    first = text_of(anna, "/knowledge?q=ajoissa&kind=lesson")
    following = first.partition('class="button second" href="')[2].partition('"')[0].replace("&amp;", "&")

    assert "q=ajoissa" in following
    assert "kind=lesson" in following
    assert "Oppi 00" not in first
    assert "Oppi 00" in text_of(anna, following)


def test_a_search_that_finds_nothing_gives_advice(world: World, anna: Visitor) -> None:
    assert "Tietopankki on tyhjä" in text_of(anna, "/knowledge")
    assert "Mitään ei löytynyt" in text_of(anna, "/knowledge?q=xyzzy&year=bad&kind=bad&after=bad")
