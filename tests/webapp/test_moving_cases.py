"""The page on which a process's owner moves running cases to another version."""

import re

import pytest

from engine import Actor, Kind
from tests.webapp.conftest import Visitor
from tests.webapp.world import DIAGRAMS, ERRAND, World
from webapp.deployment import read_folder

PAGE = "/processes/errand/migration"
DIAGRAM = "errand/errand.bpmn"


def deploy(world: World, *changes: tuple[str, str]) -> int:
    """The errand with its diagram changed; the new version's number."""
    files = read_folder(DIAGRAMS)
    text = files[DIAGRAM].decode()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    content = files | {DIAGRAM: text.encode()}
    done = world.here.database.transact(
        lambda unit: world.here.engine.deploy(unit, content, by=Actor("cecilia"), note="Uusi versio")
    )
    return next(one.definition_id for one in done.definitions if one.key == "errand")


def first(world: World) -> int:
    with world.here.database.read() as connection:
        return world.here.engine.definitions.newest(connection, "errand")


def version_of(world: World, number: int) -> int:
    with world.here.database.read() as connection:
        return world.here.engine.instance(connection, number).definition.version


def asked(old: int, new: int, **answers: str) -> dict[str, list[str]]:
    return {name: [str(value)] for name, value in {"old": old, "new": new, **answers}.items()}


@pytest.fixture
def old(world: World) -> int:
    """The version that two errands run in; the second waits for its judgement."""
    number = first(world)
    world.start_errand("anna")
    task, by = world.start_errand("anna"), Actor("anna")
    world.here.database.transact(lambda unit: world.here.engine.complete(unit, task, ERRAND, by=by))
    return number


RENAMED = ('name="Arvioi asia"', 'name="Arvioi ja päätä"')
GONE = 'id="judge"', 'id="weigh"'
GONE_TOO = (GONE, ('sourceRef="judge"', 'sourceRef="weigh"'), ('targetRef="judge"', 'targetRef="weigh"'),
            ('bpmnElement="judge"', 'bpmnElement="weigh"'))  # fmt: skip


def test_the_page_suggests_the_version_that_something_was_left_in(world: World, cecilia: Visitor, old: int) -> None:
    new = deploy(world, RENAMED)
    page = cecilia.get(PAGE).get_data(as_text=True)
    assert re.findall(r'<option value="(\d+)" selected', page) == [str(old), str(new)]
    assert "version 1 (2 run)" in page


def test_what_would_happen_is_shown_before_anything_does(world: World, cecilia: Visitor, old: int) -> None:
    new = deploy(world, RENAMED)
    page = cecilia.get(f"{PAGE}?old={old}&new={new}").get_data(as_text=True)
    assert "Arvioi ja päätä" in page
    assert "Arvioi asia → Arvioi ja päätä" in page
    assert "stays with Anna Ahonen" in page
    assert "due as before" in page
    assert page.count('name="case"') == 2
    assert [version_of(world, number) for number in (1, 2)] == [1, 1]


def test_the_chosen_move_with_a_reason_and_back_again(world: World, cecilia: Visitor, old: int) -> None:
    new = deploy(world, RENAMED)
    refused = cecilia.post(PAGE, asked(old, new, case="2"))
    assert refused.status_code == 422
    assert "Write why they are moved" in refused.get_data(as_text=True)
    assert cecilia.post(PAGE, asked(old, new, reason="Selvempi nimi")).status_code == 422

    page = cecilia.post(PAGE, asked(old, new, case="2", reason="Selvempi nimi")).get_data(as_text=True)
    assert "1 case was moved to version 2." in page
    assert [version_of(world, number) for number in (1, 2)] == [1, 2]
    with world.here.database.read() as connection:
        event = world.here.engine.timeline(connection, 2)[-1]
    assert (event.kind, event.actor) == (Kind.MIGRATED, "cecilia")
    shown = cecilia.get("/projects/2").get_data(as_text=True)
    assert "Moved to another version of the process" in shown
    assert "Selvempi nimi" in shown
    assert "Arvioi ja päätä" in shown

    page = cecilia.get(f"{PAGE}?old={new}&new={old}").get_data(as_text=True)
    assert "Comes back to exactly where it was" in page
    cecilia.post(PAGE, asked(new, old, case="2", reason="Virhe"))
    assert version_of(world, 2) == 1


def test_what_cannot_move_says_why_until_somebody_chooses(world: World, cecilia: Visitor, old: int) -> None:
    new = deploy(world, *GONE_TOO)
    page = cecilia.get(f"{PAGE}?old={old}&new={new}").get_data(as_text=True)
    assert "«Arvioi asia» is not in the new version." in page
    assert "cannot be moved" in page
    told = cecilia.post(PAGE, asked(old, new, case="2", reason="x")).get_data(as_text=True)
    assert "These were not moved" in told
    assert version_of(world, 2) == 1

    page = cecilia.post(PAGE, asked(old, new, look="1", **{"to-judge": "weigh"})).get_data(as_text=True)
    assert "cannot be moved" not in page
    assert version_of(world, 2) == 1
    told = cecilia.post(PAGE, asked(old, new, case="2", reason="x", **{"to-judge": "weigh"})).get_data(as_text=True)
    assert "1 case was moved" in told
    assert 'name="to-weigh" value="judge"' in told
    assert version_of(world, 2) == 2


def test_only_the_owner_and_administrators_come_here(world: World, bo: Visitor, old: int) -> None:
    new = deploy(world, RENAMED)
    assert bo.get(PAGE).status_code == 403
    assert bo.post(PAGE, asked(old, new, case="1", reason="x"), page="/inbox").status_code == 403
    assert version_of(world, 1) == 1


def test_versions_of_another_process_are_not_found(world: World, cecilia: Visitor, old: int) -> None:
    assert cecilia.get(f"{PAGE}?old={old}&new=999").status_code == 404
    assert cecilia.get("/processes/nothing/migration").status_code == 404


def test_the_page_of_a_case_shows_what_was_passed_in_the_version_that_it_left(
    world: World, cecilia: Visitor, old: int
) -> None:
    told = [(text.replace("judge", "describe"), new.replace("weigh", "tell")) for text, new in GONE_TOO]
    new = deploy(world, *told)
    page = cecilia.post(PAGE, asked(old, new, case="2", reason="x")).get_data(as_text=True)
    assert "1 case was moved" in page
    shown = cecilia.get("/projects/2")
    assert shown.status_code == 200
    text = shown.get_data(as_text=True)
    assert "Kuvaa asia" in text
    headings = re.findall(r"Diagram: [^<]*, (version \d)", text)
    assert headings == (["version 2", "version 1"] if "drawing-1" in text else [])  # The viewer may not be built.
