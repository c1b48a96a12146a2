"""Tokens along flows and through gateways (BPMN 2.0.2, chapter 13)."""

from itertools import permutations

import pytest

from engine.errors import InvalidInput, NotFound
from tests.engine.diagram import Diagram
from tests.engine.spiff.stage import Stage


def test_a_process_goes_from_task_to_task_and_ends() -> None:
    play = Stage(Diagram().start().user("a", "b").end().flows("start -> a -> b -> end")).play(x=1)
    assert play.open == ["a"]
    assert play.complete("a", y=2).open == ["b"]
    assert play.complete("b").done
    assert play.data == {"x": 1, "y": 2}


def test_a_task_that_is_not_open_cannot_be_completed() -> None:
    play = Stage(Diagram().start().user("a").end().flows("start -> a -> end")).play()
    token = play.token("a")
    play.complete("a")
    with pytest.raises(NotFound, match="Expected an open user task"):
        play.workflow.complete(token, {})


def test_a_process_without_a_plain_start_says_so() -> None:
    stage = Stage(Diagram().start(about="message:go").user("a").end().flows("start -> a -> end"))
    with pytest.raises(InvalidInput, match="begins without a trigger, but 'process' does not"):
        stage.play()


def test_an_exclusive_gateway_takes_the_first_flow_whose_condition_holds() -> None:
    diagram = (
        Diagram()
        .start()
        .xor("g")
        .user("low", "high", "other")
        .flows("start -> g", "g -> low: = x < 3", "g -> high: x > 7", "g -> other: default")
    )
    stage = Stage(diagram)
    assert [stage.play(x=x).open for x in (1, 5, 9)] == [["low"], ["other"], ["high"]]
    trace = next(trace for trace in stage.traces if trace.what == "condition")
    assert trace.detail == {"flow": "flow_2", "expression": "= x < 3", "values": {"x": "1"}, "outcome": True}


@pytest.mark.parametrize(("x", "sentence"), [("five", "Expected true or false"), (None, "Expected true or false")])
def test_a_condition_neither_true_nor_false_is_parked_with_expression_and_values(x: object, sentence: str) -> None:
    diagram = Diagram().start().xor("g").user("a", "b").flows("start -> g", "g -> a: x > 3", "g -> b: default")
    play = Stage(diagram).play(x=x)
    assert sentence in play.parked["g"]
    assert "x > 3" in play.parked["g"]
    assert f"x = {'null' if x is None else x}" in play.parked["g"].replace('"', "")


def test_no_condition_that_holds_and_no_default_is_parked_and_a_retry_decides_anew() -> None:
    diagram = (
        Diagram()
        .start()
        .both("f")
        .xor("g")
        .user("a", "b", "c")
        .flows("start -> f -> g", "f -> c", "g -> a: x > 3", "g -> b: x < 2")
    )
    play = Stage(diagram).play(x=2)
    assert play.parked == {"g": "Expected one of the conditions to hold, but none does: x > 3; x < 2 where x = 2."}
    assert play.open == ["c"]
    play.complete("c", x=1).retry("g")
    assert play.parked == {}
    assert play.open == ["b"]


@pytest.mark.parametrize("order", list(permutations(["a", "b", "c"])))
def test_a_parallel_join_waits_for_every_branch_in_any_order(order: tuple[str, ...]) -> None:
    diagram = (
        Diagram()
        .start()
        .both("f", "j")
        .user("a", "b", "c", "z")
        .flows("start -> f -> a -> j", "f -> b -> j", "f -> c -> j -> z")
    )
    play = Stage(diagram).play()
    for name in order:
        assert "z" not in play.open
        play.complete(name, **{name: 1})
    assert play.open == ["z"]
    assert play.complete("z").done
    assert play.data == {"a": 1, "b": 1, "c": 1}


def test_excess_tokens_wait_at_a_parallel_join_for_the_next_round() -> None:
    diagram = (
        Diagram()
        .start()
        .both("f", "j")
        .xor("m")
        .user("a", "b", "c", "z")
        .flows("start -> f -> a -> m", "f -> b -> m", "f -> c -> j", "m -> j -> z")
    )
    play = Stage(diagram).play()
    assert play.complete("a").open == ["b", "c"]
    assert play.complete("b").open == ["c"]
    assert play.complete("c").open == ["z"]
    assert play.complete("z").parked == {"j": "Expected a token on every way in, but no more can come."}


def test_a_review_loop_with_two_reviewers_in_changing_order_ends_and_keeps_the_last_answers() -> None:
    diagram = (
        Diagram()
        .start()
        .both("f", "j")
        .user("a", "b")
        .xor("m", "g")
        .end()
        .flows("start -> m -> f", "f -> a -> j", "f -> b -> j -> g", "g -> m: again", "g -> end: default")
    )
    play = Stage(diagram).play()
    for turn in range(9):
        first, second = ("a", "b") if turn % 3 else ("b", "a")
        play.complete(first, **{first: turn, "again": turn < 8}).complete(second, **{second: turn})
    assert play.done
    assert play.data == {"a": 8, "b": 8, "again": False}


@pytest.mark.parametrize(
    ("x", "open_tasks"),
    [(1, ["a"]), (2, ["a", "b"]), (3, ["a", "b", "c"]), (0, ["d"])],
    ids=["one", "two", "all", "none"],
)
def test_an_inclusive_gateway_splits_and_joins_what_it_split(x: int, open_tasks: list[str]) -> None:
    diagram = Diagram().start().any("f", "j").user("a", "b", "c", "d", "z").flows(
        "start -> f", "f -> a: x > 0", "f -> b: x > 1", "f -> c: x > 2", "f -> d: default",
        "a -> j", "b -> j", "c -> j", "d -> j -> z",
    )  # fmt: skip
    play = Stage(diagram).play(x=x)
    assert play.open == open_tasks
    for name in open_tasks:
        assert "z" not in play.open
        play.complete(name)
    assert play.open == ["z"]


def test_an_inclusive_join_waits_only_for_tokens_that_can_still_arrive() -> None:
    diagram = (
        Diagram()
        .start()
        .both("f")
        .any("j")
        .xor("x")
        .user("a", "b", "far", "z")
        .end("e")
        .flows("start -> f -> a -> j -> z", "f -> b -> x", "x -> j: near", "x -> far: default", "far -> e")
    )
    play = Stage(diagram).play(near=False)
    assert play.complete("a").open == ["b"]
    assert play.complete("b").open == ["far", "z"]


def test_a_path_may_end_without_an_end_event() -> None:
    play = Stage(Diagram().start().both("f").user("a", "b").flows("start -> f -> a", "f -> b")).play()
    assert not play.complete("a").done
    assert play.complete("b").done


def test_several_flows_out_of_an_activity_are_all_taken() -> None:
    play = Stage(Diagram().start().user("a", "b", "c").flows("start -> a -> b", "a -> c")).play()
    assert play.complete("a").open == ["b", "c"]


def test_conditions_on_flows_out_of_an_activity_are_obeyed() -> None:
    diagram = (
        Diagram()
        .start()
        .user("a", "b", "c", "d")
        .flows("start -> a", "a -> b: x > 1", "a -> c: x > 2", "a -> d: default")
    )
    stage = Stage(diagram)
    assert [stage.play().complete("a", x=x).open for x in (1, 2, 3)] == [["d"], ["b"], ["b", "c"]]
    play = stage.play().complete("a", x="many")
    assert list(play.parked) == ["a"]
    play.workflow._instance.task_tree.data.write({"x": 3})
    assert play.retry("a").open == ["b", "c"]


def test_the_default_flow_is_taken_only_when_no_other_is() -> None:
    diagram = Diagram().start().user("a", "always", "maybe", "otherwise")
    diagram.flows("start -> a", "a -> always", "a -> maybe: x", "a -> otherwise: default")
    stage = Stage(diagram)
    assert stage.play().complete("a", x=False).open == ["always"]
    assert stage.play().complete("a", x=True).open == ["always", "maybe"]


def test_a_link_goes_on_where_it_is_caught() -> None:
    diagram = (
        Diagram()
        .start()
        .throw("out", "link:there")
        .catch("in", "link:there")
        .user("a")
        .flows("start -> out", "in -> a")
    )
    assert Stage(diagram).play().open == ["a"]


def test_a_process_that_goes_round_without_anybody_is_parked() -> None:
    diagram = (
        Diagram()
        .start()
        .xor("m", "g")
        .service("s")
        .end()
        .flows("start -> m -> s -> g", "g -> m: true", "g -> end: default")
    )
    stage = Stage(diagram)
    stage.services["s"] = lambda data: None
    play = stage.play()
    assert "within 10000 elements" in next(iter(play.parked.values()))


def test_a_diagram_of_a_thousand_tasks_in_a_row_is_read_and_run() -> None:
    names = [f"t{n}" for n in range(1000)]
    diagram = Diagram().start().end()
    for name in names:
        diagram.script(name, f"{name[1:]}", "x")
    play = Stage(diagram.flows(" -> ".join(["start", *names, "end"]))).play()
    assert play.done
    assert play.data == {"x": 999}
