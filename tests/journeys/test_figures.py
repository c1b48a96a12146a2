"""The figures of processes: each is what counting by hand gives; where time goes is told in words."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import insert, select

from bench.counting import count_statements
from engine import Actor, Engine
from engine.figures import Figures, Spread, read_figures, write_figures
from engine.schema import instance
from tests.journeys.conftest import BPMN
from tests.journeys.meetings import COORDINATOR, Sitting, hold_meeting
from tests.journeys.steps import OWNERS, begin_project, filter_idea, prepare_proposal, propose_idea
from tests.journeys.test_life import TITLE, lead_through, link, read
from tests.journeys.test_pages import log_in
from webapp.demonstration import Stage
from webapp.deployment import read_folder
from webapp.lifecycle.counted import AT_ONCE, figures_of, keep_figures

OTHER = "Luontomatkailun talvi"
SHARED = {"open_meeting"}  # Ids that both a calling and a called process have.


def figures(stage: Stage, key: str) -> Figures:
    with stage.database.read() as connection:
        return stage.engine.figures(connection, key)


def count_by_hand(stage: Stage, key: str) -> tuple[Mapping[str, int], Mapping[str, list[int]]]:
    """How often each element was passed, and the seconds of each task that was done: by replay, one by one.

    An element whose id a calling process has, too, is left out: nothing tells whose it was.
    """
    engine: Engine = stage.engine
    passes, seconds = Counter[str](), defaultdict[str, list[int]](list)
    with stage.database.read() as connection:
        for number in connection.scalars(select(instance.c.id)).all():
            events, life = engine.timeline(connection, number), engine.life(connection, number)
            where = engine.where(connection, number)
            for (definition_id, element), count in where.passed.items():
                if engine.definitions.get(connection, definition_id).key == key:
                    passes[element] += count
            for stay in engine.stays(number, life, events):
                if stay.done and engine.definitions.get(connection, stay.definition_id).key == key:
                    assert stay.ended_at is not None
                    seconds[stay.element.id].append((stay.ended_at - stay.offered_at) // timedelta(seconds=1))
    return passes, seconds


def test_every_figure_of_the_shipped_processes_is_what_a_count_by_hand_gives(stage: Stage) -> None:
    lead_through(stage)
    begin_project(stage, TITLE, stage.today, stage.today + timedelta(days=400))
    stage.travel(timedelta(days=100))
    propose_idea(stage, OTHER, 2)

    for key in ("idea", "funding", "meeting", "peloton", "project", "reporting"):
        passes, seconds = count_by_hand(stage, key)
        counted = figures(stage, key)
        own = {element: times for element, times in passes.items() if element not in SHARED}
        assert {element: times for element, times in counted.passes.items() if element not in SHARED} == own, key
        totals = {one.element: one.total for one in counted.steps if one.kind == "userTask" and one.total}
        assert totals == {element: Spread.of(told) for element, told in seconds.items()}, key
        assert read_figures(write_figures(counted)) == counted


def test_what_was_gone_back_to_counts_as_rework_and_makes_another_way(stage: Stage) -> None:
    lead_through(stage)
    propose_idea(stage, OTHER, 2)
    filter_idea(stage, OTHER, "supplement")
    stage.do("neuvoja.witas", "supplement_idea", OTHER, title=OTHER, need="Yrityksiä on viisi.", supplement="Viisi.")
    filter_idea(stage, OTHER, "drop")

    counted = figures(stage, "idea")

    returned = {one.element: (one.returned, one.returned_in) for one in counted.steps if one.returned}
    assert returned["filter_idea"] == (1, 1)
    assert (counted.runs, counted.ended, counted.ways) == (2, 2, 2)
    told = read(log_in(stage, COORDINATOR), "/processes/idea/figures")
    assert "Vaiheeseen «Arvioi ja karsi idea» on palattu 1 kerran, 1/2 läpikäynnissä." in told
    assert "50 prosenttia päättyneistä (1)" in told


def test_which_waited_over_ninety_days_for_peloton_is_answered_by_following_links(stage: Stage) -> None:
    lead_through(stage)
    visitor = log_in(stage, COORDINATOR)
    waits = link(visitor, "/processes/idea/figures", "yli 90 päivää : Odota Pelotonin arviota")
    assert "Mikään ei ole odottanut tässä vaiheessa näin kauan." in read(visitor, waits)

    propose_idea(stage, OTHER, 2)
    filter_idea(stage, OTHER, "prepare")
    prepare_proposal(stage, OTHER)
    wait_for_peloton(stage)
    stage.travel(timedelta(days=91))

    told = read(log_in(stage, COORDINATOR), waits)
    assert "1 on odottanut yli 90 päivää" in told
    assert f"{OTHER} " in told
    assert "odottaa yhä" in told


def wait_for_peloton(stage: Stage) -> None:
    """The owners let the other idea on, so that it waits for Peloton."""
    hold_meeting(stage, Sitting("owners_meeting", "Omistajien tapaaminen", COORDINATOR, {OTHER: "proceed"}, OWNERS))


def test_a_way_that_the_newest_drawing_no_longer_has_is_told(stage: Stage) -> None:
    lead_through(stage)
    assert figures(stage, "idea").deviations == ()
    resources = dict(read_folder(BPMN))
    path = next(path for path in resources if path.endswith("idea.bpmn"))
    renamed = resources[path].replace(b'"describe_idea"', b'"write_idea"')
    stage.database.transact(
        lambda unit: stage.engine.deploy(unit, resources | {path: renamed}, by=Actor("yllapito"), note="Another")
    )

    counted = figures(stage, "idea")

    assert [(one.element, one.missing, one.count) for one in counted.deviations] == [("describe_idea", True, 1)]
    told = read(log_in(stage, COORDINATOR), "/processes/idea/figures")
    assert "1/1 on kulkenut reittiä, jota uusimmassa kaaviossa (versio 2) ei enää ole." in told
    assert "Uusimmassa kaaviossa ei enää ole vaihetta «Kuvaa idea»." in told


def test_one_under_way_is_told_beside_those_that_ended(stage: Stage) -> None:
    lead_through(stage)
    propose_idea(stage, OTHER, 2)
    stage.travel(timedelta(days=200))

    (ahead,) = figures(stage, "idea").forecasts

    assert (ahead.element, ahead.based_on) == ("describe_idea", 1)
    assert timedelta(seconds=ahead.since) == timedelta(days=200)
    told = read(log_in(stage, COORDINATOR), "/processes/idea/figures")
    assert "muita jäljessä" in told
    assert "arvaus: vain 1 muuta on päättynyt" in told


def test_counting_asks_as_little_of_one_as_of_many(stage_anywhere: Stage) -> None:
    stage = stage_anywhere
    propose_idea(stage, TITLE, 1)
    figures(stage, "idea")

    def statements() -> int:
        with count_statements(stage.database) as counted:
            figures(stage, "idea")
        return counted.statements

    one = statements()
    for number in range(2, 12):
        propose_idea(stage, f"Idea {number}", number)
    assert figures(stage, "idea").running == 11
    assert statements() == one


def test_what_was_kept_at_night_is_told_until_it_is_counted_anew(stage: Stage) -> None:
    propose_idea(stage, TITLE, 1)
    kept = stage.database.transact(lambda unit: keep_figures(unit, stage.engine, "idea"))
    assert stage.database.transact(lambda unit: keep_figures(unit, stage.engine, "idea")) == kept
    propose_idea(stage, OTHER, 2)
    with stage.database.read() as connection:  # Little ran: counted at once.
        assert figures_of(stage.engine, connection, "idea").runs == 2
        like = connection.execute(select(instance).where(instance.c.business_key == "idea/1")).mappings().one()
    rows = [{**like, "id": 1_000 + number, "business_key": f"old/{number}"} for number in range(AT_ONCE)]
    stage.database.transact(lambda unit: unit.write().execute(insert(instance), rows))
    with stage.database.read() as connection:
        assert figures_of(stage.engine, connection, "idea") == kept
