"""What a process owner's journeys share: the region, its running idea, and what must be true at the end."""

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.hands import Hand
from tests.journeys.conftest import build_stage
from tests.journeys.steps import filter_idea, prepare_proposal, propose_idea
from tests.webapp.world import PASSWORD, World
from webapp.accounts.account import change_password
from webapp.application import create_app
from webapp.config import Config
from webapp.demonstration import Stage
from webapp.runtime import Runtime

OWNER = "omistaja.witas"
CHECK = "Oikeudellinen tarkistus"
FIELDS = (("textarea", "Havainnot"), ("checkbox", "Lainmukainen"), ("date", "Tarkistettu"))
"""The form of the check: kind and label of its three fields."""
OLD, NEW = "Vanha idea", "Uusi idea"


def build_region(folder: Path) -> World:
    """The region with its people and the diagrams of `bpmn/`, on SQLite; its process owner can log in."""
    stage = build_stage(f"sqlite:///{folder / 'hankepolku.db'}")
    stage.database.transact(lambda unit: change_password(unit.write(), OWNER, PASSWORD))
    here = Runtime(Config(secret_key="a secret of the tests, long enough"), stage.clock, stage.database, stage.engine)
    return World(here, stage.clock, create_app(here))


@dataclass
class Lifecycle:
    """Ideas of the region: one that runs already, and one that begins when the new version is in use."""

    stage: Stage
    running: int

    def new_idea_meets_the_check_and_the_running_one_does_not(self, check: str) -> None:
        """Both ideas are filtered: the running one is prepared at once, as when it began."""
        stage = self.stage
        filter_idea(stage, OLD, "prepare")
        assert self._waiting(self.running) == {"prepare_proposal"}
        fresh = propose_idea(stage, NEW, 2)
        filter_idea(stage, NEW, "prepare")
        assert self._waiting(fresh) == {check}
        stage.do("koordinaattori", check, NEW, havainnot="Ei huomautettavaa.", lainmukainen=True)
        assert self._waiting(fresh) == {"prepare_proposal"}
        prepare_proposal(stage, NEW)

    def _waiting(self, instance: int) -> set[str]:
        with self.stage.database.read() as connection:
            return {row.element for row in self.stage.engine.instance(connection, instance).tasks}


def begin_lifecycle(world: World) -> Lifecycle:
    """An idea that waits to be filtered."""
    stage = Stage(world.here.database, world.here.engine, world.clock)
    return Lifecycle(stage, propose_idea(stage, OLD, 1))


def go(hand: Hand, tab: str) -> None:
    """Go to a page of the draft."""
    hand.follow(hand.page.locator("ul.tabs").get_by_role("link", name=tab, exact=True))


def the_owner_comes_to_the_draft_of_the_idea(hand: Hand) -> None:
    """Log in, and find the process."""
    page = hand.page
    page.goto("/login")
    hand.write(page.locator("#email"), f"{OWNER}@esimerkki.invalid")
    hand.write(page.locator("#password"), PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/inbox**")
    hand.follow(page.get_by_role("button", name="English"))
    hand.follow(page.get_by_role("link", name="Processes", exact=True))
    hand.follow(page.locator('a[href="/processes/idea/draft"]'))


def the_form_gets_three_fields(hand: Hand) -> None:
    """Begin a form, and put three fields into it."""
    page = hand.page
    go(hand, "Forms")
    hand.write(page.get_by_label("What the form is called"), "legal_check")
    hand.follow(page.get_by_role("button", name="Begin", exact=True))
    for kind, label in FIELDS:
        hand.choose(page.locator("#new-kind"), kind)
        hand.write(page.locator("#new-label"), label)
        hand.follow(page.get_by_role("button", name="Add", exact=True))
        hand.follow(page.get_by_role("link", name="Back to the form"))
    for _, label in FIELDS:
        expect(page.locator(".form-preview")).to_contain_text(label)


def the_draft_is_tried_from_role_to_role_and_the_run_is_kept_as_a_test(hand: Hand) -> None:
    """Propose, filter and check an idea in the trial; keep that as a test, and go through it again."""
    page = hand.page
    go(hand, "Try")
    hand.follow(page.locator('a[href$="/begin/idea/idea_wanted"]'))
    hand.follow(page.get_by_role("button", name="Begin the trial"))

    hand.follow(page.locator('a[href*="/task/describe_idea/"]'))
    hand.write(page.locator("[name=title]"), "Kokeiltu idea")
    hand.choose(page.locator("[name=area]"), "innovations")
    hand.press(page.locator("[name=direction]").first)
    hand.write(page.locator("[name=need]"), "Puualan yritykset tarvitsevat tuotekehitystä.")
    hand.follow(page.get_by_role("button", name="Mark as done"))

    hand.follow(page.locator('a[href*="/task/filter_idea/"]'))
    for points in page.locator("fieldset.score fieldset").all():
        hand.press(points.locator("input").first)
    hand.write(page.locator("[name=filtering_grounds]"), "Ketkä yritykset ovat mukana?")
    hand.follow(page.locator("button[value=prepare]"))

    check = page.locator('a[href*="/trial/task/"]', has_text=CHECK)
    expect(page.locator("li", has=check)).to_contain_text("Seutukoordinaattori")
    hand.follow(check)
    hand.write(page.get_by_label("Havainnot"), "Ei huomautettavaa.")
    hand.press(page.get_by_label("Lainmukainen"))
    hand.follow(page.get_by_role("button", name="Mark as done"))
    expect(page.locator('a[href*="/task/prepare_proposal/"]')).to_be_visible()
    expect(page.locator("section", has=page.locator("#coverage"))).to_contain_text("arrows")

    hand.write(page.get_by_label("What does the test make sure of?"), "Jokainen idea tarkistetaan")
    hand.follow(page.get_by_role("button", name="Keep as a test"))
    hand.follow(page.get_by_role("button", name="Go through all tests again"))
    expect(page.locator("section", has=page.locator("#tests"))).to_contain_text("goes the same way")


def the_draft_is_published(hand: Hand) -> None:
    """Publish with a note: the second version is in use."""
    go(hand, "Publish")
    hand.write(hand.page.get_by_label("What changed and why"), "Oikeudellinen tarkistus ennen valmistelua")
    hand.follow(hand.page.get_by_role("button", name="Publish", exact=True))
    expect(hand.page.locator(".notice.good")).to_contain_text("Ideasta päätökseen 2")
