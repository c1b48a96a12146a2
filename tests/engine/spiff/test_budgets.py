"""No diagram goes round for ever, grows without end or thinks for minutes: each is parked within a second."""

import gc
import time
from collections.abc import Callable

import pytest

from engine.spiff.budget import SECONDS, Budget
from tests.engine.diagram import Diagram, Shapes
from tests.engine.spiff.stage import Stage
from tests.engine.spiff.test_repetition import instances, loop

SLOW = "count(for i in 1..300 return for j in 1..100 return i * j) > 0"


def round_and_round() -> Shapes:
    diagram = Diagram().start().xor("m", "g").end()
    return diagram.flows("start -> m -> g", "g -> m: true", "g -> end: default")


def slow_conditions_round_and_round() -> Shapes:
    diagram = Diagram().start().xor("m", "g").end()
    return diagram.flows("start -> m -> g", f"g -> m: {SLOW}", "g -> end: default")


def a_loop_without_end() -> Shapes:
    return Diagram().start().service("s", inside=loop("true")).flows("start -> s")


def instances_within_instances() -> Shapes:
    diagram = Diagram().start()
    many = instances(number="2000")
    with diagram.sub("outer", inside=many) as outer:
        outer.start("s1").user("a", inside=many).flows("s1 -> a")
    return diagram.flows("start -> outer")


def branches_that_double() -> Shapes:
    diagram = Diagram().start().xor("m").both("f")
    return diagram.flows("start -> m -> f", "f -> m", "f -> m")


def calls_of_itself() -> Shapes:
    return Diagram().start().call("c", "process", inside=instances(number="3")).flows("start -> c")


def growing_text() -> Shapes:
    return Diagram().start().xor("m").script("s", "x + x", "x").flows("start -> m -> s -> m")


BOMBS: list[Callable[[], Shapes]] = [
    round_and_round, slow_conditions_round_and_round, a_loop_without_end, instances_within_instances,
    branches_that_double, calls_of_itself, growing_text,
]  # fmt: skip


@pytest.mark.parametrize("made", BOMBS, ids=lambda made: made.__name__)
def test_a_bomb_is_parked_in_no_time(made: Callable[[], Shapes]) -> None:
    stage = Stage(made())
    stage.services["s"] = lambda data: None
    began = time.thread_time()
    play = stage.play(x="12345678")
    assert time.thread_time() - began < 2
    assert all(sentence.startswith("Expected ") for sentence in play.parked.values())
    assert play.parked
    assert len(play.workflow.dump()) < 3_000_000


def test_what_ran_out_of_its_budget_goes_on_by_a_retry() -> None:
    diagram = Diagram().start().xor("m", "g").script("s", "n + 1", "n").end()
    play = Stage(diagram.flows("start -> m -> s -> g", "g -> m: n < 4000", "g -> end: default")).play(n=0)
    assert len(play.parked) == 1
    while play.parked:
        play.retry(next(iter(play.parked)))
    assert play.done
    assert play.data == {"n": 4000}


def test_a_pause_for_collecting_garbage_is_not_charged_to_the_action() -> None:
    held = [[number] for number in range(1_000_000)]
    budget = Budget()
    began = time.thread_time()
    with budget.evaluation():
        while time.thread_time() - began < 2 * SECONDS:
            gc.collect()
    assert not budget.worn
    assert len(held) == 1_000_000
