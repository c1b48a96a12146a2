"""A process owner renames a task: what is open stays as it was and is done, and what begins takes the new."""

import re
from datetime import timedelta

import pytest

from engine import Actor, InstanceStatus
from engine.errors import NotFound
from tests.journeys.asking import incidents, status_of, waiting_of
from tests.journeys.conftest import BPMN
from tests.journeys.steps import ADVISOR, COORDINATOR, OWNER, decide, decide_idea, filter_idea, fund, propose_idea
from webapp.demonstration import Stage
from webapp.deployment import read_folder

OLD_NAME, NEW_NAME = "Arvioi ja karsi idea", "Pisteytä ja valitse idea"
OLD_SHARE, NEW_SHARE = "Kirjaa päätös kuntarahoituksesta", "Vie kuntarahoituksen päätös"


def test_renaming_a_task_in_a_new_version_leaves_old_instances_runnable(stage_anywhere: Stage) -> None:
    stage = stage_anywhere
    old = propose_idea(stage, "Vanha idea", 1)

    assert _rename(stage, "idea", OLD_NAME, NEW_NAME) == {"idea": 2}
    new = propose_idea(stage, "Uusi idea", 2)

    assert _named(stage, "filter_idea") == {"Vanha idea": OLD_NAME, "Uusi idea": NEW_NAME}
    filter_idea(stage, "Vanha idea", "drop")
    filter_idea(stage, "Uusi idea", "drop")
    assert (status_of(stage, old), status_of(stage, new)) == (InstanceStatus.COMPLETED,) * 2
    assert incidents(stage) == []


def test_renaming_a_tasks_id_in_a_new_version_leaves_old_instances_runnable(stage_anywhere: Stage) -> None:
    stage = stage_anywhere
    old = propose_idea(stage, "Vanha idea", 1)

    assert _rename(stage, "idea", "filter_idea", "screen_idea") == {"idea": 2}
    new = propose_idea(stage, "Uusi idea", 2)

    assert _named(stage, "filter_idea") == {"Vanha idea": OLD_NAME}
    assert _named(stage, "screen_idea") == {"Uusi idea": OLD_NAME}
    filter_idea(stage, "Vanha idea", "supplement")  # Round the old loop: what follows is of the old version, too.
    stage.do(
        ADVISOR, "supplement_idea", title="Vanha idea", need="Tarkennettu tarve.", supplement="Kahdeksan yritystä."
    )
    filter_idea(stage, "Vanha idea", "drop")
    assert status_of(stage, old) is InstanceStatus.COMPLETED
    with pytest.raises(NotFound, match="screen_idea"):
        filter_idea(stage, "Uusi idea", "drop")
    assert status_of(stage, new) is InstanceStatus.ACTIVE
    assert incidents(stage) == []


def test_a_timer_at_a_task_that_was_renamed_fires_in_the_old_version(stage_anywhere: Stage) -> None:
    stage = stage_anywhere
    propose_idea(stage, "Vanha idea", 1)
    _rename(stage, "idea", "filter_idea", "screen_idea")

    stage.travel(timedelta(days=40))

    assert _named(stage, "filter_idea") == {"Vanha idea": OLD_NAME}
    assert incidents(stage) == []


def test_a_stage_that_has_not_begun_takes_the_new_name_and_one_that_has_keeps_the_old(stage_anywhere: Stage) -> None:
    stage = stage_anywhere
    begun = decide(stage, "Rahoituksessa oleva", number=1)
    waiting = propose_idea(stage, "Karsinnassa oleva", 2)

    assert _rename(stage, "funding", OLD_SHARE, NEW_SHARE) == {"funding": 2}
    decide_idea(stage, "Karsinnassa oleva", convenor="omistaja.ssyp")

    assert _named(stage, "decide_share", COORDINATOR) == {
        "Rahoituksessa oleva": OLD_SHARE,
        "Karsinnassa oleva": NEW_SHARE,
    }
    fund(stage, "Rahoituksessa oleva")
    fund(stage, "Karsinnassa oleva")
    assert (status_of(stage, begun), status_of(stage, waiting)) == (InstanceStatus.COMPLETED,) * 2
    assert incidents(stage) == []


def _rename(stage: Stage, process: str, old: str, new: str) -> dict[str, int]:
    """Deploy the diagrams with another name or id in one of them; the processes that got a new version."""
    resources = read_folder(BPMN)
    for path in [path for path in resources if path.startswith(f"{process}/")]:
        text = re.sub(rf"\b{old}\b", new, resources[path].decode())
        resources[path] = text.encode()
    made = stage.database.transact(
        lambda unit: stage.engine.deploy(unit, resources, by=Actor("omistaja.witas"), note="another name")
    )
    return {one.key: one.version for one in made.definitions}


def _named(stage: Stage, element: str, person: str = OWNER) -> dict[str, str]:
    return {row.title: row.name for row in waiting_of(stage, person, element)}
