"""An auditor's five questions, each answered in under a minute from the page after log-in, by clicks and by keys."""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Download, Locator, Page, expect

from tests.browser.auditor_world import AUDITOR, FUNDED, IN_MAY, WAITING, build_world
from tests.browser.conftest import Tab
from tests.browser.hands import Hand, Keys, Mouse
from tests.browser.pages import NARROW
from tests.journeys.steps import OWNER
from tests.webapp.test_evidence import verify
from tests.webapp.world import PASSWORD, World
from webapp.demonstration import DEMONSTRATORS

MOST_SECONDS = 60
MOST_TABS = 8


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Half a year of the region; nobody changes anything in it but the log of who came."""
    built = build_world(tmp_path_factory.mktemp("auditor"))
    yield built
    built.here.database.close()


@dataclass
class Auditor:
    """An auditor at a browser, whose deeds are counted from the page after log-in on."""

    tab: Tab
    hand: Hand
    deeds: int = 0
    began: float = field(default_factory=time.monotonic)

    @property
    def page(self) -> Page:
        """What stands before the auditor."""
        return self.tab.page

    def follow(self, name: str, within: str = "body") -> None:
        """Go to the first link or press the first button of this name."""
        inside, called = self.page.locator(within), re.compile(re.escape(name).replace(":", r"\s*:"))
        found = inside.get_by_role("link", name=called).or_(inside.get_by_role("button", name=called))
        self._deed(self.hand.follow, found)

    def choose(self, label: str, option: str) -> None:
        """Choose from a list by what it says."""
        one = self.page.get_by_label(label, exact=True)
        value = one.locator("option").filter(has_text=option).first.get_attribute("value")
        assert value, option
        self.deeds += 1
        self.hand.choose(one, value)

    def open(self, name: str) -> None:
        """Unfold what is folded under this name."""
        self._deed(self.hand.press, self.page.locator("summary").filter(has_text=name))

    def write_day(self, label: str, day: date) -> None:
        """Type a day."""
        self.deeds += 1
        self.hand.write_day(self.page.get_by_label(label, exact=True), day)

    def take(self, name: str) -> Download:
        """Have a file given."""
        self.deeds += 1
        return self.hand.take(self.page.get_by_role("link", name=name))

    def look_for(self, words: str) -> None:
        """Look for something by the search box of every page."""
        self.deeds += 1
        self.hand.write(self.page.get_by_role("search").get_by_role("searchbox"), words)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def reads(self, *words: str) -> None:
        """The answer is there to be read, in time, on a page that leaves nobody out."""
        for one in words:
            expect(self.page.locator("main").get_by_text(one).filter(visible=True)).not_to_have_count(0)
        assert time.monotonic() - self.began <= MOST_SECONDS
        assert self.tab.violations() == []
        assert self.tab.overflow() == 0

    def _deed(self, do: Callable[[Locator], None], one: Locator) -> None:
        self.deeds += 1
        do(one.filter(visible=True).first)


@pytest.fixture(params=[Mouse, Keys], ids=["mouse", "keyboard"])
def auditor(request: pytest.FixtureRequest, open_tab: Callable[..., Tab]) -> Auditor:
    """Somebody who is an auditor and nothing else, just logged in."""
    tab = log_in(open_tab(locale="fi"))
    return Auditor(tab, request.param(tab.page))


def log_in(tab: Tab) -> Tab:
    """The auditor logs in."""
    tab.page.goto("/login")
    tab.page.fill("#email", f"{AUDITOR}@esimerkki.invalid")
    tab.page.fill("#password", PASSWORD)
    tab.page.press("#password", "Enter")
    tab.page.wait_for_url("**/inbox**")
    return tab


def test_who_excluded_themselves_and_why(auditor: Auditor) -> None:
    auditor.look_for("Puualan")
    auditor.follow(FUNDED, within="section:has(> #found-projects)")
    auditor.follow("Asian elinkaari")
    auditor.choose("Mitä", "Esteellisyydet")
    auditor.follow("Näytä", within="section:has(> #narrow)")
    auditor.reads("Esteellinen asiassa, Peloton-ryhmä 1", DEMONSTRATORS["omistaja.poke"], "Olen hakijan hallituksessa.")
    assert auditor.deeds == 5


def test_the_first_matter_of_the_list_is_a_few_presses_of_tab_away(open_tab: Callable[..., Tab]) -> None:
    page = log_in(open_tab()).page
    page.goto("/projects?process=idea&show=ended")
    expect(page.get_by_label("Prosessi")).to_have_value("idea")  # However much it is narrowed.

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # To the content.
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('ul.rows') !== null"):
            break

    assert page.evaluate("document.activeElement === document.querySelector('ul.rows a')")


def test_the_list_is_narrowed_to_a_process_without_scripts_on_a_phone(open_tab: Callable[..., Tab]) -> None:
    tab = log_in(open_tab(java_script_enabled=False, viewport=NARROW))
    tab.page.goto("/projects?show=ended")

    tab.page.get_by_label("Prosessi").select_option(label="Ideasta päätökseen")
    tab.page.get_by_role("search", name="Hae luettelosta").get_by_role("button", name="Hae").click()

    rows = tab.page.locator("ul.rows > li")
    assert rows.count() == rows.filter(has_text="Ideasta päätökseen").count() > 0
    assert "show=ended" in tab.page.url
    tab.page.get_by_role("link", name="Tyhjennä").click()
    expect(tab.page.get_by_label("Prosessi")).to_have_value("")


def test_which_version_and_rule_funded_it_and_with_which_values(auditor: Auditor) -> None:
    auditor.look_for("Puualan")
    auditor.follow(FUNDED, within="section:has(> #found-projects)")
    auditor.follow("Asian elinkaari")
    auditor.choose("Mitä", "Päätöstaulu: Rahoitussäännöt")
    auditor.follow("Näytä", within="section:has(> #narrow)")
    auditor.reads("Taulukon «Rahoitussäännöt» sääntö 1 sopi.", "Kustannukset yhteensä (€) total_cost: 210 000")
    auditor.follow("Katso taulukko: Rahoitussäännöt, Rahoitus versio 1")
    auditor.reads("Taulukko sellaisena kuin se oli prosessin «Rahoitus» versiossa 1.", "osui")
    assert auditor.page.locator("tr.matched th").inner_text().startswith("1")
    assert auditor.deeds == 6


def test_everything_that_a_person_saw_and_did_in_may(auditor: Auditor) -> None:
    auditor.follow("Tarkastus", within="header")
    auditor.open("Rajaa lokia")
    auditor.choose("Henkilö", DEMONSTRATORS[OWNER])
    auditor.write_day("Alkaen", date(2027, 5, 1))
    auditor.write_day("Päättyen", date(2027, 5, 31))
    auditor.follow("Näytä", within="main form")
    auditor.reads("Tehty: Arvioi ja karsi idea", "Henkilötietoja katsottu", "Kirjautunut sisään", IN_MAY)
    told = auditor.page.locator(".rows .row").all_inner_texts()
    assert len(told) == 3
    assert all("5.2027" in one and DEMONSTRATORS[OWNER] in one for one in told)
    assert auditor.deeds == 6


def test_which_waited_over_ninety_days_for_peloton(auditor: Auditor) -> None:
    auditor.follow("Prosessit", within="header")
    auditor.follow("Luvut: Ideasta päätökseen")
    auditor.follow("yli 90 päivää: Odota Pelotonin arviota")
    auditor.reads("1 on odottanut yli 90 päivää", WAITING, "odottaa yhä")
    assert FUNDED not in auditor.page.inner_text("main")
    assert auditor.deeds == 3


def test_that_nothing_was_altered_is_proven_here_and_elsewhere(auditor: Auditor, tmp_path: Path) -> None:
    auditor.look_for("Puualan")
    auditor.follow(FUNDED, within="section:has(> #found-projects)")
    auditor.follow("Todisteet")
    auditor.reads(
        "Mitään ei ole muutettu", "Asian kaikki 9 merkintää ovat sellaisia kuin ne kirjoitettiin.", "Sinetti 1"
    )
    package = tmp_path / "package.zip"
    auditor.take("Lataa paketti (ZIP)").save_as(package)
    assert verify(package) == (0, "Everything is as it was written.\n")
    auditor.follow("Historian tarkastus")
    auditor.reads("Mitään ei ole muutettu", "Muualla säilytettävät sinetit")
    assert auditor.deeds == 5
