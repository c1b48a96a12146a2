"""Activities that are done several times (BPMN 2.0.2, 10.3.8)."""

from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

import pytest

from engine.errors import BpmnError
from tests.engine.diagram import Diagram
from tests.engine.spiff.stage import Play, Stage


def instances(
    collection: str = "", *, item: str = "item", sequential: bool = False, number: str = "", enough: str = ""
) -> str:
    attributes = f' isSequential="{str(sequential).lower()}"'
    if collection:
        attributes += f" camunda:collection={quoteattr(collection)} camunda:elementVariable={quoteattr(item)}"
    content = f"<loopCardinality>{escape(number)}</loopCardinality>" if number else ""
    content += f"<completionCondition>{escape(enough)}</completionCondition>" if enough else ""
    return f"<multiInstanceLoopCharacteristics{attributes}>{content}</multiInstanceLoopCharacteristics>"


def loop(condition: str = "", maximum: int | None = None, *, before: bool = False) -> str:
    attributes = f' testBefore="{str(before).lower()}"' + (f' loopMaximum="{maximum}"' if maximum else "")
    content = f"<loopCondition>{escape(condition)}</loopCondition>" if condition else ""
    return f"<standardLoopCharacteristics{attributes}>{content}</standardLoopCharacteristics>"


RESULTS = {"resultCollection": "answers", "resultElement": "= answer"}


def review(repetition: str, properties: Mapping[str, str] | None = None) -> Stage:
    diagram = Diagram().start().user("a", inside=repetition, properties=properties).user("z")
    return Stage(diagram.flows("start -> a -> z"))


def seen(play: Play) -> list[object]:
    return [task.data["item"] for task in play.workflow.standing.tasks if task.element.id == "a"]


@pytest.mark.parametrize("collection", ["= people", "people", "= people[item != null or item = null]"])
def test_all_at_once_each_sees_its_item_and_the_results_keep_their_order(collection: str) -> None:
    play = review(instances(collection), RESULTS).play(people=["x", None, "z"])
    assert seen(play) == ["x", None, "z"]
    play.complete("a", 2, answer=3).complete("a", 0, answer=1)
    assert seen(play) == [None]
    assert play.complete("a", answer=2).open == ["z"]
    assert play.data == {"people": ["x", None, "z"], "answers": [1, 2, 3]}
    assert [trace.what for trace in play.stage.traces if trace.element == "a"] == ["turn", "turn", "turn", "passed"]


def test_one_after_another_none_is_left_out() -> None:
    play = review(instances("= people", sequential=True), RESULTS).play(people=["x", None, None, "z"])
    for number, item in enumerate(["x", None, None, "z"]):
        assert seen(play) == [item]
        play.complete("a", answer=number)
    assert play.open == ["z"]
    assert play.data["answers"] == [0, 1, 2, 3]


def test_without_a_result_collection_what_was_written_comes_out_but_not_the_item() -> None:
    play = review(instances("= people")).play(people=[1, 2])
    play.complete("a", 1, grade=5)
    assert "grade" not in play.workflow.standing.tasks[0].data or play.data["grade"] == 5
    assert play.complete("a", grade=4).data == {"people": [1, 2], "grade": 4}


@pytest.mark.parametrize("sequential", [True, False])
def test_an_empty_collection_is_passed_at_once(sequential: bool) -> None:
    play = review(instances("= people", sequential=sequential), RESULTS).play(people=[])
    assert play.open == ["z"]
    assert play.data == {"people": [], "answers": []}


@pytest.mark.parametrize("people", [None, 5, "text", {"a": 1}])
@pytest.mark.parametrize("sequential", [True, False])
def test_what_is_no_list_is_parked_and_a_retry_begins(people: object, sequential: bool) -> None:
    play = review(instances("= people", sequential=sequential)).play(people=people)
    assert play.parked["a"].startswith("Expected a list from '= people', but got ")
    play.workflow._instance.task_tree.data.write({"people": [1]})
    assert play.retry("a").open == ["a"]


@pytest.mark.parametrize("sequential", [True, False])
def test_a_number_of_instances_counts_from_nought(sequential: bool) -> None:
    play = review(instances(number="= n + 1", sequential=sequential)).play(n=1)
    assert [task.data["loopCounter"] for task in play.workflow.standing.tasks] == ([1] if sequential else [1, 2])
    assert play.complete("a").complete("a").open == ["z"]


@pytest.mark.parametrize("n", [None, -3, "two", True])
def test_what_is_no_number_of_instances_is_parked(n: object) -> None:
    assert "Expected a whole number" in review(instances(number="= n")).play(n=n).parked["a"]


def test_more_instances_than_anybody_wants_are_parked() -> None:
    assert "at most 2000" in review(instances(number="= 10 ** 9")).play().parked["a"]


@pytest.mark.parametrize("sequential", [True, False])
def test_a_completion_condition_ends_the_rest(sequential: bool) -> None:
    enough = "numberOfCompletedInstances >= 2 or veto = true"
    play = review(instances("= people", sequential=sequential, enough=enough), RESULTS).play(
        people=[1, 2, 3], veto=False
    )
    assert play.complete("a", answer="x").open[-1] == "a"
    assert play.complete("a", answer="y").open == ["z"]
    assert play.data["answers"] == ["x", "y", None]
    play = review(instances("= people", sequential=sequential, enough=enough)).play(people=[1, 2, 3])
    assert play.complete("a", veto=True).open == ["z"]


def test_a_completion_condition_that_fails_keeps_the_answer_and_is_decided_again() -> None:
    play = review(instances("= people", enough="stop"), RESULTS).play(people=[1, 2])
    play.complete("a", answer="kept")
    assert "Expected true or false" in play.parked["a"]
    assert play.open == ["a"]
    play.workflow._instance.task_tree.data.write({"stop": False})
    assert play.retry("a").open == ["a"]
    assert play.complete("a", answer="too").data["answers"] == ["kept", "too"]


def test_a_sub_process_and_a_call_for_each_item() -> None:
    diagram = Diagram("caller").start().user("z")
    with diagram.sub("sub", inside=instances("= items")) as sub:
        sub.start("s").call("c", "called").end("e").flows("s -> c -> e")
    called = Diagram("called").start().user("x", "y").flows("start -> x -> y")
    play = Stage(diagram.flows("start -> sub -> z"), called).play(items=[1, 2, 3])
    assert play.open == ["x", "x", "x"]
    play.complete("x", 1, mine="b")
    assert [(task.data["item"], task.data.get("mine")) for task in play.workflow.standing.tasks] == [
        (1, None), (2, "b"), (3, None),
    ]  # fmt: skip
    for name in ("x", "x", "y", "y", "y"):
        play.complete(name)
    assert play.open == ["z"]
    assert play.data == {"items": [1, 2, 3], "mine": "b"}


def test_receive_tasks_and_boundary_events_of_many_instances() -> None:
    diagram = Diagram().start().receive("r", "m", inside=instances("= items")).user("z", "late")
    diagram.boundary("t", "r", "signal:stop").flows("start -> r -> z", "t -> late")
    stage = Stage(diagram)
    play = stage.play(items=[1, 2])
    assert play.waits == ["r", "r", "t"]
    assert play.receive("r", 1).waits == ["r", "t"]
    assert play.receive("r").open == ["z"]
    assert stage.play(items=[1, 2]).receive("r").receive("t").open == ["late"]


def test_an_error_in_one_instance_ends_them_all() -> None:
    diagram = Diagram().start().service("s", inside=instances("= items")).user("z", "late")
    stage = Stage(diagram.boundary("b", "s", "error:no").flows("start -> s -> z", "b -> late"))

    def service(data: Mapping[str, object]) -> None:
        if data["item"] == 2:
            raise BpmnError("no")

    stage.services["s"] = service
    assert stage.play(items=[1, 2, 3]).open == ["late"]
    assert stage.play(items=[1, 3]).open == ["z"]


def test_a_failing_instance_is_parked_and_the_others_go_on() -> None:
    stage = Stage(Diagram().start().service("s", inside=instances("= items")).user("z").flows("start -> s -> z"))
    stage.services["s"] = lambda data: {"x": 1 / (data["item"] - stage.time.day)}
    play = stage.play(items=[14, 15, 16])
    assert play.parked == {"s": "Expected it to succeed, but ZeroDivisionError: division by zero"}
    stage.services["s"] = lambda data: None
    assert play.retry("s").open == ["z"]


@pytest.mark.parametrize(
    ("repetition", "turns"), [(loop("loopCounter < 3"), 3), (loop(maximum=2), 2), (loop("true", 4, before=True), 4)]
)
def test_a_standard_loop_goes_on_while_its_condition_holds(repetition: str, turns: int) -> None:
    play = review(repetition).play()
    for turn in range(turns):
        assert play.open == ["a"]
        play.complete("a", turn=turn)
    assert play.open == ["z"]
    assert play.data == {"turn": turns - 1}


def test_a_loop_may_be_passed_without_a_turn() -> None:
    assert review(loop("more", before=True)).play(more=False).open == ["z"]


def test_a_loop_condition_that_fails_is_parked_and_decided_again() -> None:
    play = review(loop("more")).play()
    assert "Expected true or false" in play.complete("a").parked["a"]
    play.workflow._instance.task_tree.data.write({"more": True})
    assert play.retry("a").complete("a", more=False).open == ["z"]


def test_instances_within_instances_within_a_loop() -> None:
    diagram = Diagram().start().user("z")
    with diagram.sub("outer", inside=loop("loopCounter < 2")) as outer:
        outer.start("s1").end("e1")
        with outer.sub("inner", inside=instances("= xs", item="x", sequential=True)) as inner:
            inner.start("s2").user("a", inside=instances("= ys", item="y")).end("e2").flows("s2 -> a -> e2")
        outer.flows("s1 -> inner -> e1")
    play = Stage(diagram.flows("start -> outer -> z")).play(xs=[1, 2], ys=[3, 4])
    seen = []
    while play.open != ["z"]:
        data = play.workflow.standing.tasks[0].data
        seen.append((data["x"], data["y"]))
        play.complete("a")
    assert seen == [(1, 3), (1, 4), (2, 3), (2, 4)] * 2
