"""What the programme is about: priorities that the Assembly decides on, and themes that the RMG decides on."""

from collections.abc import Sequence

import pytest
from sqlalchemy import Connection

from engine import NotUndoable, verify
from tests.journeys.meetings import COORDINATOR, Sitting, hold_meeting
from webapp.demonstration import Stage
from webapp.demonstration.habits.programme import PRIORITIES, THEMES
from webapp.lifecycle.agenda import take_up, waiting_items
from webapp.lifecycle.bodies import find_body
from webapp.lifecycle.meetings import next_convenor, open_meeting
from webapp.lifecycle.priorities import in_force
from webapp.lifecycle.programmes import ClassKind

CHAIR = "rmg.puheenjohtaja"


def begin(stage: Stage, review: str) -> int:
    """The coordinator begins a review and says what is to be reviewed; the number of its instance."""
    begun = stage.start(COORDINATOR, "programme", "programme/1")
    stage.do(COORDINATOR, "judge_need", review_grounds="Uusi EU-ohjelmakausi alkaa.", review=review)
    return begun


def rows(names: Sequence[str]) -> list[dict[str, str]]:
    """Names as the forms take them."""
    return [{"name": name} for name in names]


def meets(stage: Stage, body: str, name: str, part: str, outcome: str, member: str) -> None:
    """A body meets and says something of the item whose title has this part; the RMG needs half of its four."""
    present = (member, CHAIR) if body == "rmg" else (member,)
    hold_meeting(stage, Sitting(body, name, CHAIR, {part: outcome}, present))


def standing(stage: Stage, kind: ClassKind) -> tuple[str, ...]:
    """What is in force today."""
    with stage.database.read() as connection:
        return tuple(in_force(connection, kind, stage.today))


def test_priorities_are_decided_by_the_assembly_and_themes_by_the_rmg(stage_anywhere: Stage) -> None:
    stage = stage_anywhere
    begun = begin(stage, "priorities")
    stage.do(COORDINATOR, "write_priorities", priorities=rows(PRIORITIES))
    meets(stage, "assembly", "Seutuedustajisto", "painopisteet", "approved", "edustaja.saarijarvi")
    assert standing(stage, ClassKind.STRATEGY) == PRIORITIES
    assert standing(stage, ClassKind.THEME) == ()

    stage.do("rmg.karstula", "write_themes", themes=rows(THEMES))
    meets(stage, "rmg", "Seutujohtoryhmä", "Kehittämisteemat", "approved", "rmg.karstula")

    assert standing(stage, ClassKind.THEME) == THEMES
    with stage.database.read() as connection:
        assert stage.engine.instance(connection, begun).status == "completed"


def test_themes_that_the_rmg_returns_are_written_anew_and_replace_the_old_ones(stage: Stage) -> None:
    begin(stage, "themes")
    stage.do(COORDINATOR, "write_themes", themes=rows(THEMES))
    meets(stage, "rmg", "Seutujohtoryhmä", "Kehittämisteemat", "returned", "rmg.karstula")
    assert standing(stage, ClassKind.THEME) == ()

    stage.do(COORDINATOR, "write_themes", themes=rows(THEMES[:1]))
    meets(stage, "rmg", "Seutujohtoryhmä", "Kehittämisteemat", "approved", "rmg.karstula")
    begin_again = stage.start(COORDINATOR, "programme", "programme/2")
    stage.do(COORDINATOR, "judge_need", review_grounds="Arviointi.", review="themes")
    stage.do(COORDINATOR, "write_themes", themes=rows(THEMES[1:]))
    meets(stage, "rmg", "Seutujohtoryhmä", "Kehittämisteemat", "approved", "rmg.karstula")

    assert standing(stage, ClassKind.THEME) == THEMES[1:]
    assert begin_again


def test_an_updated_situation_report_asks_whether_anything_is_to_be_reviewed(stage: Stage) -> None:
    by = stage.actor(COORDINATOR)
    stage.database.transact(lambda unit: stage.engine.signal(unit, "situation_report_updated", {}, by=by))
    stage.settle()

    begun = stage.do(COORDINATOR, "judge_need", review_grounds="Kaikki ennallaan.", review="none")

    with stage.database.read() as connection:
        assert stage.engine.instance(connection, begun).status == "completed"


def test_priorities_sent_by_mistake_are_taken_from_the_list_again(stage_anywhere: Stage) -> None:
    stage = stage_anywhere
    begun = begin(stage, "priorities")
    stage.do(COORDINATOR, "write_priorities", priorities=rows(PRIORITIES[:1]))
    with stage.database.read() as connection:
        done = stage.engine.inbox(connection, stage.actor(COORDINATOR), "done").rows[0].task_id

    stage.database.transact(lambda unit: stage.engine.undo(unit, done, by=stage.actor(COORDINATOR)))

    with stage.database.read() as connection:
        assert waiting_items(connection, "assembly") == []
        assert verify(connection) == []
        assert stage.engine.replay(connection, begun) == stage.engine.state(connection, begun)
    stage.do(COORDINATOR, "write_priorities", priorities=rows(PRIORITIES))
    meets(stage, "assembly", "Seutuedustajisto", "painopisteet", "approved", "edustaja.saarijarvi")
    assert standing(stage, ClassKind.STRATEGY) == PRIORITIES


def test_priorities_that_a_meeting_has_taken_up_stay_there(stage: Stage) -> None:
    begin(stage, "priorities")
    stage.do(COORDINATOR, "write_priorities", priorities=rows(PRIORITIES))
    with stage.database.read() as connection:
        done = stage.engine.inbox(connection, stage.actor(COORDINATOR), "done").rows[0].task_id
        (item,) = waiting_items(connection, "assembly")
    stage.database.transact(lambda unit: open_and_take_up(unit.write(), stage, item.key))

    with pytest.raises(NotUndoable):
        stage.database.transact(lambda unit: stage.engine.undo(unit, done, by=stage.actor(COORDINATOR)))


def open_and_take_up(connection: Connection, stage: Stage, key: str) -> None:
    """A meeting of the Assembly takes an item up."""
    body = find_body(connection, "assembly")
    opened = open_meeting(connection, body, next_convenor(connection, body, stage.today), "meeting")
    take_up(connection, opened.id, [key])
