"""The life of a matter: an auditor's questions, answered by following links; and every step told again."""

import html
import json
import re
import zipfile
from datetime import timedelta
from io import BytesIO

from sqlalchemy import select

from engine import Kind, erase
from engine.places import standing_entries, where_then
from engine.replay import walk
from engine.schema import instance
from tests.journeys.meetings import Sitting, hold_meeting
from tests.journeys.steps import (
    COORDINATOR,
    OWNER,
    PELOTON,
    RMG,
    begin_project,
    filter_idea,
    fund,
    prepare_proposal,
    propose_idea,
)
from tests.journeys.test_pages import log_in, speak
from tests.webapp.conftest import Visitor
from webapp.demonstration import Stage
from webapp.lifecycle.schema import person

TITLE = "Puualan kehittämisverkosto"
EXCUSED, GROUNDS = "omistaja.poke", "Olen hakijan hallituksessa."


def lead_through(stage: Stage) -> int:
    """An idea through its bodies, one member of Peloton disqualified, and funded; the number of its instance."""
    idea = propose_idea(stage, TITLE, 1)
    stage.travel(timedelta(days=3))
    filter_idea(stage, TITLE, "prepare")
    prepare_proposal(stage, TITLE)
    owners = ("omistaja.ks", "omistaja.poke", "omistaja.ssyp", "omistaja.witas")
    hold_meeting(stage, Sitting("owners_meeting", "Omistajien tapaaminen", COORDINATOR, {TITLE: "proceed"}, owners))
    peloton = Sitting(
        "peloton", "Peloton", "omistaja.ks", {TITLE: "support"}, PELOTON, assessors=("omistaja.ks", EXCUSED),
        disqualified={EXCUSED: TITLE}, disqualification_grounds=GROUNDS,
    )  # fmt: skip
    hold_meeting(stage, peloton)
    stage.do(OWNER, "finish_proposal", TITLE, assessment="Yrityslähtöinen.", proposed_decision="approve")
    hold_meeting(stage, Sitting("rmg", "Seutujohtoryhmä", RMG[0], {TITLE: "approved"}, RMG))
    fund(stage, TITLE)
    return idea


def read(visitor: Visitor, path: str) -> str:
    """A page's words, without its marks."""
    answer = visitor.get(html.unescape(path))
    assert answer.status_code == 200, path
    return words_of(answer.get_data(as_text=True))


def words_of(page: str) -> str:
    """What stands on a page for people."""
    text = re.sub(r"<[^>]+>", " ", page)
    return " ".join(html.unescape(text).replace("\N{NO-BREAK SPACE}", " ").split())


def link(visitor: Visitor, path: str, words: str) -> str:
    """Where the link leads that says these words."""
    page = visitor.get(html.unescape(path)).get_data(as_text=True)
    found = re.findall(r'<a [^>]*?href="([^"]+)"[^>]*>(.*?)</a>', page, re.DOTALL)
    return next(href for href, text in found if words in " ".join(re.sub(r"<[^>]+>", " ", text).split()))


def test_who_excluded_themselves_and_why_is_told_on_one_page(stage: Stage) -> None:
    idea = lead_through(stage)
    auditor = log_in(stage, COORDINATOR)

    life = link(auditor, f"/projects/{idea}", "koko elinkaari")
    told = read(auditor, f"{life}?kind=recusal")

    assert "Esteellinen asiassa, Peloton-ryhmä 1" in told
    with stage.database.read() as connection:
        name = connection.scalar(select(person.c.name).where(person.c.id == EXCUSED))
    assert f"Esteellisyydet 27.1.2027 klo 9.00 · {name} " in told
    assert f"Perustelu {GROUNDS}" in told
    assert "Tehty:" not in told  # Only what was asked for.


def test_which_version_and_rule_funded_it_and_with_which_values_is_told(stage: Stage) -> None:
    idea = lead_through(stage)
    auditor = log_in(stage, COORDINATOR)

    told = read(auditor, f"/projects/{idea}/life")
    table = link(auditor, f"/projects/{idea}/life", "Katso taulukko: Rahoitussäännöt")

    read_so = "Lähtöarvot: Kustannukset yhteensä (€) total_cost : 210 000 Kuntia mukana count(municipalities) : 4"
    assert f"Taulukon «Rahoitussäännöt» sääntö 1 sopi. {read_so}" in told
    assert "Tulos: Hankkeen luokka project_class : small_regional Kuntarahoitus enintään (%) highest_share" in told
    shown = read(auditor, table)
    assert "Rahoitussäännöt" in shown
    assert "Taulukko sellaisena kuin se oli prosessin «Rahoitus» versiossa 1." in shown
    assert "1 osui" in shown
    assert "Sääntö 1 osui Jos: Kustannukset yhteensä (€) <= 350000" in shown


def test_values_that_decided_are_told_in_the_words_of_the_forms(stage: Stage) -> None:
    idea = lead_through(stage)
    auditor = log_in(stage, "tarkastaja")

    told = read(auditor, f"/projects/{idea}/life")
    step = link(auditor, f"/projects/{idea}/life", "Tilanne tämän jälkeen : Tehty: Arvioi ja karsi idea")
    then = read(auditor, step)
    with zipfile.ZipFile(BytesIO(auditor.get(f"/projects/{idea}/evidence.zip").data)) as package:
        report = words_of(package.read("report.html").decode())
    speak(stage, "tarkastaja", "en")
    in_english = read(auditor, f"/projects/{idea}/life")

    chosen = "Arvot: Miten asia etenee? filtering : Valmisteluun"  # The buttons of a form.
    area = "Lähtöarvot: Kehittämisalue area : Innovaatiot ja verkostot Tulos:"  # An option, under the column's label.
    unset = "Mukana on ulkopuolinen rahoittaja external_funder : ei Tulos funder_result : ei annettu"
    assert all(words in told for words in (chosen, area, unset)), told
    assert all(words in report for words in (chosen, area, unset)), report
    assert chosen in then
    assert "area_owner: area_owner_witas" in told  # No form asked for it.
    for words in (
        "The values: How does it go on? filtering : To preparation",
        "It read: Development area area : Innovations and networks It said:",
        "external_funder : no Outcome funder_result : not given",
    ):
        assert words in in_english, (words, in_english)


def test_a_life_is_narrowed_to_one_decision_table(stage: Stage) -> None:
    idea = lead_through(stage)
    auditor = log_in(stage, "tarkastaja")

    told = read(auditor, f"/projects/{idea}/life?kind=rules/Rahoitussäännöt")
    every = read(auditor, f"/projects/{idea}/life?kind=rules")

    assert "Päätöstaulu: Rahoitussäännöt" in told
    assert "Mitä on tapahtunut 1 " in told
    assert "Taulukon «Alueen omistaja» sääntö" not in told
    assert "Mitä on tapahtunut 3 " in every
    assert "Taulukon «Alueen omistaja» sääntö" in every


def test_evidence_of_an_idea_and_of_the_project_that_came_of_it_is_one(stage: Stage) -> None:
    idea = lead_through(stage)
    auditor = log_in(stage, "tarkastaja")
    with stage.database.read() as connection:
        project = connection.scalar(select(instance.c.id).where(instance.c.business_key == "project/1")) or 0

    for number in (idea, project):
        told = read(auditor, f"/projects/{number}/evidence")
        assert "Ideasta päätökseen Asian kaikki 9 merkintää ovat sellaisia kuin ne kirjoitettiin." in told
        assert "Hankkeen toteutus Asian 1 merkintä on sellainen kuin se kirjoitettiin." in told
        with zipfile.ZipFile(BytesIO(auditor.get(f"/projects/{number}/evidence.zip").data)) as package:
            assert {one["id"] for one in json.loads(package.read("instances.json"))} == {idea, project}


def test_the_life_tells_bodies_opinions_decisions_and_the_project_that_came_of_it(stage: Stage) -> None:
    idea = lead_through(stage)
    project = begin_project(stage, TITLE, stage.today, stage.today + timedelta(days=400))
    auditor = log_in(stage, COORDINATOR)

    of_idea, of_project = read(auditor, f"/projects/{idea}/life"), read(auditor, f"/projects/{project}/life")

    for told in (of_idea, of_project):  # The same life, from wherever one looks.
        for words in (
            "Viety käsiteltäväksi, Peloton-ryhmä: " + TITLE,
            "Lausunto, Peloton-ryhmä 1:",
            "Yrityslähtöisyys 5",
            "Perustelu Seudun etu.",
            "Päätösvaltaisuus todettu lailliseksi",
            "Tehty: Kuvaa idea",
            "Tehty: Käsittele suunnitelma",
        ):
            assert words in told, (words, told)


def test_every_step_is_told_again_as_it_stood(stage: Stage) -> None:
    idea = lead_through(stage)
    visitor, engine = log_in(stage, COORDINATOR), stage.engine
    with stage.database.read() as connection:
        events = engine.timeline(connection, idea)
        where, life = engine.where(connection, idea), engine.life(connection, idea)
        last = where_then(engine.definitions, connection, events, life.moments[-1].standing)
    assert life.whole
    assert (dict(last.standing), dict(last.passed)) == (dict(where.standing), dict(where.passed))

    path, seen = f"/projects/{idea}/life?at=1", 0
    while True:
        page, seen = visitor.get(html.unescape(path)).get_data(as_text=True), seen + 1
        assert "data-diagram" in page
        onward = re.search(r'href="([^"]+)" rel="next"', page)
        if onward is None:
            break
        path = onward[1]
    assert seen == len(events)
    assert "Mikään ei odottanut: asia oli päättynyt." in read(visitor, path)


def test_a_moment_tells_what_waited_for_whom_and_what_changed(stage: Stage) -> None:
    idea = lead_through(stage)
    visitor = log_in(stage, COORDINATOR)

    told = read(visitor, f"/projects/{idea}/life?day=2027-01-05")  # Proposed on the fourth, filtered on the seventh.

    assert "Silloin odotti Arvioi ja karsi idea" in told
    assert "Tehty: Kuvaa idea" in told
    assert "uusi" in told
    assert "Kahdeksan puualan yritystä" in told
    assert "Asia ei ollut vielä alkanut tänä päivänä" in read(visitor, f"/projects/{idea}/life?day=2026-12-31")
    assert visitor.get(f"/projects/{idea}/life?at=999").status_code == 404
    assert visitor.get(f"/projects/{idea}/life?day=gestern").status_code == 404


def test_how_long_each_task_waited_is_what_a_count_by_hand_gives(stage: Stage) -> None:
    idea = lead_through(stage)
    engine = stage.engine
    with stage.database.read() as connection:
        events, life = engine.timeline(connection, idea), engine.life(connection, idea)
        stays = engine.stays(idea, life, events)
        states = list(walk(connection, engine.definitions, stage.clock.zone, idea))

    done = [event for event in standing_entries(events) if event.kind is Kind.COMPLETED]
    assert len(stays) == len(done)
    for stay in stays:
        (closed,) = [event for event in done if (event.value or {})["token"] == stay.token]
        opened = next(state for state in states if stay.token in {task.token for task in state.standing.tasks})
        assert (stay.offered_at, stay.ended_at, stay.actor) == (opened.at, closed.at, closed.actor)
    (filtering,) = [stay for stay in stays if stay.element.id == "filter_idea"]
    assert filtering.lasted(stage.clock.now()) == timedelta(days=3)
    told = read(log_in(stage, COORDINATOR), f"/projects/{idea}/life")
    waits = re.findall(r"kesti: (\d+) (päivää|tuntia)", told)[:5]
    assert [int(number) for number, _ in waits] == sorted((int(number) for number, _ in waits), reverse=True)


def test_what_was_erased_is_said_to_be_and_the_rest_is_told(stage: Stage) -> None:
    idea = lead_through(stage)
    stage.database.transact(lambda unit: erase(unit.write(), idea, 2))
    visitor = log_in(stage, COORDINATOR)

    told = read(visitor, f"/projects/{idea}/life")

    assert "Jotakin annettua on sittemmin poistettu." in told
    assert "Annetut tiedot on poistettu; loki ei kerro, milloin eikä miksi." in told
    assert "Puualan yritykset tarvitsevat" not in told
    assert "Taulukon «Rahoitussäännöt» sääntö 1 sopi." in told
    assert "ei voi enää kertoa" in read(visitor, f"/projects/{idea}/life?at=3")
