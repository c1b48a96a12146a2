"""Repairs by hand: what would come of each, what does, what the history keeps, and the way back."""

import threading
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from engine import (
    Act,
    InstanceStatus,
    InvalidInput,
    Kind,
    NotAllowed,
    NotRepairable,
    NotWaiting,
    Outcome,
    Repair,
    erase,
)
from tests.conftest import A_MONDAY
from tests.engine.drawings import after, drawing, element, end, flows, service_task, start, user_task
from tests.engine.play import ANNA, CECILIA, Play

AROUND = '<message id="m_answer" name="answer"/>'
ANSWER = '<messageEventDefinition messageRef="m_answer"/>'
REASON = "Kirjattiin väärin."


def preview(play: Play, number: int, repair: Repair) -> Outcome:
    with play.database.read() as connection:
        return play.engine.preview_repair(connection, number, repair)


def repair(play: Play, number: int, repair: Repair) -> Outcome:
    """Do it; what was foretold is what comes."""
    seen = preview(play, number, repair)
    before = {task.token for task in _standing(play, number).tasks}
    play.database.transact(lambda unit: play.engine.repair(unit, number, repair, by=CECILIA, reason=REASON))
    if play.instance(number).status is InstanceStatus.ACTIVE:
        after_it = _standing(play, number)
        assert {task.token for task in after_it.tasks} - before == {task.token for task in seen.opened}
    assert (play.instance(number).status is InstanceStatus.COMPLETED) == seen.ends
    play.demand_sound()
    return seen


def undo(play: Play, number: int) -> None:
    play.database.transact(lambda unit: play.engine.unrepair(unit, number, by=CECILIA, reason="Väärä korjaus."))
    play.demand_sound()


def spot(play: Play, number: int, element: str) -> int:
    """The token at an element."""
    with play.database.read() as connection:
        bench = play.engine.repairable(connection, number)
    (found,) = [one.token for one in bench.spots if one.element.id == element]
    return found


def _standing(play: Play, number: int) -> Any:
    with play.database.read() as connection:
        return play.engine.repairable(connection, number).standing


def skip(play: Play, number: int, element: str) -> Outcome:
    return repair(play, number, Repair(Act.SKIP, spot(play, number, element)))


def move(play: Play, number: int, element: str, to: str) -> Outcome:
    return repair(play, number, Repair(Act.MOVE, spot(play, number, element), to=to))


def deploy(play: Play, *parts: str) -> None:
    play.deploy({"p/p.bpmn": drawing("p", *parts, around=AROUND)})


CHAIN = (start(), user_task("write"), user_task("decide"), end(), flows("begin > write > decide > over"))


def test_data_are_set_with_their_types(play: Play) -> None:
    deploy(play, *CHAIN)
    number = play.start("p", {"cost": 1, "name": "a"})
    written: Mapping[str, object] = {"cost": Decimal("12.50"), "partners": ["x", {"y": True}]}
    seen = repair(play, number, Repair(Act.SET, written=written))
    assert seen.data == written
    assert play.data(number)["cost"] == Decimal("12.50")
    assert play.data(number)["name"] == "a"
    assert play.elements(number) == ["write"]


def test_a_repair_is_an_input_of_the_history_with_its_reason(play: Play) -> None:
    deploy(play, *CHAIN)
    number = play.start("p")
    repair(play, number, Repair(Act.SET, written={"cost": 2}))
    event = play.timeline(number)[-1]
    assert (event.kind, event.actor) == (Kind.REPAIRED, "cecilia")
    assert event.value is not None
    assert (event.value["act"], event.value["reason"], event.value["written"]) == ("set", REASON, {"cost": 2})


def test_a_task_is_skipped_and_the_next_opens(play: Play) -> None:
    deploy(play, *CHAIN)
    number = play.start("p")
    seen = skip(play, number, "write")
    assert [task.element.id for task in seen.closed] == ["write"]
    assert [task.element.id for task in seen.opened] == ["decide"]
    assert play.elements(number) == ["decide"]
    assert [event.kind for event in play.timeline(number)][-2:] == [Kind.REPAIRED, Kind.WITHDRAWN]


def test_a_repair_may_end_an_instance_and_says_so(play: Play) -> None:
    deploy(play, start(), user_task("write"), end(), flows("begin > write > over"))
    number = play.start("p")
    assert skip(play, number, "write").ends


def test_what_waits_for_a_message_or_a_time_is_skipped(play: Play) -> None:
    deploy(play, start(), element("intermediateCatchEvent", "answer", ANSWER),
           element("intermediateCatchEvent", "rest", after("P3D")), user_task("write"), end(),
           flows("begin > answer > rest > write > over"))  # fmt: skip
    number = play.start("p")
    seen = skip(play, number, "answer")
    assert [one.name for one in seen.waits_no_more] == ["answer"]
    assert [one.due_at for one in seen.timers] == [A_MONDAY + timedelta(days=3)]
    assert [one.element.id for one in skip(play, number, "rest").opened] == ["write"]
    assert play.rows("SELECT token FROM timer UNION ALL SELECT token FROM subscription") == []


def test_what_failed_is_skipped_or_mended_by_its_data(play: Play) -> None:
    calls: list[object] = []

    def book(call: object, place: str) -> dict[str, object]:
        calls.append(place)
        if place != "Karstula":
            raise ValueError("no such place")
        return {"booked": True}

    play.engine.parts.services.register("book")(book)
    deploy(play, start(), service_task("book", "book", place="= place"), user_task("write"), end(),
           flows("begin > book > write > over"))  # fmt: skip
    first, second = (play.start("p", {"place": "Kyyjärvi"}, business_key=f"project/{n}") for n in (1, 2))
    seen = skip(play, first, "book")
    assert [one.element.id for one in seen.mended] == ["book"]
    assert play.elements(first) == ["write"]
    repair(play, second, Repair(Act.SET, written={"place": "Karstula"}))
    play.retry_all()
    assert play.data(second)["booked"] is True
    assert play.elements(second) == ["write"]
    play.demand_sound()


def test_a_preview_calls_no_service_and_says_which_it_would_be(play: Play) -> None:
    calls: list[object] = []
    play.engine.parts.services.register("book")(lambda call: calls.append(call))
    deploy(play, start(), user_task("write"), service_task("book", "book"), user_task("decide"), end(),
           flows("begin > write > book > decide > over"))  # fmt: skip
    number = play.start("p")
    seen = preview(play, number, Repair(Act.SKIP, spot(play, number, "write")))
    assert (seen.calls, calls, seen.parked, seen.ends) == (("book",), [], (), False)
    assert [one.kind for one in play.timeline(number)] == [Kind.STARTED]


def test_a_token_is_moved_back_and_forth(play: Play) -> None:
    deploy(play, start(), user_task("write"), element("boundaryEvent", "late", after("P7D"), attachedToRef="write"),
           user_task("decide"), end(), end("gone"), flows("begin > write > decide > over", "late > gone"))  # fmt: skip
    number = play.start("p")
    assert len(play.rows("SELECT token FROM timer")) == 1
    seen = move(play, number, "write", "decide")
    assert [one.element.id for one in seen.stopped] == ["late"]
    assert play.elements(number) == ["decide"]
    assert play.rows("SELECT token FROM timer") == []
    seen = move(play, number, "decide", "write")
    assert [one.element.id for one in seen.timers] == ["late"]
    assert play.elements(number) == ["write"]


FORK = (start(), element("parallelGateway", "split"), user_task("one"), user_task("two"),
        element("parallelGateway", "join"), user_task("decide"), end(),
        flows("begin > split > one > join", "split > two > join > decide > over"))  # fmt: skip


def test_a_move_that_would_let_a_join_wait_for_ever_is_refused(play: Play) -> None:
    deploy(play, *FORK)
    number = play.start("p")
    wanted = Repair(Act.MOVE, spot(play, number, "one"), to="decide")
    assert preview(play, number, wanted).starved == ("join",)
    state = play.content(number)
    with pytest.raises(NotRepairable):
        repair(play, number, wanted)
    assert play.content(number) == state


def test_a_scope_is_begun_again_at_an_element(play: Play) -> None:
    deploy(play, *FORK)
    number = play.start("p", {"kept": "yes"})
    play.complete(number, "one")
    seen = repair(play, number, Repair(Act.RESTART, to="split"))
    assert [one.element.id for one in seen.closed] == ["two"]
    assert play.elements(number) == ["one", "two"]
    assert play.data(number)["kept"] == "yes"
    for name in ("one", "two", "decide"):
        play.complete(number, name)
    assert play.instance(number).status is InstanceStatus.COMPLETED


def test_a_sub_process_a_called_process_and_a_loop_are_skipped_as_a_whole(play: Play) -> None:
    inner = drawing("inner", start(), user_task("inside"), end(), flows("begin > inside > over"))
    loop = '<multiInstanceLoopCharacteristics camunda:collection="= people" camunda:elementVariable="who"/>'
    outer = drawing("p", start(), element("callActivity", "call", calledElement="inner"),
                    user_task("each").replace("</userTask>", f"{loop}</userTask>"), user_task("write"), end(),
                    flows("begin > call > each > write > over"))  # fmt: skip
    play.deploy({"p/inner.bpmn": inner, "p/p.bpmn": outer})
    number = play.start("p", {"people": ["a", "b", "c"]})
    skip(play, number, "call")
    assert play.elements(number) == ["each"] * 3
    with play.database.read() as connection:
        spots = play.engine.repairable(connection, number).spots
    whole = next(one for one in spots if one.may_move)
    assert not any(one.may_move for one in spots if one is not whole)
    repair(play, number, Repair(Act.SKIP, whole.token))
    assert play.elements(number) == ["write"]


def test_the_last_repair_is_taken_back_exactly(play: Play) -> None:
    deploy(play, *CHAIN)
    number = play.start("p", {"cost": 1})
    before = play.content(number)
    for wanted in (
        Repair(Act.SET, written={"cost": 2}),
        Repair(Act.SKIP, spot(play, number, "write")),
        Repair(Act.MOVE, spot(play, number, "write"), to="over"),
        Repair(Act.RESTART, to="decide"),
    ):
        if wanted.to == "over":  # It would end, and what has ended stays so.
            continue
        repair(play, number, wanted)
        assert play.content(number) != before
        undo(play, number)
        assert play.content(number) == before
    assert play.elements(number) == ["write"]
    play.complete(number, "write")
    play.complete(number, "decide")
    play.demand_sound()


def test_a_repair_that_something_has_followed_stays(play: Play) -> None:
    deploy(play, *CHAIN)
    number = play.start("p")
    repair(play, number, Repair(Act.SET, written={"cost": 2}))
    play.complete(number, "write")
    with pytest.raises(NotRepairable):
        undo(play, number)


def test_a_repair_by_which_a_service_ran_stays(play: Play) -> None:
    play.engine.parts.services.register("book")(lambda call: None)
    deploy(play, start(), user_task("write"), service_task("book", "book"), user_task("decide"), end(),
           flows("begin > write > book > decide > over"))  # fmt: skip
    number = play.start("p")
    play.database.transact(
        lambda unit: play.engine.repair(
            unit, number, Repair(Act.SKIP, spot(play, number, "write")), by=CECILIA, reason=REASON
        )
    )
    assert play.elements(number) == ["decide"]
    with pytest.raises(NotRepairable):
        undo(play, number)


def test_only_administrators_repair_and_only_with_a_reason(play: Play) -> None:
    deploy(play, *CHAIN)
    number = play.start("p")
    wanted = Repair(Act.SET, written={"cost": 2})
    with pytest.raises(NotAllowed):
        play.database.transact(lambda unit: play.engine.repair(unit, number, wanted, by=ANNA, reason=REASON))
    with pytest.raises(InvalidInput):
        play.database.transact(lambda unit: play.engine.repair(unit, number, wanted, by=CECILIA, reason="  "))
    assert len(play.timeline(number)) == 1


def test_what_is_not_there_cannot_be_repaired(play: Play) -> None:
    deploy(play, *CHAIN)
    number = play.start("p")
    for wanted, error in (
        (Repair(Act.SKIP, 999), NotWaiting),
        (Repair(Act.SET, part=999, written={"a": 1}), NotWaiting),
        (Repair(Act.SET), InvalidInput),
        (Repair(Act.RESTART, to="nowhere"), InvalidInput),
        (Repair(Act.MOVE, spot(play, number, "write"), to="nowhere"), InvalidInput),
    ):
        with pytest.raises(error):
            preview(play, number, wanted)
    skip(play, number, "write")
    skip(play, number, "decide")
    with pytest.raises(NotRepairable):
        preview(play, number, Repair(Act.SET, written={"a": 1}))


def test_of_two_administrators_who_repair_at_once_the_second_is_told(play: Play) -> None:
    deploy(play, *CHAIN)
    number = play.start("p")
    wanted = Repair(Act.SKIP, spot(play, number, "write"))
    seen: list[type[Exception] | None] = []
    together = threading.Barrier(2)

    def act() -> None:
        together.wait()
        try:
            play.database.transact(lambda unit: play.engine.repair(unit, number, wanted, by=CECILIA, reason=REASON))
            seen.append(None)
        except NotWaiting as error:
            seen.append(type(error))

    threads = [threading.Thread(target=act) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(seen, key=str) == sorted([None, NotWaiting], key=str)
    assert play.elements(number) == ["decide"]
    play.demand_sound()


def test_a_repair_whose_value_was_erased_is_not_taken_back(play: Play) -> None:
    deploy(play, *CHAIN)
    number = play.start("p")
    repair(play, number, Repair(Act.SET, written={"cost": 2}))
    event = play.timeline(number)[-1]
    play.database.transact(lambda unit: erase(unit.write(), number, event.sequence))
    with pytest.raises(NotRepairable):
        undo(play, number)
