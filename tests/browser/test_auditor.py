"""An auditor's five questions, each answered in under a minute from the page after log-in, by clicks and by keys."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.auditor_world import AUDITOR, FUNDED, build_world
from tests.browser.conftest import Tab
from tests.browser.hands import Hand, Keys, Mouse
from tests.webapp.world import PASSWORD, World
from webapp.demonstration import DEMONSTRATORS

MOST_SECONDS = 60


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
        inside = self.page.locator(within)
        self._deed(self.hand.follow, inside.get_by_role("link", name=name).or_(inside.get_by_role("button", name=name)))

    def choose(self, label: str, option: str) -> None:
        """Choose from a list by what it says."""
        one = self.page.get_by_label(label, exact=True)
        value = one.locator("option").filter(has_text=option).first.get_attribute("value")
        assert value, option
        self.deeds += 1
        self.hand.choose(one, value)

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
    tab = open_tab(locale="fi")
    tab.page.goto("/login")
    tab.page.fill("#email", f"{AUDITOR}@esimerkki.invalid")
    tab.page.fill("#password", PASSWORD)
    tab.page.press("#password", "Enter")
    tab.page.wait_for_url("**/inbox**")
    return Auditor(tab, request.param(tab.page))


def test_who_excluded_themselves_and_why(auditor: Auditor) -> None:
    auditor.look_for("Puualan")
    auditor.follow(FUNDED, within="section:has(> #found-projects)")
    auditor.follow("Koko historia")
    auditor.follow("koko elinkaari")
    auditor.choose("Mitä", "Esteellisyydet")
    auditor.follow("Näytä", within="section:has(> #narrow)")
    auditor.reads("Esteellinen asiassa, Peloton-ryhmä 1", DEMONSTRATORS["omistaja.poke"], "Olen hakijan hallituksessa.")
