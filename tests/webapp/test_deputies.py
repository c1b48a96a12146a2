"""Being away: a deputy is named for days and tasks, sees them marked, does them, and history names both."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import insert, select

from engine import Actor, UnitOfWork
from tests.webapp.conftest import Visitor
from tests.webapp.world import ERRAND, World
from webapp.lifecycle.absences import absent_for, barred_tasks
from webapp.lifecycle.deputies import GoesRound, Overlaps, Scope, Wanted, appoint
from webapp.lifecycle.schema import deputy as deputies
from webapp.lifecycle.schema import group_membership, notice, person_group

PAGE = "/account/deputies"
MONDAY = date(2027, 1, 4)


def ask(visitor: Visitor, page: str = PAGE, **answers: str | list[str]) -> tuple[int, str]:
    """Name Bo as deputy for this week, unless told otherwise; the status, and the page that answers."""
    given = {"deputy": "bo", "begins_on": "4.1.2027", "ends_on": "10.1.2027", "scope": "everything"} | answers
    answer = visitor.post(page, {key: value if isinstance(value, list) else [value] for key, value in given.items()})
    shown = visitor.get(page) if answer.status_code == 303 else answer
    return answer.status_code, shown.get_data(as_text=True)


def stand_in(world: World, absent: str, deputy: str, begins: date = MONDAY, days: int = 7, **more: object) -> None:
    wanted = Wanted(absent, deputy, begins, begins + timedelta(days=days - 1), **{"scope": Scope.EVERYTHING, **more})  # type: ignore[arg-type]
    world.here.database.transact(lambda unit: appoint(unit.write(), wanted, "cecilia", world.clock.now()))


def text_of(visitor: Visitor, path: str) -> str:
    page = visitor.get(path).get_data(as_text=True)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_a_deputy_does_a_task_on_behalf_of_who_is_away(
    world: World, anna: Visitor, as_person: Callable[[str], Visitor]
) -> None:
    task = world.start_errand("anna")
    david = as_person("david")
    assert david.get(f"/tasks/{task}").status_code == 403

    assert ask(anna, deputy="david")[0] == 303
    assert "Henkilön Anna Ahonen puolesta" in text_of(david, "/inbox?tab=mine")
    page = david.get(f"/tasks/{task}").get_data(as_text=True)
    assert "Teet tämän tehtävän henkilön Anna Ahonen puolesta." in page
    assert david.post(f"/tasks/{task}/complete", ERRAND, page=f"/tasks/{task}").status_code == 303

    assert "David Dahl henkilön Anna Ahonen puolesta" in text_of(david, "/projects/1")
    assert "Henkilön Anna Ahonen puolesta" in text_of(david, "/inbox?tab=done")
    told = text_of(anna, PAGE)
    assert "Tehty henkilön Anna Ahonen puolesta" in told
    assert "David Dahl · 4.1.2027 klo 9.00" in told
    with world.here.database.read() as connection:
        last = world.here.engine.timeline(connection, 1)[-1]
    assert (last.actor, last.on_behalf_of) == ("david", "anna")


def test_a_deputy_hands_over_several_but_gives_nobody_what_is_one_persons_alone(
    world: World, as_person: Callable[[str], Visitor]
) -> None:
    tasks = [str(world.start_errand("anna")) for _ in range(2)]
    stand_in(world, "anna", "david")
    david, page = as_person("david"), "/inbox?tab=mine"

    refused = david.post("/inbox/selected", {"verb": ["release"], "task": tasks}, page=page)
    assert refused.status_code == 409
    assert "Se on vain yhdelle henkilölle." in refused.get_data(as_text=True)
    given = david.post("/inbox/selected", {"verb": ["hand_over"], "to": ["bo"], "task": tasks}, page=page)
    assert given.status_code == 200
    with world.here.database.read() as connection:
        last = [world.here.engine.timeline(connection, number)[-1] for number in (1, 2)]
        told = connection.execute(select(notice.c.person_id, notice.c.about).order_by(notice.c.id)).all()
    assert {(one.actor, one.on_behalf_of) for one in last} == {("david", "anna")}
    assert [tuple(row) for row in told] == [("bo", f"task/{task}") for task in tasks]


def test_both_days_count_in_the_organisations_zone_and_none_beside_them(world: World) -> None:
    stand_in(world, "anna", "david", days=2)
    found = []
    for day in (MONDAY - timedelta(days=1), MONDAY, MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)):
        with world.here.database.read() as connection:
            found.append(bool(absent_for(connection, "david", day)))
    assert found == [False, True, True, False]


def test_the_days_begin_and_end_at_midnight_in_helsinki(world: World, as_person: Callable[[str], Visitor]) -> None:
    task = world.start_errand("anna")
    stand_in(world, "anna", "david", begins=date(2027, 1, 5), days=1)
    statuses = []
    for travel in (timedelta(0), timedelta(hours=14, minutes=59), timedelta(minutes=2), timedelta(hours=24)):
        world.clock.travel(travel)  # From nine in the morning.
        statuses.append(as_person("david").get(f"/tasks/{task}").status_code)
    assert statuses == [403, 403, 200, 403]


def test_it_can_be_ended_early_and_then_stays_told(
    world: World, anna: Visitor, as_person: Callable[[str], Visitor]
) -> None:
    task = world.start_errand("anna")
    ask(anna, deputy="david")
    david = as_person("david")
    assert david.get(f"/tasks/{task}").status_code == 200
    assert anna.post(f"{PAGE}/1/end", page=PAGE).status_code == 303
    assert david.get(f"/tasks/{task}").status_code == 403
    assert "4.1.2027 – 10.1.2027: David Dahl, Kaikki tehtävät (päätetty 4.1.2027 klo 9.00)" in text_of(anna, PAGE)
    # Whose it is not, ends it not.
    ask(anna, deputy="david")
    assert david.post(f"{PAGE}/2/end", page=PAGE).status_code == 404
    assert david.get(f"/tasks/{task}").status_code == 200


def test_an_administrator_names_a_deputy_for_somebody_who_fell_ill(
    world: World, cecilia: Visitor, as_person: Callable[[str], Visitor]
) -> None:
    task = world.start_errand("anna")
    status, page = ask(cecilia, "/people/anna/deputies", deputy="david")
    assert status == 303
    assert "David Dahl" in page
    assert as_person("david").get(f"/tasks/{task}").status_code == 200
    with world.here.database.read() as connection:
        assert connection.scalars(select(deputies.c.appointed_by)).all() == ["cecilia"]
    assert cecilia.post("/people/anna/deputies/1/end", page="/people/anna/deputies").status_code == 303


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"deputy": "anna"}, "Valitse sijainen."),
        ({"deputy": "nobody"}, "Valitse sijainen."),
        ({"begins_on": "joskus"}, "Anna päivä, esimerkiksi 31.12.2026."),
        ({"ends_on": ""}, "Anna päivä, esimerkiksi 31.12.2026."),
        ({"ends_on": "2027-01-03"}, "Viimeinen päivä ei voi olla ennen ensimmäistä."),
        ({"begins_on": "1.12.2026", "ends_on": "2.12.2026"}, "Viimeinen päivä on jo mennyt."),
        ({"scope": "groups"}, "Valitse ainakin yksi."),
        ({"scope": "groups", "groups": "administrator"}, "Valitse ainakin yksi."),
        ({"scope": "processes", "processes": "unknown"}, "Valitse ainakin yksi."),
    ],
)
def test_what_cannot_be_is_refused_in_clear_words(anna: Visitor, answers: dict[str, str], sentence: str) -> None:
    status, page = ask(anna, **answers)
    assert status == 422
    assert sentence in page


def test_two_deputies_may_share_the_tasks_but_not_one_task(anna: Visitor) -> None:
    assert ask(anna, scope="processes", processes=["errand"])[0] == 303
    status, page = ask(anna, deputy="david", begins_on="10.1.2027", ends_on="20.1.2027")
    assert status == 422
    assert "Bo Berg on jo näiden tehtävien sijaisena: 4.1.2027 – 10.1.2027." in page
    assert 'value="10.1.2027"' in page  # Nothing that was entered is lost.
    assert ask(anna, deputy="david", begins_on="11.1.2027", ends_on="20.1.2027")[0] == 303


def test_scopes_that_cannot_meet_do_not_overlap(world: World) -> None:
    def by(deputy: str, *keys: str, scope: Scope = Scope.GROUPS) -> None:
        stand_in(world, "anna", deputy, scope=scope, keys=frozenset(keys))

    by("bo", "advisors")
    by("david", "owners")
    with pytest.raises(Overlaps):
        by("cecilia", "advisors", "other")
    with pytest.raises(Overlaps):
        by("cecilia", "errand", scope=Scope.PROCESSES)


def test_deputies_who_lead_back_to_who_is_away_are_refused(world: World, bo: Visitor) -> None:
    stand_in(world, "anna", "bo")
    stand_in(world, "bo", "david")
    with pytest.raises(GoesRound):
        stand_in(world, "david", "anna", begins=MONDAY + timedelta(days=6))
    stand_in(world, "david", "anna", begins=MONDAY + timedelta(days=7))
    status, page = ask(bo, deputy="anna", begins_on="2027-01-09", ends_on="2027-01-09")
    assert status == 422
    assert "Anna Ahonen är borta samtidigt" in page or "Bo Berg" in page


def test_who_names_a_deputy_that_is_away_too_is_told(world: World, anna: Visitor) -> None:
    stand_in(world, "bo", "david", begins=MONDAY + timedelta(days=3))
    status, page = ask(anna)
    assert status == 303
    assert "Myös Bo Berg on poissa: 7.1.2027 – 13.1.2027." in page


def test_a_deputys_deputy_has_no_part_in_it(world: World, as_person: Callable[[str], Visitor]) -> None:
    task = world.start_errand("anna")
    stand_in(world, "anna", "bo")
    stand_in(world, "bo", "david")
    assert as_person("bo").get(f"/tasks/{task}").status_code == 200
    assert as_person("david").get(f"/tasks/{task}").status_code == 403


def test_the_deputy_of_an_administrator_opens_no_page_of_theirs(
    world: World, as_person: Callable[[str], Visitor]
) -> None:
    stand_in(world, "cecilia", "david")
    david = as_person("david")
    for path in ("/people", "/disturbances", "/people/anna", "/people/cecilia/deputies", "/templates"):
        assert david.get(path).status_code == 403, path
    task = world.start_errand("anna")
    assert david.get(f"/tasks/{task}").status_code == 403


def test_a_scope_narrows_what_is_seen(world: World, as_person: Callable[[str], Visitor]) -> None:
    def enter(unit: UnitOfWork) -> None:
        unit.write().execute(insert(person_group).values(key="owners", name="Omistajat"))
        unit.write().execute(insert(group_membership).values(person_id="anna", group_key="owners", valid_from=MONDAY))

    world.here.database.transact(enter)
    task = world.start_errand("anna")
    world.here.database.transact(
        lambda unit: world.here.engine.complete(unit, task, ERRAND, by=Actor("anna"))
    )  # The next one is the advisors'.
    stand_in(world, "anna", "david", scope=Scope.GROUPS, keys=frozenset({"owners"}))
    assert as_person("david").get(f"/tasks/{world.task_of(1)}").status_code == 403
    stand_in(world, "anna", "david", scope=Scope.GROUPS, keys=frozenset({"advisors"}))
    assert as_person("david").get(f"/tasks/{world.task_of(1)}").status_code == 200


def test_nobody_is_barred_who_is_disqualified_in_nothing(world: World) -> None:
    with world.here.database.read() as connection:
        assert barred_tasks(connection, "david") == frozenset()
