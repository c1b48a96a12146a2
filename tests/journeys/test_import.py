"""Projects and ideas are brought in from a table: checked cell by cell, then all or none, each at its stage."""

import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import func, select

from engine.schema import instance
from tests.journeys.asking import elements
from tests.journeys.test_pages import log_in
from tests.sizes import SIZE
from tests.webapp.conftest import Visitor
from webapp.demonstration import Stage
from webapp.lifecycle.schema import agenda_item, idea, project, project_municipality, report, steering_member

HEADS = ("Tunnus", "Nimi", "Kehittämisalue", "Vaihe", "Alkaa", "Päättyy", "Kokonaiskustannukset (€)",
         "Kuntarahoitus (€)", "Kunnat", "Projektipäällikkö", "Ohjausryhmä")  # fmt: skip
IDEA_HEADS = ("Tunnus", "Nimi", "Tarve", "Kehittämisalue", "Vaihe", "Tiivistelmä", "Alkaa", "Päättyy",
              "Kokonaiskustannukset (€)", "Kuntarahoitus (€)", "Kunnat")  # fmt: skip
AREA, MANAGER, CHAIR = "Innovaatiot ja verkostot", "Projektipäällikkö, WITAS", "Kunnanjohtaja, Saarijärvi"
ADMINISTRATOR = "yllapito"


def row(reference: str, stage: str, **changes: Any) -> list[Any]:
    """A good row, but for what is changed."""
    values = dict(
        zip(HEADS, [reference, f"Hanke {reference}", AREA, stage, date(2026, 3, 1), date(2028, 2, 28), 160_000,
                    "100 000,00", "Karstula, Viitasaari", MANAGER, CHAIR], strict=True)
    )  # fmt: skip
    return list((values | changes).values())


def idea_row(reference: str, stage: str, **changes: Any) -> list[Any]:
    """A good row of an idea, but for what is changed."""
    values = dict(
        zip(IDEA_HEADS, [reference, f"Idea {reference}", "Tiloja ei ole.", AREA, stage, "Tiivis kuvaus.",
                         date(2026, 3, 1), date(2028, 2, 28), 160_000, 100_000, "Karstula, Viitasaari"], strict=True)
    )  # fmt: skip
    return list((values | changes).values())


def table(rows: Sequence[Sequence[Any]], heads: Sequence[str] = HEADS) -> bytes:
    """A workbook."""
    book, file = Workbook(), BytesIO()
    sheet = book.worksheets[0]
    for one in [list(heads), *rows]:
        sheet.append(one)
    book.save(file)
    return file.getvalue()


def bring(visitor: Visitor, content: bytes, kind: str = "project", **more: str) -> tuple[int, str]:
    """Upload a table; status and page."""
    file = {"kind": kind, "file": (BytesIO(content), "taulukko.xlsx")}
    answer = visitor.post("/portfolio/import", file | more, page="/portfolio/import")  # type: ignore[arg-type]  # A file.
    answer.request.environ["wsgi.input"].close()  # The client keeps a large one in a file of its own.
    return answer.status_code, answer.get_data(as_text=True)


@pytest.fixture
def visitor(stage: Stage) -> Visitor:
    """The administrator at the region's pages."""
    return log_in(stage, ADMINISTRATOR)


def count(stage: Stage, of: Any) -> int:
    with stage.database.read() as connection:
        return connection.scalar(select(func.count()).select_from(of)) or 0


def test_the_template_has_every_column_explained_and_is_read_back(visitor: Visitor) -> None:
    book = load_workbook(BytesIO(visitor.get("/portfolio/import/project.xlsx").data))

    heads = [cell.value for cell in book.worksheets[0][1]]
    assert set(HEADS) <= {str(head).removesuffix(" *") for head in heads}
    guide = {line[0].value: line[1].value for line in book.worksheets[1].iter_rows(min_row=2)}
    assert guide["Alkaa"] == "Päivä, esimerkiksi 31.12.2027."
    listed = {cell.value for line in book.worksheets[1].iter_rows() for cell in line}
    assert {AREA, "Karstula", MANAGER, "Käynnissä"} <= listed
    assert "ei ole rivejä" in bring(visitor, visitor.get("/portfolio/import/project.xlsx").data)[1]


def test_a_preview_shows_the_rows_and_brings_in_nothing(stage: Stage, visitor: Visitor) -> None:
    status, page = bring(visitor, table([row("A1", "Käynnissä"), row("A2", "Nimeäminen")]))

    assert status == 200
    assert "2 uutta riviä." in page
    assert "<td>Hanke A1</td>" in page
    assert count(stage, project) == 0


def test_each_project_begins_at_the_stage_of_its_row(stage: Stage, visitor: Visitor) -> None:
    rows = [row("A1", "Nimeäminen"), row("A2", "Suunnitelma"), row("A3", "Käynnissä")]

    assert bring(visitor, table(rows), confirmed="yes")[0] == 303
    stage.settle()

    with stage.database.read() as connection:
        of_projects = select(instance.c.title, instance.c.phase).where(instance.c.business_key.like("project/%"))
        begun = connection.execute(of_projects.order_by(instance.c.id)).all()
        kept = connection.execute(select(project).where(project.c.name == "Hanke A3")).one()
        places = connection.scalars(
            select(project_municipality.c.municipality).where(project_municipality.c.project_id == kept.id)
        ).all()
        reports = connection.scalar(select(func.count()).where(report.c.project_id == kept.id))
        members = connection.scalars(
            select(steering_member.c.person_id).where(steering_member.c.project_id == kept.id)
        ).all()
    assert [tuple(one) for one in begun] == [
        ("Hanke A1", "Käynnistys"),
        ("Hanke A2", "Suunnittelu"),
        ("Hanke A3", "Toteutus"),
    ]
    assert "appoint_team" in elements(stage, "omistaja.witas")
    assert "plan_project" in elements(stage, "projekti.witas")
    assert (kept.status, kept.total_cost, kept.manager) == ("active", 160_000, "projekti.witas")
    assert sorted(places) == ["karstula", "viitasaari"]
    assert list(members) == ["rmg.saarijarvi"]
    assert reports is not None
    assert reports > 3


def test_the_history_of_an_imported_project_says_so(stage: Stage, visitor: Visitor) -> None:
    bring(visitor, table([row("A1", "Käynnissä")]), confirmed="yes")

    assert "Hanke tuotu taulukosta" in visitor.get("/projects/1").get_data(as_text=True)


def test_an_imported_project_goes_on_like_any_other(stage: Stage, visitor: Visitor) -> None:
    bring(visitor, table([row("A1", "Käynnissä")]), confirmed="yes")
    stage.settle()
    with stage.database.read() as connection:
        opens = connection.scalar(select(func.min(report.c.opens_on)).where(report.c.recorded_at.is_(None)))
    assert opens is not None
    stage.travel(stage.clock.now().replace(year=opens.year, month=opens.month, day=opens.day))

    assert "write_report" in elements(stage, "projekti.witas")


def test_ideas_begin_at_their_screening_unless_their_row_says_otherwise(stage: Stage, visitor: Visitor) -> None:
    rows = [["I1", "Kylien etätyö", "Tiloja ei ole.", AREA], ["I2", "Datapankki", "Tieto on hajallaan.", None]]
    content = table(rows, ("Tunnus", "Nimi", "Tarve", "Kehittämisalue"))

    assert bring(visitor, content, "idea", confirmed="yes")[0] == 303
    stage.settle()

    assert count(stage, idea) == 2
    assert "filter_idea" in elements(stage, "omistaja.witas")


def test_each_idea_begins_at_the_stage_of_its_row(stage: Stage, visitor: Visitor) -> None:
    stages = ("Karsinta", "Valmistelu", "Odottaa Pelotonia", "Päätetty, odottaa rahoitusta")
    rows = [idea_row(f"I{number}", one) for number, one in enumerate(stages)]

    assert bring(visitor, table(rows, IDEA_HEADS), "idea", confirmed="yes")[0] == 303
    stage.settle()

    with stage.database.read() as connection:
        of_ideas = select(instance.c.id, instance.c.title, instance.c.phase).where(
            instance.c.business_key.like("idea/%")
        )
        begun = connection.execute(of_ideas.order_by(instance.c.id)).all()
        waiting = connection.scalars(select(agenda_item.c.title).where(agenda_item.c.body == "peloton")).all()
    assert [(one.title, one.phase) for one in begun] == [
        ("Idea I0", "Karsinta"),
        ("Idea I1", "Valmistelu"),
        ("Idea I2", "Peloton-arvio"),
        ("Idea I3", "Rahoitus"),
    ]
    assert list(waiting) == ["Idea I2"]
    assert "Idea tuotu taulukosta" in visitor.get(f"/projects/{begun[3].id}").get_data(as_text=True)


def test_an_idea_that_was_decided_elsewhere_becomes_a_project_with_its_own_figures(
    stage: Stage, visitor: Visitor
) -> None:
    bring(visitor, table([idea_row("I1", "Päätetty, odottaa rahoitusta")], IDEA_HEADS), "idea", confirmed="yes")
    stage.settle()
    stage.do(
        "koordinaattori",
        "decide_share",
        municipal_amount=Decimal("80000.00"),
        legal_decider="host_municipality",
        funding_grounds="Seudun kehittämismääräraha.",
        share_decision="grant",
    )

    with stage.database.read() as connection:
        founded = connection.execute(select(project)).one()
        places = connection.scalars(select(project_municipality.c.municipality)).all()
    assert (founded.name, founded.total_cost, founded.starts_on) == ("Idea I1", 160_000, date(2026, 3, 1))
    assert founded.summary == "Tiivis kuvaus."
    assert sorted(places) == ["karstula", "viitasaari"]
    assert "appoint_team" in elements(stage, "omistaja.witas")


def test_a_project_at_its_end_writes_its_final_report_only(stage: Stage, visitor: Visitor) -> None:
    bring(visitor, table([row("A1", "Loppuraportti")]), confirmed="yes")
    stage.settle()

    with stage.database.read() as connection:
        kinds = connection.scalars(select(report.c.kind)).all()
    assert list(kinds) == ["final"]
    assert "write_report" in elements(stage, "projekti.witas")


def test_the_effects_of_a_project_that_has_ended_are_followed(stage: Stage, visitor: Visitor) -> None:
    ended = row("A1", "Päättynyt, vaikutuksia seurataan", Alkaa=date(2024, 1, 1), Päättyy=date(2026, 8, 1))
    bring(visitor, table([ended]), confirmed="yes")
    stage.settle()
    stage.travel(datetime(2027, 2, 2, 9, tzinfo=UTC))

    with stage.database.read() as connection:
        kept = connection.execute(select(project)).one()
        phase = connection.scalar(select(instance.c.phase).where(instance.c.business_key == "project/1"))
    assert (kept.status, kept.ended_on, phase) == ("ended", date(2026, 8, 1), "Vaikuttavuuden seuranta")
    assert "record_impact" in elements(stage, "omistaja.witas")


@pytest.mark.parametrize(
    ("stage_name", "heading"),
    [("Valmistelu", "Kehittämisalue"), ("Odottaa Pelotonia", "Tiivistelmä"),
     ("Päätetty, odottaa rahoitusta", "Kokonaiskustannukset (€)")],
)  # fmt: skip
def test_an_idea_needs_what_the_stages_before_would_have_settled(
    stage: Stage, visitor: Visitor, stage_name: str, heading: str
) -> None:
    content = table([idea_row("I1", "Karsinta"), idea_row("I2", stage_name, **{heading: None})], IDEA_HEADS)

    status, page = bring(visitor, content, "idea", confirmed="yes")

    assert status == 422
    assert f"Rivi 3, sarake «{heading}»: odotettiin arvoa, mutta solu oli tyhjä." in page
    assert count(stage, idea) == 0


def test_the_same_table_brings_nothing_twice(stage: Stage, visitor: Visitor) -> None:
    bring(visitor, table([row("A1", "Nimeäminen")]), confirmed="yes")

    status, page = bring(visitor, table([row("A1", "Nimeäminen"), row("A2", "Nimeäminen")]))
    assert "1 uusi rivi. 1 rivi on tuotu jo aiemmin, ja se jätetään pois." in page
    bring(visitor, table([row("A1", "Nimeäminen"), row("A2", "Nimeäminen")]), confirmed="yes")

    assert status == 200
    assert count(stage, project) == 2


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"Alkaa": "syksy"}, "Rivi 3, sarake «Alkaa»: odotettiin päivää, mutta oli «syksy»."),
        ({"Nimi": None}, "Rivi 3, sarake «Nimi»: odotettiin arvoa, mutta solu oli tyhjä."),
        ({"Vaihe": "Uni"}, "Rivi 3, sarake «Vaihe»: odotettiin luettelon arvoa, mutta oli «Uni»."),
        ({"Kunnat": "Karstula, Oulu"}, "Rivi 3, sarake «Kunnat»: odotettiin luettelon arvoa, mutta oli «Oulu»."),
        (
            {"Kokonaiskustannukset (€)": "paljon"},
            "Rivi 3, sarake «Kokonaiskustannukset (€)»: odotettiin euromäärää, mutta oli «paljon».",
        ),
        ({"Päättyy": date(2020, 1, 1)}, "Rivi 3, sarake «Päättyy»: odotettiin päivää alkamisen jälkeen"),
        ({"Tunnus": "A1"}, "Rivi 3, sarake «Tunnus»: odotettiin omaa tunnusta, mutta «A1» on toisenkin rivin."),
        ({"Nimi": "=1+1"}, "Rivi 3, sarake «Nimi»: odotettiin arvoa, mutta oli kaava «=1+1»."),
        ({"Projektipäällikkö": None}, "Rivi 3, sarake «Projektipäällikkö»: odotettiin arvoa, mutta solu oli tyhjä."),
        ({"Nimi": "x" * 5_000}, "odotettiin enintään 4 000 merkkiä"),
    ],
)
def test_a_wrong_cell_is_named_and_no_row_is_brought_in(
    stage: Stage, visitor: Visitor, changes: dict[str, Any], sentence: str
) -> None:
    content = table([row("A1", "Käynnissä"), row("A2", "Käynnissä", **changes)])

    status, page = bring(visitor, content, confirmed="yes")

    assert status == 422
    assert sentence in page
    assert count(stage, project) == 0


def bomb() -> bytes:
    """A small file that unpacks to a very large one."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    return file.getvalue()


def with_entities() -> bytes:
    """A workbook whose sheet defines entities."""
    source, file = BytesIO(table([row("A1", "Käynnissä")])), BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(file, "w") as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename.endswith("sheet1.xml"):
                content = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]>' + content
            new.writestr(part.filename, content)
    return file.getvalue()


@pytest.mark.parametrize("content", [bomb(), with_entities(), b"no workbook", b"PK\x03\x04"])
def test_a_file_that_is_no_honest_table_is_refused(stage: Stage, visitor: Visitor, content: bytes) -> None:
    status, page = bring(visitor, content, confirmed="yes")

    assert status == 422
    assert "Tiedostoa ei voitu lukea" in page


def test_a_file_that_is_too_large_is_refused(visitor: Visitor) -> None:
    assert "enintään 1 Mt" in bring(visitor, b"x" * 1_100_000)[1]


def test_a_column_that_lacks_is_named(visitor: Visitor) -> None:
    status, page = bring(visitor, table([["A1", "Hanke"]], ("Tunnus", "Nimi")))

    assert status == 422
    assert "«Kehittämisalue», «Vaihe», «Alkaa», «Päättyy»" in page


def test_only_administrators_bring_in(stage: Stage) -> None:
    assert log_in(stage, "koordinaattori").get("/portfolio/import").status_code == 403


def test_many_rows_are_brought_in_at_once(stage: Stage, visitor: Visitor) -> None:
    many = SIZE.pick(200, 2_000)
    rows = [row(f"A{number}", "Nimeäminen") for number in range(many)]

    assert bring(visitor, table(rows), confirmed="yes")[0] == 303

    assert count(stage, project) == many
    assert count(stage, instance) == many
