"""A project lives from idea to follow-up, all of it through the pages, in Finnish, as people would."""

import logging
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from engine.audit import verify
from engine.schema import incident, instance
from tests.browser.conftest import Tab
from tests.browser.lifecycle_steps import Answer, Region
from tests.journeys.conftest import build_stage
from tests.webapp.world import PASSWORD, World
from webapp.accounts.account import change_password
from webapp.application import create_app
from webapp.config import Config
from webapp.demonstration import DEMONSTRATORS, Stage
from webapp.runtime import Runtime

TITLE, OTHER, FOLLOW_UP = "Puualan kehittämisverkosto", "Matkailun yhteinen myynti", "Puualan vienti"
ADVISOR, OWNER, MANAGER, COORDINATOR = "neuvoja.witas", "omistaja.witas", "projekti.witas", "koordinaattori"
CHAIR, CONVENOR, MEMBER, STEERING = "rmg.puheenjohtaja", "omistaja.ks", "yritysjasen.metsa", "rmg.karstula"
NAMES = {key: DEMONSTRATORS[key] for key in (OWNER, MANAGER, CHAIR, CONVENOR, MEMBER, STEERING)}
FOUR = "4 – täyttyy hyvin"
CONDITIONS = "Kaksi yritystä lisää ennen alkua."


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """The region with its people and the diagrams of `bpmn/`, on SQLite."""
    stage = build_stage(f"sqlite:///{tmp_path / 'hankepolku.db'}")
    stage.database.transact(
        lambda unit: [change_password(unit.write(), person, PASSWORD) for person in DEMONSTRATORS] and None
    )
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
    expect(advisor.page.get_by_text("Ketkä yritykset ovat mukana?")).to_be_visible()
    advisor.fill_and_press({"Täydennys": "Kahdeksan yritystä, aiesopimukset tehty."})


def the_owner_selects_both_and_prepares_the_proposals(region: Region) -> None:
    """A small regional project of the municipalities' own money."""
    owner = region.as_(OWNER)
    for title in (TITLE, OTHER):
        owner.do("Arvioi ja karsi idea", title, scored("Tarve on selvä."), press="Valmisteluun")
        owner.do("Valmistele hanke-esitys", title, proposal(region))


def scored(grounds: str) -> Mapping[str, Answer]:
    """The common criteria, each answered alike."""
    return {"Pisteet": [{"Pisteet 0–5": FOUR}] * 5, "Perustelu tai täydennyspyyntö": grounds}


def proposal(region: Region) -> Mapping[str, Answer]:
    """What is asked of a proposal."""
    return {
        "Tiivistelmä": "Kehitetään yhteinen tuotekehityspalvelu.",
        "Alkaa": region.in_days(120),
        "Päättyy": region.in_days(300),
        "Mukana olevat kunnat": ["Karstula", "Saarijärvi", "Viitasaari", "Pihtipudas"],
        "Kustannusarvio": [
            {"Kustannuslaji": "Palkkakustannukset", "Euroa": "150 000,00"},
            {"Kustannuslaji": "Muut kustannukset", "Euroa": "60 000"},
        ],
        "Rahoitussuunnitelma": [
            {"Rahoittaja": "Seudun kunnat", "Rahoituksen laji": "Kuntarahoitus", "Euroa": "190 000,00"},
            {"Rahoittaja": "WITAS", "Rahoituksen laji": "Omarahoitus", "Euroa": "20 000,00 €"},
        ],
        "Kustannukset yhteensä": "210 000",
        "Valtiontuki": "Ei valtiontukea",
    }


def the_owners_comment_and_let_both_go_on(region: Region) -> None:
    """The coordinator calls the owners together and is their secretary."""
    region.as_(COORDINATOR).start("Toimielimen kokous", Toimielin="Omistajien tapaaminen", Menettely="Kokous")
    the_meeting_is_called(region, COORDINATOR, "Omistajien tapaaminen")
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
    region.as_(CONVENOR).start("Toimielimen kokous", Toimielin="Peloton-ryhmä", Menettely="Kokous")
    the_meeting_is_called(region, CONVENOR, "Peloton-ryhmä 1")
    for member, excluded in ((OWNER, [TITLE]), (CONVENOR, []), (MEMBER, [])):
        one = region.as_(member)
        one.do("Ilmoita esteellisyys", "Peloton-ryhmä 1", {"Olen esteellinen näissä asioissa": excluded})
        for _ in range(2 - len(excluded)):
            one.do("Arvioi asia", "Peloton-ryhmä 1", opinion())
        assert one.waits_for("Arvioi asia") == []
    region.travel(days=10)
    said = {TITLE: "Puolletaan", OTHER: "Kehitettävä"}
    minutes = the_meeting_is_held(region, "Peloton-ryhmä 1", [CONVENOR, OWNER, MEMBER], said)
    assert f"Esteellisinä poissa: {NAMES[OWNER]}" in minutes
    assert region.as_(OWNER).waits_for("Valmistele hanke-esitys") == [OTHER]


def opinion() -> Mapping[str, Answer]:
    """A member's scores, statement and recommendation."""
    return {"Pisteet": [{"Pisteet 0–5": FOUR}] * 3, "Suositus": "Puollan", "Lyhyt lausunto": "Yrityslähtöinen."}


def the_rmg_decides_with_conditions(region: Region) -> None:
    """The owner finishes the proposal; the RMG has a meeting of its own."""
    region.as_(OWNER).do(
        "Viimeistele päätösesitys",
        TITLE,
        {"Ennakkoarviointi": "Vaikuttava.", "Päätösehdotus": "Valitaan ehdoin", "Ehdotetut ehdot": CONDITIONS},
    )
    region.as_(CHAIR).start("Toimielimen kokous", Toimielin="Seutujohtoryhmä", Menettely="Kokous")
    the_rmg_meets(region, 1, {TITLE: "Valitaan ehdoin"}, CONDITIONS)


def the_municipal_share_is_granted(region: Region) -> None:
    """The RMG's secretary records what was decided of the money."""
    region.as_(COORDINATOR).do(
        "Kirjaa päätös kuntarahoituksesta",
        TITLE,
        {"Kuntarahoitus": "190 000,00", "Kuka päättää oikeudellisesti": "Isäntäkunta", "Perustelu": "Seutuhanke."},
        press="Myönnä",
    )


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
    region.as_(MANAGER).do(
        "Laadi projektisuunnitelma",
        TITLE,
        {
            "Alkaa": region.in_days(0),
            "Päättyy": region.in_days(180),
            "Työpaketit": [{"Työpaketti": "Palvelu", "Sisältö": "Palvelun rakentaminen"}],
        },
    )
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
            "Kustannukset tähän mennessä": "45 000,00",
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
    the_rmg_meets(region, 2, {"Poikkeama": "Muutos hyväksytään"})


def the_final_report_closes_it(region: Region) -> None:
    """With a proposal of what comes next, which the RMG accepts."""
    a_report_is_written(region, **{"Jatkoidean nimi": FOLLOW_UP, "Jatkoidean tarve": "Verkosto on valmis vientiin."})
    the_rmg_meets(region, 3, {"Loppuraportti": "Hyväksytään, jatkotoimia"})


def its_follow_up_is_linked(region: Region) -> None:
    """From the project to the new idea and back."""
    page = region.as_(OWNER).see(TITLE)
    expect(page.locator(".page-head .chip").first).to_have_text("Vaikuttavuuden seuranta")
    page.get_by_role("link", name=FOLLOW_UP).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(FOLLOW_UP)
    page.get_by_role("link", name=TITLE).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)


def the_timeline_tells_every_step(region: Region) -> None:
    """Who, when, on which version, and what was entered."""
    page = region.as_(OWNER).page
    page.wait_for_selector("[data-ready]")
    told = {sentence: step_of(page, sentence) for sentence in page.locator(".timeline strong").all_inner_texts()}
    for done, who, entered in (
        ("Tehty: Nimeä projektipäällikkö ja ohjausryhmä", OWNER, NAMES[MANAGER]),
        ("Tehty: Laadi projektisuunnitelma", MANAGER, "Palvelun rakentaminen"),
        ("Tehty: Käsittele suunnitelma", STEERING, ""),
        ("Tehty: Kirjoita raportti", MANAGER, "Palvelu rakentuu"),
        ("Tehty: Käsittele raportti", STEERING, ""),
        ("Tehty: Lue raportti", OWNER, "Etenee hyvin."),
        ("Tehty: Kuvaa poikkeama", MANAGER, "Kone myöhästyy neljä kuukautta."),
        ("Tehty: Arvioi olennaisuus", OWNER, "Siirtää aikataulua."),
    ):
        assert NAMES[who] in told[done], done
        assert entered in told[done], done
    assert all(re.search(r"\d+\.\d+\.2027.* · versio \d", step, re.DOTALL) for step in told.values())


def step_of(page: Page, sentence: str) -> str:
    """All that the timeline says of the last step of this sentence."""
    return str(page.locator(".timeline li").filter(has_text=sentence).first.text_content())


def the_history_is_whole(region: Region) -> None:
    """Nothing is stuck, the chains hold, and the inputs replayed give what is stored."""
    stage = region.stage
    with stage.database.read() as connection:
        assert connection.scalars(select(incident.c.sentence)).all() == []
        assert verify(connection) == []
        for number in connection.scalars(select(instance.c.id)).all():
            assert stage.engine.replay(connection, number) == stage.engine.state(connection, number)


def the_rmg_meets(region: Region, number: int, said: Mapping[str, str], conditions: str = "") -> None:
    """Called by its chair, held ten days later."""
    the_meeting_is_called(region, CHAIR, f"Seutujohtoryhmä {number}")
    region.travel(days=10)
    the_meeting_is_held(region, f"Seutujohtoryhmä {number}", [CHAIR, STEERING], said, conditions)


def the_meeting_is_called(region: Region, convenor: str, name: str) -> None:
    """Planned for two weeks from now; five days later all that waits is put on the agenda."""
    one = region.as_(convenor)
    one.do(
        "Sovi kokouksesta",
        name,
        {
            "Kokouspäivä": region.in_days(14),
            "Paikka tai etäyhteys": "Viitasaari",
            "Esityslista sulkeutuu": region.in_days(4),
        },
    )
    region.travel(days=5)
    one.do("Vahvista esityslista", name, press="Vahvista esityslista")


def the_meeting_is_held(
    region: Region, name: str, present: list[str], said: Mapping[str, str], conditions: str = ""
) -> str:
    """Who was there, what was said of each item, the minutes and their inspection; gives the minutes."""
    secretary, first = region.as_(COORDINATOR), NAMES[present[0]]
    secretary.do(
        "Pidä kokous",
        name,
        {
            "Läsnä": [NAMES[one] for one in present],
            "Puheenjohtaja": first,
            "Kokous on laillinen ja päätösvaltainen": True,
            "Tarkastajat": [first],
        },
    )
    for _ in secretary.waits_for("Kirjaa asian tulos"):
        secretary.open("Kirjaa asian tulos", name)
        title = secretary.page.locator("#task-form h2").first.inner_text()
        outcome = next((outcome for part, outcome in said.items() if part in title), "Merkitään tiedoksi")
        secretary.fill_and_press({"Tulos": outcome, "Ehdot": conditions, "Perustelut": "Seudun etu."})
    secretary.open("Laadi pöytäkirja", name)
    minutes = secretary.page.get_by_label("Pöytäkirja").input_value()
    secretary.fill_and_press({})
    region.as_(present[0]).do("Tarkasta pöytäkirja", name, press="Hyväksy")
    return minutes
