"""What is told of a way after values were erased: what the diagram and later entries leave no choice about, no more."""

from collections.abc import Mapping

from engine import Remains, audit
from tests.engine.drawings import drawing, element, end, field, flows, form, start, user_task
from tests.engine.play import Play


def forked(play: Play) -> int:
    """Written, then one of two scripts, then decided."""
    ways = flows(
        "begin > write > which", "which > [= left = true] one", "which > other", "one > met", "other > met",
        "met > decide > over",
    )  # fmt: skip
    gateways = (
        element("exclusiveGateway", "which", default="from_which_to_other"),
        element("exclusiveGateway", "met"),
    )
    asked = form("f", field("left", "checkbox", process=True))
    tasks = user_task("write", formKey="f"), user_task("decide")
    drawn = drawing("p", start(), *tasks, end(), *gateways, plain("one"), plain("other"), ways)
    play.deploy({"p/p.bpmn": drawn, "p/f.form.json": asked})
    number = play.start("p")
    play.complete(number, "write", left="true")
    play.complete(number, "decide")
    return number


def plain(name: str) -> str:
    """A step that a token only passes."""
    return element("intermediateThrowEvent", name)


def left(play: Play, number: int) -> Mapping[int, Remains]:
    """What is left to be told after each entry."""
    with play.database.read() as connection:
        events, life = play.engine.timeline(connection, number), play.engine.life(connection, number)
        return {one.sequence: play.engine.remains(connection, events, one.sequence, life, ended=True) for one in events}


def passed(told: Remains) -> set[str]:
    """The elements that were surely passed."""
    return {element for _, element in told.where.passed}


def test_of_a_fork_only_what_both_ways_share_is_told_and_it_is_said(play: Play) -> None:
    number = forked(play)
    play.database.transact(lambda unit: audit.erase(unit.write(), number, 2))

    told = left(play, number)[2]

    assert passed(told) == {"begin", "write", "which", "met"}
    assert told.unsure == (2,)
    assert told.next is not None
    assert told.next.id == "decide"
    assert not told.over


def test_where_there_is_one_way_only_all_of_it_is_told(play: Play) -> None:
    number = forked(play)
    play.database.transact(lambda unit: audit.erase(unit.write(), number, 1))
    play.database.transact(lambda unit: audit.erase(unit.write(), number, 3))

    told = left(play, number)

    assert (passed(told[1]), told[1].unsure) == ({"begin"}, ())
    assert {"one", "decide", "over"} <= passed(told[3])
    assert "other" not in passed(told[3])
    assert (told[3].next, told[3].over, told[3].unsure) == (None, True, ())
    with play.database.read() as connection:
        assert audit.verify(connection) == []
