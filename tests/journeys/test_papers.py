"""Papers of a meeting: to print, as Word files, in one archive; and their templates."""

import io
import zipfile
from datetime import timedelta

import pytest
from docx import Document as WordDocument
from sqlalchemy import select

from tests.journeys.meetings import COORDINATOR, Sitting, hold_meeting
from tests.journeys.steps import RMG
from tests.journeys.test_documents import PDF, add, called
from tests.journeys.test_meeting_pages import FIRST, MEMBERS, all_said, items_of, run
from tests.journeys.test_pages import log_in
from webapp.demonstration import Stage
from webapp.lifecycle.schema import meeting
from webapp.lifecycle.templates import KINDS, BadTemplate, default_template, parse


def words_of(content: bytes) -> str:
    """All that a Word file says."""
    return "\n".join(paragraph.text for paragraph in WordDocument(io.BytesIO(content)).paragraphs)


def held(stage: Stage) -> int:
    """A meeting of Peloton whose minutes are accepted."""
    number = called(stage)
    stage.travel(timedelta(days=10))
    assert run(log_in(stage, COORDINATOR), number, all_said(stage, number)).status_code == 303
    stage.settle()
    stage.do(COORDINATOR, "write_minutes", minutes_text="1 § Avaus\nPuheenjohtaja *avasi* kokouksen.\n\n2 § Muut asiat")
    stage.do(MEMBERS[0], "inspect_minutes", inspection="accept")
    return number


def test_the_agenda_is_a_page_to_print_and_a_word_file_in_the_readers_language(stage: Stage) -> None:
    number, secretary = called(stage), log_in(stage, COORDINATOR)
    page = secretary.get(f"/meetings/{number}/papers/agenda").get_data(as_text=True)
    assert "<h2>Esityslista: Peloton-ryhmä 1</h2>" in page
    assert f"1. {FIRST}" in page
    secretary.post("/language", {"language": ["sv"], "back": ["/meetings"]}, page="/meetings")
    file = secretary.get(f"/meetings/{number}/papers/agenda.docx")
    assert file.headers["Content-Disposition"].startswith("attachment;")
    words = words_of(file.get_data())
    assert "Föredragningslista: Peloton-ryhmä 1" in words
    assert f"1. {FIRST}" in words


def test_who_keeps_minutes_numbers_by_sections_and_who_writes_memos_plainly(stage: Stage) -> None:
    memo, secretary = held(stage), log_in(stage, COORDINATOR)
    page = secretary.get(f"/meetings/{memo}").get_data(as_text=True)
    assert f"/meetings/{memo}/papers/memo" in page
    assert "Muistio tulostettavaksi" in page
    assert f"/meetings/{memo}/papers/minutes" not in page
    item = items_of(stage, memo)[FIRST]
    plain = [page] + [secretary.get(f"/meetings/{memo}/papers/{kind}?item={item}").get_data(as_text=True)
                      for kind in ("extract", "letter")]  # fmt: skip
    plain += [secretary.get(f"/meetings/{memo}/papers/{kind}").get_data(as_text=True) for kind in ("agenda", "bundle")]
    assert not any(" §" in one.replace("1 § Avaus", "").replace("2 § Muut", "") or "(§" in one for one in plain)
    assert "(asia 1)" in plain[2]
    assert "Ote muistiosta: Peloton-ryhmä 1" in plain[1]
    assert "<h2>Muistio: Peloton-ryhmä 1</h2>" in plain[4]

    hold_meeting(stage, Sitting("rmg", "Seutujohtoryhmä", RMG[0], {}, RMG))
    with stage.database.read() as connection:
        accepted = select(meeting.c.id).where(meeting.c.body == "rmg", meeting.c.minutes.is_not(None))
        minutes = connection.scalars(accepted).one()
    secretary = log_in(stage, COORDINATOR)  # Weeks have gone by.
    page = secretary.get(f"/meetings/{minutes}").get_data(as_text=True)
    assert "Pöytäkirja tulostettavaksi" in page
    assert f"/meetings/{minutes}/papers/minutes" in page
    assert "1 § SeutuPROVE:n toimeenpano" in page
    assert "1 § SeutuPROVE:n toimeenpano" in secretary.get(f"/meetings/{minutes}/papers/agenda").get_data(as_text=True)


def test_accepted_minutes_say_so_and_stay_as_they_were_written(stage: Stage) -> None:
    number, secretary = held(stage), log_in(stage, COORDINATOR)
    page = secretary.get(f"/meetings/{number}/papers/memo").get_data(as_text=True)
    assert "Hyväksytty." in page
    assert "Puheenjohtaja *avasi* kokouksen." in page
    words = words_of(secretary.get(f"/meetings/{number}/papers/memo.docx").get_data())
    assert "Puheenjohtaja *avasi* kokouksen." in words


def test_an_extract_and_a_letter_tell_of_one_item(stage: Stage) -> None:
    number, secretary = held(stage), log_in(stage, COORDINATOR)
    item = items_of(stage, number)[FIRST]
    for kind in ("extract", "letter"):
        page = secretary.get(f"/meetings/{number}/papers/{kind}?item={item}").get_data(as_text=True)
        assert FIRST in page
        assert "Puolletaan" in page
        assert "Matkailun" not in page.partition('class="card paper"')[2]
        assert secretary.get(f"/meetings/{number}/papers/{kind}").status_code == 404


def test_all_papers_come_in_one_archive(stage: Stage) -> None:
    number = held(stage)
    secretary = log_in(stage, COORDINATOR)
    add(secretary, {"meeting": str(number)})
    answer = secretary.get(f"/meetings/{number}/papers.zip")
    with zipfile.ZipFile(io.BytesIO(answer.get_data())) as archive:
        names = archive.namelist()
        assert "Esityslista Peloton-ryhmä 1.docx" in names
        assert archive.read("01 liite.pdf") == PDF
    page = secretary.get(f"/meetings/{number}/papers/bundle").get_data(as_text=True)
    assert page.count('class="card paper"') == 2
    assert "Liite 1" in page


def test_an_administrator_changes_a_template_and_each_change_is_a_version(stage: Stage) -> None:
    number, administrator = called(stage), log_in(stage, "yllapito")
    path = "/templates/agenda/fi"
    wanted = "# Kokous {{ meeting.number + 1 }}\n\n{{#each items as item}}\n- {{ item.title }}\n{{/each}}"
    assert administrator.post(path, {"content": [wanted]}).status_code == 303
    assert "versio 1" in administrator.get("/templates").get_data(as_text=True)
    page = administrator.get(f"/meetings/{number}/papers/agenda").get_data(as_text=True)
    assert "<h2>Kokous 2</h2>" in page
    assert f"<li>{FIRST}</li>" in page
    assert log_in(stage, COORDINATOR).get(path).status_code == 403


@pytest.mark.parametrize(
    "content",
    ["{{#each items as item}} {{ item.title }}", "{{ nobody.knows( }}", "{{/if}}", "{{#each items}}x{{/each}}",
     "{{#each for i in 1..100000 return i as n}}{{ meeting.title }}{{ meeting.title }}{{/each}}"],
)  # fmt: skip
def test_a_template_that_cannot_be_used_is_not_kept(stage: Stage, content: str) -> None:
    administrator = log_in(stage, "yllapito")
    answer = administrator.post("/templates/agenda/fi", {"content": [content]})
    assert answer.status_code == 422
    assert 'id="content-error"' in answer.get_data(as_text=True)


def test_what_a_template_shows_is_text_and_no_markup(stage: Stage) -> None:
    administrator = log_in(stage, "yllapito")
    content = '{{ "<script>alert(1)</script> **x** [y](javascript:z)" }} <img src=x>'
    page = administrator.post("/templates/agenda/fi", {"content": [content], "try": ["true"]}).get_data(as_text=True)
    tried = page.partition('id="tried"')[2]
    assert "<script>" not in tried
    assert "<img" not in tried
    assert "<strong>" not in tried
    assert "**x**" in tried


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_paper_has_a_template_in_every_language(language: str) -> None:
    for kind in KINDS:
        assert parse(default_template(kind, language))
    with pytest.raises(BadTemplate):
        parse("{{#if true}}")
