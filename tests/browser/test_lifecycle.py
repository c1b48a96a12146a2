"""A project lives from idea to follow-up, all of it through the pages, in Finnish, as people would."""

import logging
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Tab
from tests.browser.lifecycle_answers import (
    ADVISOR,
    CONDITIONS,
    CONVENOR,
    COORDINATOR,
    FOLLOW_UP,
    MANAGER,
    MEMBER,
    NAMES,
    OTHER,
    OWNER,
    STEERING,
    TITLE,
    opinion,
    proposal,
    scored,
)
from tests.browser.lifecycle_history import the_history_is_whole, the_timeline_tells_every_step
from tests.browser.lifecycle_meetings import the_meeting_is_called, the_meeting_is_held, the_rmg_meets
from tests.browser.lifecycle_steps import Answer, Region
from tests.journeys.conftest import build_stage
from tests.webapp.world import PASSWORD, World
from webapp.accounts.account import change_password
from webapp.application import create_app
from webapp.config import Config
from webapp.demonstration import DEMONSTRATORS, Stage
from webapp.runtime import Runtime


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """The region with its people and the diagrams of `bpmn/`, on SQLite."""
    stage = build_stage(f"sqlite:///{tmp_path / 'hankepolku.db'}")
    for one in DEMONSTRATORS:
        stage.database.transact(lambda unit, one=one: change_password(unit.write(), one, PASSWORD))
    long = timedelta(days=1000)  # The clock travels for months; nobody is to log in again each time.
    config = Config(secret_key="a secret of the tests, long enough", session_idle=long, session_longest=long)
    here = Runtime(config, stage.clock, stage.database, stage.engine)
    yield World(here, stage.clock, create_app(here))
    stage.database.close()


@pytest.fixture
def region(world: World, open_tab: Callable[..., Tab]) -> Region:
    """The region, and everybody's browser."""
    return Region(Stage(world.here.database, world.here.engine, world.clock), open_tab)


def test_a_project_lives_from_idea_to_follow_up_on_the_pages(region: Region, caplog: pytest.LogCaptureFixture) -> None:
    an_advisor_enters_two_ideas(region)
    the_owner_asks_for_a_supplement_and_gets_it(region)
    the_owner_selects_both_and_prepares_the_proposals(region)
    the_owners_comment_and_let_both_go_on(region)
    it_waits_for_peloton(region)
    peloton_assesses_both_but_one_member_is_disqualified(region)
    the_rmg_decides_with_conditions(region)
    the_municipal_share_is_granted(region)
    the_project_gets_its_people_and_its_plan(region)
    a_report_is_late_and_escalates(region)
    a_deviation_reaches_the_rmg(region)
    the_final_report_closes_it(region)
    its_follow_up_is_linked(region)
    the_timeline_tells_every_step(region)
    the_history_is_whole(region)
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []


def an_advisor_enters_two_ideas(region: Region) -> None:
    """One after the other, the first tasks opening by themselves."""
    advisor = region.as_(ADVISOR)
    for title in (TITLE, OTHER):
        advisor.start("Ideasta päätökseen")
        expect(advisor.page.get_by_role("heading", level=1)).to_contain_text("Kuvaa idea")
        advisor.fill_and_press(
            {
                "Idean nimi": title,
                "Kehittämisalue": "Innovaatiot ja verkostot",
                "Mistä idea lähtee": "Yritysten tai yhteisöjen tarpeesta",
                "Tarve tai ongelma": "Pienet yritykset tarvitsevat yhteistä kehitystä.",
            }
        )


def the_owner_asks_for_a_supplement_and_gets_it(region: Region) -> None:
    """The request's grounds are what the advisor reads on the task."""
    region.as_(OWNER).do(
        "Arvioi ja karsi idea", TITLE, scored("Ketkä yritykset ovat mukana?"), press="Pyydä täydennystä"
    )
    advisor = region.as_(ADVISOR)
    advisor.open("Täydennä ideaa", TITLE)
    expect(advisor.page.locator("#task-form").get_by_text("Ketkä yritykset ovat mukana?")).to_be_visible()
    advisor.fill_and_press({"Täydennys": "Kahdeksan yritystä, aiesopimukset tehty."})


def the_owner_selects_both_and_prepares_the_proposals(region: Region) -> None:
    """A small regional project of the municipalities' own money."""
    owner = region.as_(OWNER)
    for title in (TITLE, OTHER):
        owner.do("Arvioi ja karsi idea", title, scored("Tarve on selvä."), press="Valmisteluun")
        owner.do("Valmistele hanke-esitys", title, proposal(region))


def the_owners_comment_and_let_both_go_on(region: Region) -> None:
    """The coordinator calls the owners together and is their secretary."""
    the_meeting_is_called(region, COORDINATOR, "Omistajien tapaaminen", "Kehittämisalueiden omistajien tapaaminen")
    region.travel(days=10)
    the_meeting_is_held(
        region,
        "Omistajien tapaaminen",
        [CONVENOR, OWNER],
        {TITLE: "Voi edetä Pelotoniin", OTHER: "Voi edetä Pelotoniin"},
    )


def it_waits_for_peloton(region: Region) -> None:
    """Anybody sees on its page that nobody's turn it is but the meeting's."""
    page = region.as_(ADVISOR).see(TITLE)
    expect(page.locator(".page-head .chip")).to_have_text("Peloton-arvio")
    expect(page.get_by_text("Kenenkään ei tarvitse tehdä mitään juuri nyt")).to_be_visible()


def peloton_assesses_both_but_one_member_is_disqualified(region: Region) -> None:
    """Who is disqualified gets the other proposal only; the weak proposal goes back."""
    the_meeting_is_called(region, CONVENOR, "Peloton-ryhmä", "Peloton-ryhmän kokous")
    for member, excluded in ((OWNER, [TITLE]), (CONVENOR, []), (MEMBER, [])):
        one = region.as_(member)
        one.do("Ilmoita esteellisyys", "Peloton-ryhmä", {"Olen esteellinen näissä asioissa": excluded})
        for _ in range(2 - len(excluded)):
            one.do("Arvioi asia", "Peloton-ryhmä", opinion())
        assert one.waits_for("Arvioi asia") == []
    region.travel(days=10)
    said = {TITLE: "Puolletaan", OTHER: "Kehitettävä"}
    minutes = the_meeting_is_held(region, "Peloton-ryhmä", [CONVENOR, OWNER, MEMBER], said)
    assert f"Esteellisinä poissa: {NAMES[OWNER]}" in minutes
    assert region.as_(OWNER).waits_for("Valmistele hanke-esitys") == [OTHER]


def the_rmg_decides_with_conditions(region: Region) -> None:
    """The owner finishes the proposal; the RMG has a meeting of its own."""
    region.as_(OWNER).do(
        "Viimeistele päätösesitys",
        TITLE,
        {"Ennakkoarviointi": "Vaikuttava.", "Päätösehdotus": "Valitaan ehdoin", "Ehdotetut ehdot": CONDITIONS},
    )
    the_rmg_meets(region, {TITLE: "Valitaan ehdoin"}, CONDITIONS)


def the_municipal_share_is_granted(region: Region) -> None:
    """The RMG's secretary records what was decided of the money."""
    share = {"Kuntarahoitus": "190 000,00", "Kuka päättää oikeudellisesti": "Isäntäkunta", "Perustelu": "Seutuhanke."}
    region.as_(COORDINATOR).do("Kirjaa päätös kuntarahoituksesta", TITLE, share, press="Myönnä")


def the_project_gets_its_people_and_its_plan(region: Region) -> None:
    """Named by the owner, planned by the manager, approved by the steering group."""
    region.as_(OWNER).do(
        "Nimeä projektipäällikkö ja ohjausryhmä",
        TITLE,
        {
            "Projektipäällikkö": NAMES[MANAGER],
            "Ohjausryhmän jäsenet": [NAMES[STEERING], NAMES[MEMBER]],
            "Ohjausryhmän puheenjohtaja": NAMES[STEERING],
        },
    )
    packages = [{"Työpaketti": "Palvelu", "Sisältö": "Palvelun rakentaminen"}]
    plan = {"Alkaa": region.in_days(0), "Päättyy": region.in_days(240), "Työpaketit": packages}
    region.as_(MANAGER).do("Laadi projektisuunnitelma", TITLE, plan)
    region.as_(STEERING).do("Käsittele suunnitelma", TITLE, press="Hyväksy suunnitelma")


def a_report_is_late_and_escalates(region: Region) -> None:
    """Nobody writes the first status report until the RMG has it on its list."""
    region.travel(days=130)
    manager = region.as_(MANAGER)
    manager.go("/inbox")
    expect(manager.page.locator(".row .late")).to_have_text(re.compile("myöhässä"))
    told = manager.see(TITLE).locator(".timeline")
    for reminder in ("−3 pv", "+1 pv", "+7 pv", "+14 pv"):
        expect(told).to_contain_text(reminder)
    a_report_is_written(region)


def a_report_is_written(region: Region, **last: Answer) -> None:
    """The manager writes, the steering group accepts, the owner reads."""
    region.as_(MANAGER).do(
        "Kirjoita raportti",
        TITLE,
        {
            "Hankkeen tilanne": "Etenee suunnitellusti",
            "Mitä on tehty ja saatu aikaan": "Palvelu rakentuu, 12 yritystä mukana.",
            "Kustannukset hankkeen alusta": [{"Euroa": "30 000,00"}, {"Euroa": "15 000"}],
            **last,
        },
    )
    region.as_(STEERING).do("Käsittele raportti", TITLE, press="Hyväksy raportti")
    region.as_(OWNER).do("Lue raportti", TITLE, {"Havainnot Seutujohtoryhmälle": "Etenee hyvin."})


def a_deviation_reaches_the_rmg(region: Region) -> None:
    """Told of on the project's page with one button, described, judged material, decided."""
    manager = region.as_(MANAGER)
    manager.see(TITLE).get_by_role("button", name="Poikkeama havaittu").click()
    region.stage.settle()
    manager.do(
        "Kuvaa poikkeama",
        TITLE,
        {
            "Poikkeaman laji": "Aikataulu",
            "Vakavuus": "Huomattava",
            "Mitä on tapahtunut": "Kone myöhästyy neljä kuukautta.",
            "Ehdotus": "Siirretään pilotti syksyyn.",
        },
    )
    region.as_(OWNER).do("Arvioi olennaisuus", TITLE, {"Perustelu": "Siirtää aikataulua."}, press="Olennainen")
    the_rmg_meets(region, {"Poikkeama": "Merkitään tiedoksi"})


def the_final_report_closes_it(region: Region) -> None:
    """With a proposal of what comes next, which the RMG accepts."""
    region.travel(days=50)
    a_report_is_written(region, **{"Jatkoidean nimi": FOLLOW_UP, "Jatkoidean tarve": "Verkosto on valmis vientiin."})
    the_rmg_meets(region, {"Loppuraportti": "Hyväksytään, jatkotoimia"})


def its_follow_up_is_linked(region: Region) -> None:
    """From the project to the new idea and back."""
    page = region.as_(OWNER).see(TITLE)
    expect(page.locator(".page-head .chip").first).to_have_text("Vaikuttavuuden seuranta")
    page.get_by_role("link", name=FOLLOW_UP).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(FOLLOW_UP)
    page.get_by_role("link", name=TITLE).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
