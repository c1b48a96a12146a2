"""Called processes: late binding, versions side by side, data of their own, phases."""

import pytest

from engine.errors import InvalidInput
from engine.spiff import Call
from tests.engine.diagram import Diagram, Shapes
from tests.engine.spiff.stage import Play, Stage


def stage_of(name: str) -> Shapes:
    return Diagram("stage").start().user(name).end().flows(f"start -> {name} -> end")


def caller() -> Diagram:
    diagram = Diagram("caller").start().user("a").call("c", "stage").user("z").end()
    diagram.flows("start -> a -> c -> z -> end")
    return diagram


def test_a_call_takes_the_version_that_is_newest_when_it_begins_and_keeps_it() -> None:
    stage = Stage(caller(), stage_of("old"))
    first, second = stage.play(), stage.play()
    assert first.complete("a").open == ["old"]
    newest = stage.deploy(stage_of("new"))
    assert second.complete("a").open == ["new"]
    assert second.workflow.standing.tasks[0].definition_id == newest
    assert first.settle().open == ["old"]
    assert first.complete("old").complete("z").done
    assert second.complete("new").complete("z").done


def test_two_calls_of_one_process_in_different_versions_run_side_by_side() -> None:
    diagram = Diagram("caller").start().both("f", "j").user("later").call("c1", "stage").call("c2", "stage").end()
    stage = Stage(diagram.flows("start -> f -> c1 -> j", "f -> later -> c2 -> j -> end"), stage_of("old"))
    play = stage.play()
    stage.deploy(stage_of("new"))
    play.complete("later")
    assert play.open == ["new", "old"]
    assert play.complete("old").complete("new").done


def test_what_is_called_is_told_with_its_binding() -> None:
    more = {"camunda": {"calledElementBinding": "version", "calledElementVersion": "3"}}
    stage = Stage(Diagram("caller").start().call("c", "stage", **more).flows("start -> c"), stage_of("x"))
    assert stage.definitions[0].calls == (Call("c", "stage", "version", "3"),)


def test_a_process_that_is_not_there_is_parked_until_it_is() -> None:
    stage = Stage(caller())
    play = stage.play().complete("a")
    assert play.parked == {"c": "Expected the process 'stage' to be deployed, but it is not."}
    stage.deploy(stage_of("x"))
    assert play.retry("c").open == ["x"]


def test_processes_that_call_each_other_without_end_are_parked() -> None:
    diagram = Diagram("caller").start().call("c", "caller").flows("start -> c")
    play = Stage(diagram).play()
    assert list(play.parked.values()) == ["Expected at most 50 processes inside one another, but there are more."]


def test_a_process_that_begins_only_by_message_cannot_be_called() -> None:
    called = Diagram("stage").start("m", "message:go").user("x").flows("m -> x")
    play = Stage(caller(), called).play().complete("a")
    assert play.parked == {"c": "Expected a process that begins without a trigger, but 'stage' does not."}


def test_all_data_goes_in_and_all_comes_out_but_not_before_the_end() -> None:
    called = Diagram("stage").start().user("x", "y").flows("start -> x -> y")
    diagram = Diagram("caller").start().both("f").user("beside").call("c", "stage").user("z")
    play = Stage(diagram.flows("start -> f -> c -> z", "f -> beside"), called).play(given=1, changed=1)
    play.complete("x", changed=2, new=3)
    seen = {task.element.id: dict(task.data) for task in play.workflow.standing.tasks}
    assert seen == {"beside": {"given": 1, "changed": 1}, "y": {"given": 1, "changed": 2, "new": 3}}
    play.complete("beside", given=9, changed=9)
    assert dict(play.workflow.standing.tasks[0].data) == {"given": 9, "changed": 2, "new": 3}
    play.complete("y")
    assert play.data == {"given": 9, "changed": 2, "new": 3}


@pytest.mark.parametrize("element", ["sub", "called", "task"])
def test_the_phase_is_the_innermost_that_waits(element: str) -> None:
    phases = {name: {"properties": {"phase": name}} for name in ("sub", "called", "task")}

    def marked(name: str) -> dict[str, dict[str, str]]:
        order = ["sub", "called", "task"]
        return phases[name] if order.index(name) <= order.index(element) else {}

    diagram = Diagram("caller").start().user("z").end()
    with diagram.sub("s", **marked("sub")) as sub:
        sub.start("s1").call("c", "stage", **marked("called")).flows("s1 -> c")
    called = Diagram("stage").start().user("x", **marked("task")).flows("start -> x")
    play = Stage(diagram.flows("start -> s -> z -> end"), called).play()
    assert play.workflow.standing.phase == element
    assert play.complete("x").workflow.standing.phase == ""


def test_starting_with_what_no_state_can_keep_is_refused() -> None:
    stage = Stage(caller())
    with pytest.raises(InvalidInput):
        stage.play(x=object())


def test_cancelling_a_call_takes_what_runs_inside_away() -> None:
    inner = Diagram("inner").start().user("deep").flows("start -> deep")
    called = Diagram("stage").start().call("c2", "inner").flows("start -> c2")
    diagram = Diagram("caller").start().call("c", "stage").user("b").boundary("stop", "c", "signal:stop")
    play: Play = Stage(diagram.flows("start -> c", "stop -> b"), called, inner).play()
    assert play.open == ["deep"]
    assert play.receive("stop").open == ["b"]
    assert play.workflow.dump().count(b"deep") == 0
