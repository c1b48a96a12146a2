"""The portfolio as people see it: figures, lists behind them, files, and what that asks of the database."""

import csv
import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from html import unescape
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import insert, select, update

from bench.counting import count_statements
from engine.schema import instance
from tests.webapp.conftest import Visitor
from tests.webapp.portfolio_rows import FOOD, FORMULA, WOOD, load_portfolio
from tests.webapp.world import World
from webapp.lifecycle.schema import classification, financing, payment, project

Login = Callable[[str], Visitor]


@pytest.fixture
def anna(world: World, as_person: Login) -> Visitor:
    """Anna, in a world with a portfolio."""
    world.start_errand()
    load_portfolio(world)
    return as_person("anna")


def read(visitor: Visitor, path: str) -> str:
    answer = visitor.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def number_of(world: World, name: str) -> int:
    with world.here.database.read() as connection:
        found = connection.scalar(select(classification.c.id).where(classification.c.name == name))
    assert found is not None
    return found


def test_an_empty_portfolio_says_what_will_come(world: World, as_person: Login) -> None:
    page = read(as_person("anna"), "/portfolio")

    assert "Hankesalkku on tyhjä" in page


def test_the_figures_count_projects_and_ideas_their_money_and_their_reports(anna: Visitor) -> None:
    page = " ".join(read(anna, "/portfolio").replace("\xa0", " ").split())

    assert '<a href="/portfolio/list?kind=project">3</a>' in page
    assert '<a href="/portfolio/list?kind=idea">2</a>' in page
    for label, amount in (
        ("Kokonaiskustannukset", "200 000,50 €"),
        ("Haettu", "122 000,00 €"),
        ("Kunnat myöntäneet", "90 000,00 €"),
        ("Muut rahoittajat myöntäneet", "18 000,00 €"),
        ("Käytetty viimeisen raportin mukaan", "55 000,00 €"),
    ):
        assert f"<dt>{label}</dt><dd>{amount}</dd>" in page
    assert '<a href="/portfolio/list?reports=late">1</a>' in page


@pytest.mark.parametrize("query", ["", "?status=active", "?kind=project&year=2027"])
def test_what_the_financing_says_was_granted_stands_before_the_ledger(world: World, anna: Visitor, query: str) -> None:
    municipal = financing.c.project_id == 1, financing.c.kind == "municipal"
    world.here.database.transact(
        lambda unit: unit.write().execute(update(financing).where(*municipal).values(granted=Decimal(80_000)))
    )
    page = read(anna, "/portfolio" + query).replace("\xa0", " ")

    assert "<dt>Kunnat myöntäneet</dt><dd>80 000,00 €</dd>" in page
    assert "<dt>Muut rahoittajat myöntäneet</dt><dd>18 000,00 €</dd>" in page
    assert "80 000,00 €" in read(anna, "/portfolio/1/sheet").replace("\xa0", " ")


def test_the_figures_of_a_choice_are_the_sums_of_what_it_leaves(anna: Visitor) -> None:
    page = read(anna, "/portfolio?area=food").replace("\xa0", " ")

    assert "<dt>Kokonaiskustannukset</dt><dd>40 000,50 €</dd>" in page
    assert "<dt>Haettu</dt><dd>0,00 €</dd>" in page
    assert "<dt>Kunnat myöntäneet</dt><dd>0,00 €</dd>" in page
    for year in (2024, 2025):
        assert re.search(rf">{year}</a>.*?<td class=\"figure\">1</td>", page)
    assert ">2026</a>" not in page


def test_the_median_wait_of_a_phase_is_the_lower_one_of_two_in_the_middle(world: World, anna: Visitor) -> None:
    now, day = world.clock.now(), timedelta(days=1)
    matter = {"definition_id": 1, "status": "active", "title": "x", "phase": "Odotus", "started_at": now}
    rows = [
        matter | {"business_key": f"project/{100 + days}", "phase_since": now - days * day} for days in (2, 4, 8, 16)
    ]
    common = {"status": "active", "origin": "process", "summary": "", "name": "Odottava"}
    projects = [common | {"business_key": row["business_key"]} for row in rows]
    world.here.database.transact(lambda unit: (unit.write().execute(insert(instance), rows),
                                               unit.write().execute(insert(project), projects)))  # fmt: skip
    page = read(anna, "/portfolio")

    row = page[page.index(">Odotus</a>") :]
    assert re.findall('<td class="figure">([0-9]+)</td>', row[: row.index("</tr>")]) == ["4", "4", "16"]


def test_the_ledger_of_a_year_tells_what_is_paid_of_its_grants(world: World, anna: Visitor) -> None:
    paid = {"position": 1, "source": "Seudun kunnat", "claimed": Decimal(30_000), "received": Decimal(25_000)}
    others = paid | {"position": 2, "source": "Keski-Suomen liitto"}
    world.here.database.transact(
        lambda unit: unit.write().execute(insert(payment), [{"report_id": 1, **one} for one in (paid, others)])
    )
    page = read(anna, "/portfolio/appropriation").replace("\xa0", " ")

    row = page[page.index('<th scope="row">2026</th>') :]
    assert re.findall(r"(-?[0-9 ]+,00) €", row[: row.index("</tr>")]) == [
        "410 000,00", "0,00", "90 000,00", "30 000,00", "25 000,00", "0,00",
    ]  # fmt: skip


def test_a_ledger_without_years_says_what_will_come(world: World, as_person: Login) -> None:
    assert "Yhtään vuotta ei ole vielä avattu" in read(as_person("anna"), "/portfolio/appropriation")


def test_a_phase_tells_how_long_is_waited_in_it(world: World, anna: Visitor) -> None:
    world.clock.travel(timedelta(days=10))
    page = read(world_log_in(world), "/portfolio")

    row = page[page.index(">Arviointi</a>") :]
    assert row[: row.index("</tr>")].count('<td class="figure">10</td>') == 2


def world_log_in(world: World) -> Visitor:
    """A session of ten days ago is over by now."""
    return Visitor(world.app.test_client()).log_in("anna")


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("q=PUU", {WOOD}),
        ("q=a81234", {WOOD}),
        ("area=wood", {WOOD, "Lentorahti"}),
        ("area=none", {FORMULA, "Etätyöpisteet"}),
        ("status=ended", {FOOD}),
        ("kind=idea", {"Etätyöpisteet", "Lentorahti"}),
        ("municipality=karstula", {WOOD, FOOD}),
        ("municipality=viitasaari&status=active", {WOOD}),
        ("year=2025", {FOOD}),
        ("reports=late", {WOOD}),
        ("phase=Arviointi", {WOOD}),
        ("preset=rmg", {WOOD, "Etätyöpisteet"}),
        ("fund={EAKR}", {WOOD, FOOD}),
        ("fund={EAKR}&year=2027", {WOOD}),
        ("programme=nonsense", set()),
        ("year=12345", set()),
    ],
)
def test_filters_in_the_address_choose_together(world: World, anna: Visitor, query: str, names: set[str]) -> None:
    page = read(anna, "/portfolio/list?" + query.format(EAKR=number_of(world, "EAKR")))

    every = {WOOD, FOOD, FORMULA, "Etätyöpisteet", "Lentorahti"}
    assert {name for name in every if f">{name}</" in page} == names
    assert ("ei vastaa näitä rajauksia" in page) == (not names)


@pytest.mark.parametrize("sort", ["name", "end", "cost", "wait"])
def test_pages_follow_one_another_without_a_gap_or_a_repetition(world: World, anna: Visitor, sort: str) -> None:
    many = [{"name": f"Hanke {number % 7}", "status": "active", "origin": "process", "summary": "",
             "total_cost": number % 5 * 1000 if number % 3 else None,
             "ends_on": date(2027, 1 + number % 12, 1) if number % 2 else None}
            for number in range(60)]  # fmt: skip
    world.here.database.transact(lambda unit: unit.write().execute(insert(project), many))
    path, seen = f"/portfolio/list?kind=project&sort={sort}", []
    while path:
        page = read(anna, path)
        seen += re.findall('class="row-name"><a href="/portfolio/([0-9]+)/', page)
        further = re.search('href="([^"]*after=[^"]*)"', page)
        path = unescape(further[1]) if further else ""
    assert len(seen) == len(set(seen)) == 63


def test_a_project_of_another_region_is_marked_as_an_example(anna: Visitor) -> None:
    page = read(anna, "/portfolio/list?status=unknown")

    assert "Esimerkki</span>" in page


def test_the_excel_file_holds_what_the_filters_show_in_typed_cells(anna: Visitor) -> None:
    answer = anna.get("/portfolio/export.xlsx?kind=project")
    sheet = load_workbook(BytesIO(answer.data)).active
    assert sheet is not None
    heads = [cell.value for cell in sheet[1]]
    rows = {row[2].value: dict(zip(heads, row, strict=True)) for row in sheet.iter_rows(min_row=2)}

    assert set(rows) == {WOOD, FOOD, FORMULA}
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == f"A1:{sheet.cell(1, len(heads)).column_letter}4"
    wood = rows[WOOD]
    assert wood["Alkaa"].value.date() == date(2026, 3, 1)
    assert wood["Kokonaiskustannukset (€)"].value == 160_000
    assert wood["Rahasto"].value == "EAKR, ESR+"
    assert wood["Kunnat"].value == "Karstula, Viitasaari"
    assert rows[FORMULA]["Nimi"].data_type == "s"


def test_the_csv_file_is_read_by_a_finnish_spreadsheet_program(anna: Visitor) -> None:
    answer = anna.get("/portfolio/export.csv?kind=project")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))

    found = {row["Nimi"]: row for row in rows}
    assert found[WOOD]["Kokonaiskustannukset (€)"] == "160000,00"
    assert found[WOOD]["Päättyy"] == "28.2.2028"
    assert f"'{FORMULA}" in found


@pytest.mark.parametrize("path", [
    "/portfolio", "/portfolio?area=wood", "/portfolio/list", "/portfolio/booklet", "/portfolio/export.csv",
])  # fmt: skip
def test_many_projects_cost_no_more_statements_than_few(world: World, anna: Visitor, path: str) -> None:
    anna.get(path)
    with count_statements(world.here.database) as few:
        anna.get(path)
    many = [{"name": f"Hanke {number}", "status": "active", "origin": "process", "summary": "", "manager": "anna"}
            for number in range(40)]  # fmt: skip
    world.here.database.transact(lambda unit: unit.write().execute(insert(project), many))
    with count_statements(world.here.database) as lots:
        anna.get(path)

    assert lots.statements <= few.statements + 1
    assert lots.statements <= 20


def test_one_page_tells_of_a_project_what_is_known(anna: Visitor) -> None:
    page = read(anna, "/portfolio/1/sheet").replace("\xa0", " ")

    for fact in ("suunnitelman mukaan", "Verkosto koottu.", "ESR+ (Elinvoimakeskus)", "Karstula, Viitasaari",
                 "160 000,00 €", "Raportti myöhässä 1.1.2027 alkaen"):  # fmt: skip
        assert fact in page
    assert "ei tiedossa" in read(anna, "/portfolio/3/sheet")
    assert anna.get("/portfolio/99/sheet").status_code == 404


def test_the_booklet_holds_the_projects_that_run(anna: Visitor) -> None:
    page = read(anna, "/portfolio/booklet")

    assert page.count("<article") == 1
    assert WOOD in page
