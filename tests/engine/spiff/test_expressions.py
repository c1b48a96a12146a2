"""Every place of a diagram that can hold an expression is evaluated by FEEL; no Python is ever compiled or run."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from SpiffWorkflow.bpmn.specs.bpmn_task_spec import _BpmnCondition

from engine.spiff import Workflow
from engine.spiff.environment import FeelEnvironment, FeelScriptEngine
from tests.engine.diagram import Diagram
from tests.engine.spiff.stage import Play, Stage
from tests.engine.spiff.test_repetition import instances, loop

_ran: list[str] = []
_watching = False


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if _watching and event in {"compile", "exec"}:
        _ran.append(f"{event} {arguments}")


sys.addaudithook(_watch)


@contextmanager
def no_python() -> Iterator[None]:
    """Fail when Python compiles or runs a text within the block."""
    global _watching
    _ran.clear()
    _watching = True
    try:
        yield
    finally:
        _watching = False
    assert _ran == []


YES = "some x in xs satisfies x > 2"  # Neither Python nor JavaScript.
NO = "every x in xs satisfies x > 2"

Made = tuple[Diagram, Callable[[Play], bool]]


def gateway_condition() -> Made:
    diagram = Diagram().start().xor("g").user("a", "b")
    diagram.flows("start -> g", f"g -> a: {NO}", f"g -> b: = {YES}")
    return diagram, lambda play: play.open == ["b"]


def inclusive_condition() -> Made:
    diagram = Diagram().start().any("g").user("a", "b")
    diagram.flows("start -> g", f"g -> a: {NO}", f"g -> b: {YES}")
    return diagram, lambda play: play.open == ["b"]


def activity_condition() -> Made:
    diagram = Diagram().start().user("t", "a", "b")
    diagram.flows("start -> t", f"t -> a: {NO}", f"t -> b: {YES}")
    return diagram, lambda play: play.complete("t").open == ["b"]


def timer(text: str, due: str) -> Made:
    return Diagram().start().catch("t", f"timer:{text}").flows("start -> t"), lambda play: play.timers == {"t": due}


def timer_duration() -> Made:
    return timer('duration = if count(xs) = 3 then "PT3H" else "PT1H"', "2026-01-15 12:00")


def timer_date() -> Made:
    return timer('date = date("2026-02-0" + string(count(xs)))', "2026-02-03 00:00")


def timer_cycle() -> Made:
    return timer('cycle = "R/P" + string(count(xs)) + "D"', "2026-01-18 09:00")


def timer_boundary() -> Made:
    diagram = Diagram().start().user("a").boundary("t", "a", 'timer:duration = duration("P" + string(count(xs)) + "D")')
    return diagram.flows("start -> a"), lambda play: play.pass_time(timedelta(days=3)).done


def loop_condition() -> Made:
    diagram = Diagram().start().user("a", inside=loop(f"loopCounter < count(xs) and ({YES})")).user("z")
    diagram.flows("start -> a -> z")
    return diagram, lambda play: play.complete("a").complete("a").complete("a").open == ["z"]


def multi_instance_collection() -> Made:
    diagram = Diagram().start().user("a", inside=instances("= xs[item > 1]", item="i")).flows("start -> a")
    return diagram, lambda play: play.open == ["a", "a"]


def multi_instance_cardinality() -> Made:
    diagram = Diagram().start().user("a", inside=instances(number="= count(xs[item > 1])")).flows("start -> a")
    return diagram, lambda play: play.open == ["a", "a"]


def multi_instance_completion() -> Made:
    diagram = Diagram().start().user("a", inside=instances("= xs", enough=YES)).user("z").flows("start -> a -> z")
    return diagram, lambda play: play.complete("a").open == ["z"]


def multi_instance_result() -> Made:
    properties = {"resultCollection": "out", "resultElement": "= if i > 2 then null else i * 2"}
    diagram = Diagram().start().user("a", inside=instances("= xs", item="i"), properties=properties).flows("start -> a")
    return diagram, lambda play: play.complete("a").complete("a").complete("a").data["out"] == [2, 4, None]


def conditional_event() -> Made:
    return Diagram().start().catch("c", f"conditional:{YES}").flows("start -> c"), lambda play: play.done


def message_payload_and_keys() -> Made:
    properties = {
        "payload": "= {last: xs[-1]}",
        "correlationKey": '= string join(for x in xs return string(x), "-")',
        "businessKey": "= xs[1]",
        "timeToLive": '= "P" + string(count(xs)) + "D"',
    }
    diagram = Diagram().start().throw("t", "message:m", properties=properties).flows("start -> t")

    def sent(play: Play) -> bool:
        thrown = play.stage.thrown[-1]
        found = (thrown.payload, thrown.correlation, thrown.business_key, thrown.time_to_live)
        return found == ({"last": 3}, "1-2-3", "1", "P3D")

    return diagram, sent


def signal_payload() -> Made:
    diagram = Diagram().start().end("e", "signal:s", properties={"payload": "= {last: xs[-1]}"}).flows("start -> e")
    return diagram, lambda play: play.stage.thrown[-1].payload == {"last": 3}


def awaited_key() -> Made:
    diagram = Diagram().start().receive("r", "m", properties={"correlationKey": "= max(xs)"}).flows("start -> r")
    return diagram, lambda play: play.workflow.standing.subscriptions[0].correlation == "3"


def script_task() -> Made:
    diagram = Diagram().start().script("s", "for x in xs return x * 2", "doubled").flows("start -> s")
    return diagram, lambda play: play.data["doubled"] == [2, 4, 6]


def service_input() -> Made:
    properties = {"in:total": "= sum(xs)", "in:name": "plain"}
    diagram = Diagram().start().service("echo", properties=properties).flows("start -> echo")
    return diagram, lambda play: (play.data["total"], play.data["name"]) == (6, "plain")


PLACES: list[Callable[[], Made]] = [
    gateway_condition, inclusive_condition, activity_condition, timer_duration, timer_date, timer_cycle, timer_boundary,
    loop_condition, multi_instance_collection, multi_instance_cardinality, multi_instance_completion,
    multi_instance_result, conditional_event, message_payload_and_keys, signal_payload, awaited_key, script_task,
    service_input,
]  # fmt: skip


@pytest.mark.parametrize("made", PLACES, ids=lambda made: made.__name__)
def test_feel_is_evaluated_there_and_python_is_not(made: Callable[[], Made]) -> None:
    diagram, holds = made()
    stage = Stage(diagram)
    stage.services["echo"] = lambda data, **given: given
    assert holds(stage.play(xs=[1, 2, 3]))  # Once before: what is compiled and imported first has been.
    with no_python():
        assert holds(stage.play(xs=[1, 2, 3]))


ATTACKS = [
    "__import__('os').system('true')", "().__class__.__mro__[1].__subclasses__()", "open('/etc/passwd').read()",
    "(lambda: 1)()", "[x for x in (1, 2)]", "exec('1')", "eval('1')", "globals()", "xs.__class__",
]  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
def test_python_in_a_condition_is_never_run(attack: str) -> None:
    diagram = Diagram().start().xor("g").user("a", "b").flows("start -> g", f"g -> a: {attack}", "g -> b: default")
    stage = Stage(diagram)
    stage.play(xs=[1])
    with no_python():
        assert list(stage.play(xs=[1]).parked) == ["g"]


@pytest.mark.parametrize("restored", [False, True], ids=["new", "restored"])
def test_spiffworkflows_own_ways_to_evaluate_reach_feel(restored: bool) -> None:
    stage = Stage(Diagram().start().user("a").flows("start -> a"))
    workflow = stage.play(xs=[1, 2, 3]).workflow
    if restored:
        workflow = Workflow.load(workflow.dump(), stage)
    instance = workflow._instance
    token = instance.token(workflow.standing.tasks[0].token)
    assert isinstance(instance.script_engine, FeelScriptEngine)
    assert isinstance(instance.script_engine.environment, FeelEnvironment)
    with no_python():
        assert instance.script_engine.evaluate(token, YES) is True
        assert instance.script_engine.environment.evaluate(NO, token.data, {"more": 1}) is False
        assert _BpmnCondition(YES)._matches(token) is True
        for run in (instance.script_engine.execute, lambda task, text: instance.script_engine.call_service(task)):
            with pytest.raises(NotImplementedError):
                run(token, "import os")
        instance.script_engine.validate(YES)


def test_the_clock_of_expressions_is_the_hosts_in_the_organisations_zone() -> None:
    diagram = (
        Diagram()
        .start()
        .script("s", "string(now())", "at")
        .script("d", "string(today())", "day")
        .flows("start -> s -> d")
    )
    data = Stage(diagram).play().data
    assert data["at"].startswith("2026-01-15T09:00:00")
    assert data["day"] == "2026-01-15"
