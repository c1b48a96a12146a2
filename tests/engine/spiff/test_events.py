"""Events: waited for, at boundaries, in event sub-processes, thrown and caught (BPMN 2.0.2, 10.5)."""

from datetime import timedelta

import pytest

from engine.errors import BpmnError, InvalidInput, NotWaiting, StaleState
from engine.spiff import Thrown, Trigger
from tests.engine.diagram import Diagram, Shapes
from tests.engine.spiff.stage import Stage


def test_a_message_reaches_what_waits_for_it_with_its_payload() -> None:
    diagram = Diagram().start().receive("r", "answer", properties={"correlationKey": "= project.id"})
    diagram.catch("c", "message:news", properties={"resultVariable": "news"}).end()
    play = Stage(diagram.flows("start -> r -> c -> end")).play(project={"id": 7})
    (waiting,) = play.workflow.standing.subscriptions
    assert (waiting.kind, waiting.name, waiting.correlation) == ("message", "answer", "7")
    play.receive("r", grade=5)
    (waiting,) = play.workflow.standing.subscriptions
    assert (waiting.name, waiting.correlation) == ("news", None)
    assert play.receive("c", text="hello").done
    assert play.data == {"project": {"id": 7}, "grade": 5, "news": {"text": "hello"}}


def test_what_does_not_wait_takes_no_message() -> None:
    play = Stage(Diagram().start().user("a").flows("start -> a")).play()
    for token in (play.token("a"), 99):
        with pytest.raises(NotWaiting):
            play.workflow.receive(token, {})
    with pytest.raises(NotWaiting):
        play.workflow.retry(play.token("a"))


def test_a_payload_that_no_state_can_keep_is_refused_before_anything_moves() -> None:
    play = Stage(Diagram().start().receive("r", "m").flows("start -> r")).play()
    with pytest.raises(InvalidInput, match="value of type object"):
        play.workflow.receive(play.token("r"), {"x": object()})
    assert play.waits == ["r"]


def test_thrown_messages_and_signals_leave_the_instance() -> None:
    diagram = Diagram().start()
    diagram.send("s", "proposal", properties={"correlationKey": "= id", "payload": "= {score: x + 1}"})
    diagram.throw("t", "message:begin", properties={"businessKey": '= "P-" + string(id)', "timeToLive": "P7D"})
    diagram.end("e", "signal:closed", properties={"payload": "= {id: id}"})
    stage = Stage(diagram.flows("start -> s -> t -> e"))
    assert stage.play(id=4, x=1).done
    assert stage.thrown == [
        Thrown("message", "proposal", "s", "4", {"score": 2}),
        Thrown("message", "begin", "t", None, {}, "P-4", "P7D"),
        Thrown("signal", "closed", "e", None, {"id": 4}),
    ]


def test_a_payload_that_is_no_context_is_parked() -> None:
    diagram = Diagram().start().throw("t", "message:m", properties={"payload": "= 5"}).flows("start -> t")
    assert Stage(diagram).play().parked == {"t": "Expected a context as the payload of 'm', but got 5."}


@pytest.mark.parametrize("kind", ["message", "signal"])
def test_a_process_begins_with_a_message_or_signal(kind: str) -> None:
    diagram = Diagram().start().start("m", f"{kind}:go", properties={"resultVariable": "order"}).user("a", "b")
    stage = Stage(diagram.flows("start -> a", "m -> b"))
    assert {(start.kind, start.name) for start in stage.definitions[0].starts} == {("none", ""), (kind, "go")}
    play = stage.play(trigger=Trigger(kind, "go", {"n": 1}), x=1)
    assert (play.open, play.data) == (["b"], {"x": 1, "order": {"n": 1}})
    assert stage.play().open == ["a"]


def test_the_first_of_several_events_takes_the_others_away_two_timers_included() -> None:
    diagram = Diagram().start().first("g").user("late", "soon", "told", "signalled")
    diagram.catch("t1", "timer:duration PT10H").catch("t2", "timer:duration PT1H")
    diagram.receive("m", "word").catch("s", "signal:bell").flows(
        "start -> g -> t1 -> late", "g -> t2 -> soon", "g -> m -> told", "g -> s -> signalled"
    )
    stage = Stage(diagram)
    play = stage.play()
    assert len(play.timers) == 2
    assert play.waits == ["m", "s"]
    assert play.pass_time(timedelta(hours=1)).open == ["soon"]
    assert (play.waits, play.timers) == ([], {})
    assert stage.play().receive("m").open == ["told"]
    assert stage.play().receive("s").open == ["signalled"]


@pytest.mark.parametrize("about", ["message:m", "signal:m", "timer:duration PT1H", "conditional:stop"])
def test_an_interrupting_boundary_event_ends_its_activity(about: str) -> None:
    diagram = Diagram().start().both("f").user("a", "other", "b").boundary("e", "a", about)
    play = Stage(diagram.flows("start -> f -> a", "f -> other", "e -> b")).play(stop=False)
    happen(play, about)
    assert "b" in play.open
    assert "a" not in play.open


@pytest.mark.parametrize("about", ["message:m", "signal:m", "timer:cycle R/PT1H", "conditional:stop"])
def test_a_boundary_event_that_interrupts_nothing_happens_again_and_again(about: str) -> None:
    diagram = Diagram().start().both("f").user("a", "other", "b").boundary("e", "a", about, interrupting=False)
    play = Stage(diagram.flows("start -> f -> a", "f -> other", "other -> other", "e -> b")).play(stop=False)
    happen(play, about)
    assert play.open == ["a", "b", "other"]
    if about.startswith("conditional"):
        play.complete("other", stop=True)
        assert play.open == ["a", "b", "other"]  # It held before: nothing new.
        play.complete("other", stop=False)
    happen(play, about)
    assert play.open == ["a", "b", "b", "other"]
    play.complete("a").complete("b").complete("b")
    assert (play.waits, play.timers) == ([], {})


def happen(play: object, about: str) -> None:
    kind = about.partition(":")[0]
    if kind == "timer":
        play.pass_time(timedelta(hours=1))  # type: ignore[attr-defined]
    elif kind == "conditional":
        play.complete("other", stop=True)  # type: ignore[attr-defined]
    else:
        play.receive("e")  # type: ignore[attr-defined]


def test_a_condition_waits_for_data_that_is_not_there_yet() -> None:
    diagram = Diagram().start().both("f").user("a", "b").catch("c", "conditional:= x > 3")
    play = Stage(diagram.flows("start -> f -> a", "f -> c -> b")).play()
    assert (play.open, play.parked) == (["a"], {})
    assert play.complete("a", x=4).open == ["b"]


@pytest.mark.parametrize("code", ["broke", ""])
def test_an_error_of_a_service_goes_to_the_boundary_event(code: str) -> None:
    diagram = Diagram().start().service("s").user("a", "b")
    diagram.boundary("e", "s", f"error:{code}", properties={"resultVariable": "problem"})
    stage = Stage(diagram.flows("start -> s -> a", "e -> b"))
    stage.services["s"] = failing(BpmnError("broke", "No money left."))
    play = stage.play()
    assert play.open == ["b"]
    assert play.data == {"problem": {"code": "broke", "message": "No money left."}}


def failing(error: Exception) -> object:
    def service(data: object) -> None:
        raise error

    return service


def test_an_error_that_nothing_catches_is_parked() -> None:
    stage = Stage(Diagram().start().service("s").boundary("e", "s", "error:other").flows("start -> s"))
    stage.services["s"] = failing(BpmnError("broke"))
    assert stage.play().parked == {"s": "Expected an error event for the code 'broke', but nothing catches it."}


def test_an_error_end_goes_outwards_until_it_is_caught() -> None:
    diagram = Diagram().start().user("after", "caught")
    with diagram.sub("outer") as outer:
        outer.start("s1").end("e1").user("never")
        with outer.sub("inner") as inner:
            inner.start("s2").both("f").user("x").end("bad", "error:broke").flows("s2 -> f -> x", "f -> bad")
        outer.flows("s1 -> inner -> e1")
        outer.boundary("wrong", "inner", "error:other").flows("wrong -> never")
    diagram.boundary("right", "outer", "error:broke").flows("start -> outer -> after", "right -> caught")
    assert Stage(diagram).play().open == ["caught"]


def test_an_error_of_a_called_process_reaches_the_call() -> None:
    caller = Diagram("caller").start().call("c", "called").user("a", "b").boundary("e", "c", "error:broke")
    caller.flows("start -> c -> a", "e -> b")
    called = Diagram("called").start().user("x").end("bad", "error:broke").flows("start -> x -> bad")
    play = Stage(caller, called).play()
    assert play.complete("x").open == ["b"]


@pytest.mark.parametrize("interrupting", [True, False])
def test_an_escalation_reaches_the_boundary_and_may_leave_the_rest_running(interrupting: bool) -> None:
    diagram = Diagram().start().user("told")
    with diagram.sub("sub") as sub:
        sub.start("s").throw("up", "escalation:late").user("x").end("e").flows("s -> up -> x -> e")
    diagram.boundary("b", "sub", "escalation:late", interrupting=interrupting).flows("start -> sub", "b -> told")
    assert Stage(diagram).play().open == (["told"] if interrupting else ["told", "x"])


def test_an_escalation_that_nothing_catches_is_let_go() -> None:
    diagram = Diagram().start().throw("up", "escalation:late").end("e", "escalation:later").flows("start -> up -> e")
    assert Stage(diagram).play().done


def test_a_terminate_end_takes_everything_in_its_scope_away() -> None:
    diagram = Diagram().start().both("f").user("a", "b", "z")
    with diagram.sub("sub") as sub:
        sub.start("s").both("g").user("x", "y").end("stop", "terminate").flows("s -> g -> x", "g -> y -> stop")
    diagram.end("all", "terminate").flows("start -> f -> sub -> a", "f -> b", "a -> all")
    play = Stage(diagram).play()
    assert play.complete("y").open == ["a", "b"]
    assert play.complete("a").done


def event_sub_process(about: str, *, interrupting: bool, **more: object) -> Shapes:
    diagram = Diagram().start().user("a", "b").end().flows("start -> a -> b -> end")
    with diagram.sub("deviation", triggeredByEvent="true") as sub:
        start = {} if interrupting else {"isInterrupting": "false"}
        sub.start("begins", about, **start, **more).user("handle").end("handled").flows("begins -> handle -> handled")
    return diagram


@pytest.mark.parametrize("about", ["message:m", "signal:m", "timer:cycle R/P1D"])
def test_an_event_sub_process_that_interrupts_nothing_runs_beside_the_rest_each_time(about: str) -> None:
    play = Stage(event_sub_process(about, interrupting=False, properties={"resultVariable": "deviation"})).play(x=1)
    for turn in range(2):
        if about.startswith("timer"):
            play.pass_time(timedelta(days=1))
        else:
            play.receive("begins", number=turn)
    assert play.open == ["a", "handle", "handle"]
    if not about.startswith("timer"):
        seen = [task.data["deviation"] for task in play.workflow.standing.tasks if task.element.id == "handle"]
        assert seen == [{"number": 0}, {"number": 1}]
        assert "deviation" not in play.data
    play.complete("handle", answer="later")
    assert play.data["answer"] == "later"
    play.complete("a").complete("b")
    assert not play.done
    assert play.complete("handle").done


@pytest.mark.parametrize("about", ["message:m", "signal:m", "timer:duration P1D"])
def test_an_interrupting_event_sub_process_takes_the_place_of_the_rest(about: str) -> None:
    play = Stage(event_sub_process(about, interrupting=True)).play()
    if about.startswith("timer"):
        play.pass_time(timedelta(days=1))
    else:
        play.receive("begins", reason="no")
        assert play.data == {"reason": "no"}
    assert (play.open, play.waits, play.timers) == (["handle"], [], {})
    assert play.complete("handle").done


def test_what_only_listens_does_not_hold_a_process_open() -> None:
    play = Stage(event_sub_process("message:m", interrupting=False)).play()
    assert play.complete("a").complete("b").done
    assert play.waits == []


@pytest.mark.parametrize("kind", ["error", "escalation"])
def test_an_event_sub_process_catches_what_is_thrown_in_its_scope(kind: str) -> None:
    diagram = Diagram().start().user("after")
    with diagram.sub("outer") as outer:
        outer.start("s").both("f").user("x").user("y").end("thrown", f"{kind}:late").flows(
            "s -> f -> x", "f -> y -> thrown"
        )
        with outer.sub("handler", triggeredByEvent="true") as handler:
            handler.start("hs", f"{kind}:late").user("handle").end("he").flows("hs -> handle -> he")
    play = Stage(diagram.flows("start -> outer -> after")).play()
    assert play.complete("y").open == ["handle"]
    assert play.complete("handle").open == ["after"]


def test_an_error_in_an_error_event_sub_process_goes_further_out() -> None:
    diagram = Diagram().start().user("caught")
    with diagram.sub("outer") as outer:
        outer.start("s").end("thrown", "error:a").flows("s -> thrown")
        with outer.sub("handler", triggeredByEvent="true") as handler:
            handler.start("hs", "error:").end("he", "error:b").flows("hs -> he")
    diagram.boundary("b", "outer", "error:b").flows("start -> outer", "b -> caught")
    assert Stage(diagram).play().open == ["caught"]


def test_an_event_sub_process_inside_a_sub_process_and_one_inside_a_called_process_listen_there() -> None:
    caller = Diagram("caller").start().call("c", "process").user("z").flows("start -> c -> z")
    play = Stage(caller, event_sub_process("message:m", interrupting=False)).play()
    assert play.waits == ["begins"]
    assert play.receive("begins").open == ["a", "handle"]
    assert play.complete("a").complete("b").complete("handle").open == ["z"]
    assert play.waits == []


def test_cancelling_takes_everything_away() -> None:
    caller = Diagram("caller").start().call("c", "process").boundary("t", "c", "timer:duration P1D")
    play = Stage(caller.flows("start -> c"), event_sub_process("message:m", interrupting=False)).play()
    play.workflow.cancel()
    play.settle()
    assert play.done
    assert (play.open, play.waits, play.timers) == ([], [], {})


def test_a_boundary_timer_that_could_not_be_set_goes_with_its_activity() -> None:
    diagram = Diagram().start().user("a", "z").boundary("t", "a", "timer:date = deadline").flows("start -> a -> z")
    play = Stage(diagram).play()
    assert list(play.parked) == ["t"]
    assert play.complete("a").parked == {}
    assert play.complete("z").done


def test_a_lost_race_is_no_failure_of_an_element_but_ends_the_action() -> None:
    stage = Stage(Diagram().start().service("s").flows("start -> s"))
    stage.services["s"] = failing(StaleState())
    with pytest.raises(StaleState):
        stage.play()


@pytest.mark.parametrize("interrupting", [True, False])
def test_an_event_sub_process_begins_when_its_condition_comes_to_hold(interrupting: bool) -> None:
    play = Stage(event_sub_process("conditional:= spent > 100", interrupting=interrupting)).play(spent=5)
    assert play.open == ["a"]
    play.complete("a", spent=101)
    assert play.open == (["handle"] if interrupting else ["b", "handle"])
    if not interrupting:
        play.complete("b", spent=102)
    assert play.complete("handle").done


def test_an_event_sub_process_may_listen_within_an_event_sub_process() -> None:
    diagram = Diagram().start().user("a").flows("start -> a")
    with diagram.sub("outer", triggeredByEvent="true") as outer:
        outer.start("s1", "message:one", isInterrupting="false").user("b").flows("s1 -> b")
        with outer.sub("inner", triggeredByEvent="true") as inner:
            inner.start("s2", "message:two").user("c").flows("s2 -> c")
    play = Stage(diagram).play()
    assert play.waits == ["s1"]
    assert play.receive("s1").waits == ["s1", "s2"]
    assert play.receive("s2").open == ["a", "c"]
    assert play.complete("c").complete("a").done
