"""Messages find who waits, start what they start, or are kept; signals reach everybody; one receiver a transaction."""

from datetime import timedelta

import pytest

from engine import Conflict, InstanceStatus, Kind, ServiceCall, Services, TravellingClock, tick
from tests.engine.drawings import drawing, element, end, flows, service_task, start, user_task
from tests.engine.play import ANNA, CECILIA, Play

MESSAGES = (
    '<message id="m_answer" name="answer"/><message id="m_plea" name="plea"/><signal id="s_year" name="new_year"/>'
)
ANSWER = '<messageEventDefinition messageRef="m_answer"/>'
PLEA = '<messageEventDefinition messageRef="m_plea"/>'
YEAR = '<signalEventDefinition signalRef="s_year"/>'

WAITER = drawing(
    "waiter",
    start(),
    user_task("prepare"),
    element("intermediateCatchEvent", "wait", ANSWER, properties={"resultVariable": "answer"}),
    user_task("read"),
    end(),
    flows("begin > prepare > wait > read > over"),
    around=MESSAGES,
)
LISTENER = drawing(
    "listener",
    start(),
    element("intermediateCatchEvent", "listen", YEAR),
    user_task("greet"),
    end(),
    flows("begin > listen > greet > over"),
    around=MESSAGES,
)


def send(play: Play, correlation: str = "project/1", **payload: object) -> int | None:
    return play.database.transact(
        lambda unit: play.engine.send(unit, "answer", correlation=correlation, payload=payload, by=ANNA)
    )


def test_a_message_reaches_the_instance_that_waits_for_its_key(play: Play) -> None:
    play.deploy({"waiter.bpmn": WAITER})
    first, second = play.start("waiter"), play.start("waiter", business_key="project/2")
    for number in (first, second):
        play.complete(number, "prepare")

    assert send(play, "project/2", text="yes") == second

    assert play.elements(first) == []
    assert play.data(second) == {"answer": {"text": "yes"}}
    last = play.timeline(second)[-1]
    assert (last.kind, last.element, last.actor) == (Kind.MESSAGE, "wait", "anna")
    play.demand_sound()


def test_a_message_that_comes_too_early_is_kept_and_taken_up_in_the_step_that_waits(play: Play) -> None:
    play.deploy({"waiter.bpmn": WAITER})
    number = play.start("waiter")
    assert send(play, text="early") is None

    play.complete(number, "prepare")

    assert play.elements(number) == ["read"]
    assert [event.kind for event in play.timeline(number)] == [Kind.STARTED, Kind.COMPLETED, Kind.MESSAGE]
    assert play.rows("SELECT id FROM message") == []
    play.demand_sound()


def test_a_kept_message_expires(play: Play, clock: TravellingClock) -> None:
    play.deploy({"waiter.bpmn": WAITER})
    number = play.start("waiter")
    send(play)
    clock.travel(timedelta(days=91))
    play.settle()

    play.complete(number, "prepare")

    assert play.elements(number) == []
    assert play.rows("SELECT id FROM message") == []


def test_a_message_to_a_suspended_instance_is_kept_until_it_goes_on(play: Play) -> None:
    play.deploy({"waiter.bpmn": WAITER})
    number = play.start("waiter")
    play.complete(number, "prepare")
    play.database.transact(lambda unit: play.engine.suspend(unit, number, by=CECILIA, reason=""))

    assert send(play) is None
    play.settle()
    assert play.elements(number) == []

    play.database.transact(lambda unit: play.engine.resume(unit, number, by=CECILIA, reason=""))
    play.settle()
    assert play.elements(number) == ["read"]
    play.demand_sound()


def test_a_message_starts_the_process_that_begins_with_it(play: Play) -> None:
    asked = drawing("asked", start(inside=PLEA), user_task("answer"), end(), flows("begin > answer > over"),
                    around=MESSAGES)  # fmt: skip
    asking = drawing(
        "asking",
        start(),
        element(
            "endEvent",
            "ask",
            PLEA,
            properties={"correlationKey": '= "x"', "businessKey": '= "project/9"', "payload": "= {what: question}"},
        ),
        flows("begin > ask"),
        around=MESSAGES,
    )
    play.deploy({"asked.bpmn": asked, "asking.bpmn": asking})

    sender = play.start("asking", {"question": "why"})
    assert play.instance(sender).status is InstanceStatus.COMPLETED
    play.settle()

    begun = play.instance(sender + 1)
    assert (begun.business_key, begun.data) == ("project/9", {"what": "why"})
    play.demand_sound()


def test_a_signal_reaches_everybody_one_transaction_each(play: Play) -> None:
    play.deploy({"listener.bpmn": LISTENER})
    numbers = [play.start("listener") for _ in range(3)]

    count = play.database.transact(lambda unit: play.engine.signal(unit, "new_year", {"year": 2028}, by=ANNA))

    assert count == 3
    assert [play.elements(number) for number in numbers] == [[], [], []]
    play.settle()
    assert [play.elements(number) for number in numbers] == [["greet"]] * 3
    assert play.data(numbers[0]) == {"year": 2028}
    play.demand_sound()


def test_one_receiver_that_cannot_be_read_holds_up_nobody_else(play: Play, clock: TravellingClock) -> None:
    play.deploy({"listener.bpmn": LISTENER})
    numbers = [play.start("listener") for _ in range(3)]
    broken = numbers[0]
    play.spoil(broken)
    play.database.transact(lambda unit: play.engine.signal(unit, "new_year", {}, by=ANNA))

    tick(play.database, play.engine)

    assert [play.elements(number) for number in numbers[1:]] == [["greet"]] * 2
    ((attempts, failure),) = play.rows("SELECT attempts, failure FROM outbox")
    assert attempts == 1
    assert failure


def test_what_a_failing_service_sent_is_not_sent(play: Play, services: Services) -> None:
    @services.register("letters.send")
    def send_letters(call: ServiceCall, fails: bool) -> None:
        call.send("answer", correlation="project/7", payload={"from": call.instance_id})
        call.notify({"to": "bo"})
        if fails:
            raise RuntimeError("out of stamps")

    play.deploy(
        {
            "sender.bpmn": drawing(
                "sender", start(), service_task("post", "letters.send", fails="= fails"), end(),
                flows("begin > post > over"),
            )
        }
    )  # fmt: skip
    play.start("sender", {"fails": True})
    assert play.rows("SELECT id FROM outbox") == []

    play.start("sender", {"fails": False})
    assert play.rows("SELECT kind FROM outbox ORDER BY id") == [("message",), ("mail",)]
    play.settle()  # Mail is left to whoever sends it.
    assert play.rows("SELECT name, correlation FROM message") == [("answer", "project/7")]


def test_a_message_to_an_instance_that_was_cancelled_is_kept(play: Play) -> None:
    play.deploy({"waiter.bpmn": WAITER})
    number = play.start("waiter")
    play.complete(number, "prepare")
    play.database.transact(lambda unit: play.engine.cancel(unit, number, by=CECILIA, reason="mistake"))

    assert send(play) is None
    with pytest.raises(Conflict):
        play.database.transact(lambda unit: play.engine.cancel(unit, number, by=CECILIA, reason="again"))
    play.demand_sound()
