"""Undoing what is done (BPMN 2.0.2, 10.7)."""

import pytest

from engine.errors import InvalidResource
from engine.spiff import parse
from tests.engine.diagram import Diagram, Shapes
from tests.engine.spiff.stage import Stage
from tests.engine.spiff.test_repetition import instances


def journey(thrown: str = "compensate") -> Shapes:
    diagram = Diagram().start().user("hotel", "flight", "pay", "z").throw("undo", thrown).xor("g").end()
    diagram.undo("hotel", "cancel_hotel").undo("flight", "cancel_flight")
    return diagram.flows(
        "start -> hotel -> flight -> pay -> g", "g -> undo: failed", "g -> z: default", "undo -> z -> end"
    )


def test_what_is_done_is_undone_the_latest_first_and_then_the_throwing_event_goes_on() -> None:
    play = Stage(journey()).play()
    play.complete("hotel").complete("flight").complete("pay", failed=True)
    assert play.open == ["cancel_flight"]
    assert play.complete("cancel_flight").open == ["cancel_hotel"]
    assert play.complete("cancel_hotel", refunded=True).open == ["z"]
    assert play.complete("z").done
    assert play.data == {"failed": True, "refunded": True}


def test_without_a_failure_nothing_is_undone() -> None:
    play = Stage(journey()).play()
    assert play.complete("hotel").complete("flight").complete("pay", failed=False).open == ["z"]
    assert play.complete("z").done


def test_one_activity_may_be_named() -> None:
    play = Stage(journey("compensate:hotel")).play()
    play.complete("hotel").complete("flight").complete("pay", failed=True)
    assert play.open == ["cancel_hotel"]
    assert play.complete("cancel_hotel").open == ["z"]


def test_what_was_done_several_times_is_undone_as_often_and_only_once() -> None:
    diagram = Diagram().start().user("a", "ask", "z").xor("m", "g").throw("undo", "compensate").end("e", "compensate")
    diagram.undo("a", "revert")
    diagram.flows("start -> m -> a -> ask -> g", "g -> m: more", "g -> undo: default", "undo -> z -> e")
    play = Stage(diagram).play()
    play.complete("a").complete("ask", more=True).complete("a").complete("ask", more=False)
    assert play.complete("revert").complete("revert").open == ["z"]
    assert play.complete("z").done


def test_what_is_not_done_is_not_undone() -> None:
    diagram = Diagram().start().both("f").user("a", "b", "c").throw("undo", "compensate")
    diagram.undo("a", "revert_a").undo("b", "revert_b").flows("start -> f -> a", "f -> b", "f -> c -> undo")
    play = Stage(diagram).play()
    assert play.complete("b").complete("c").open == ["a", "revert_b"]


def test_a_handler_may_fail_be_tried_again_and_be_a_loop() -> None:
    diagram = Diagram().start().user("a", "b").end("e", "compensate").boundary("undo_a", "a", "compensate")
    diagram.service("revert", isForCompensation="true", inside=instances("= [1, 2]"))
    diagram.parts.append('<association id="leads" sourceRef="undo_a" targetRef="revert"/>')
    stage = Stage(diagram.flows("start -> a -> b -> e"))
    seen: list[object] = []

    def revert(data: dict[str, object]) -> None:
        seen.append(data["item"])
        if data["item"] == 2 and len(seen) < 3:
            raise ValueError("not yet")

    stage.services["revert"] = revert
    play = stage.play().complete("a").complete("b")
    assert play.parked == {"revert": "Expected it to succeed, but ValueError: not yet"}
    assert play.retry("revert").done
    assert seen == [1, 2, 2]


def test_an_interrupted_scope_takes_its_compensation_with_it() -> None:
    diagram = Diagram().start().user("z").boundary("stop", "sub", "signal:stop")
    with diagram.sub("sub") as sub:
        sub.start("s").user("a").end("e", "compensate").undo("a", "revert").flows("s -> a -> e")
    play = Stage(diagram.flows("start -> sub", "stop -> z")).play()
    assert play.complete("a").open == ["revert"]
    assert play.receive("stop").open == ["z"]
    assert play.complete("z").done


def thrown_outside() -> Shapes:
    diagram = Diagram().start().throw("t", "compensate")
    with diagram.sub("sub") as sub:
        sub.start("s").user("a").undo("a", "revert").flows("s -> a")
    return diagram.flows("start -> sub -> t")


def thrown_in_an_event_sub_process() -> Shapes:
    diagram = Diagram().start().user("a").undo("a", "revert").flows("start -> a")
    with diagram.sub("sub", triggeredByEvent="true") as sub:
        sub.start("s", "message:m").end("e", "compensate").flows("s -> e")
    return diagram


def a_handler_in_the_flow() -> Shapes:
    return Diagram().start().user("a").undo("a", "revert").flows("start -> a -> revert")


REFUSED = [
    (thrown_outside(), "a sub-process inside has handlers of its own"),
    (thrown_in_an_event_sub_process(), "it is thrown in an event sub-process"),
    (a_handler_in_the_flow(), "Expected no flows or boundary events at what is for compensation"),
    (Diagram().start().throw("t", "compensate:b").user("b").flows("start -> b -> t"), "but 'b' is none"),
    (Diagram().start().user("a").undo("a", "b").undo("a", "c").flows("start -> a"), "there is none or several"),
]


@pytest.mark.parametrize(("diagram", "sentence"), REFUSED, ids=[sentence for _, sentence in REFUSED])
def test_compensation_across_scopes_is_refused(diagram: Shapes, sentence: str) -> None:
    with pytest.raises(InvalidResource, match=sentence):
        parse({"x.bpmn": diagram._diagram.xml()})
