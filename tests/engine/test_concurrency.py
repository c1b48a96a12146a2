"""Several at once: this very task has one winner, parallel tasks all succeed, timers happen once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import TypeVar

from engine import Actor, EngineError, InstanceStatus, Kind, Request, TaskGone, TravellingClock, tick
from tests.engine.drawings import after, drawing, element, end, field, flows, form, start, user_task
from tests.engine.play import ANNA, Play
from tests.engine.test_messages import WAITER, send
from tests.sizes import SIZE

T = TypeVar("T")

SINGLE = drawing("single", start(), user_task("act"), end(), flows("begin > act > over"))


def at_once(count: int, action: Callable[[int], T]) -> list[T | EngineError]:
    """What each of several threads got, having begun together."""
    barrier = Barrier(count)

    def run(number: int) -> T | EngineError:
        barrier.wait()
        try:
            return action(number)
        except EngineError as error:
            return error

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def test_of_fifty_who_complete_one_task_one_wins_and_the_others_hear_who(play: Play) -> None:
    play.deploy({"single.bpmn": SINGLE})
    task = play.task(play.start("single"), "act")

    answers = at_once(50, lambda number: play.complete_task(task, Actor(f"person_{number}", frozenset({"advisors"}))))

    refused = [answer for answer in answers if isinstance(answer, TaskGone)]
    assert len(refused) == 49
    winner = play.timeline(1)[-1].actor
    assert {answer.by for answer in refused} == {winner}
    assert [event.kind for event in play.timeline(1)] == [Kind.STARTED, Kind.COMPLETED]
    play.demand_sound()


def test_one_request_sent_many_times_is_done_once(play: Play) -> None:
    play.deploy({"single.bpmn": SINGLE})
    task = play.task(play.start("single"), "act")
    request = Request("key", "digest")

    answers = at_once(8, lambda _: play.complete_task(task, ANNA, request))

    assert len(set(answers)) == 1
    assert len(play.timeline(1)) == 2


def test_one_start_sent_many_times_starts_one_instance(play: Play) -> None:
    play.deploy({"single.bpmn": SINGLE})
    request = Request("key", "digest")

    numbers = at_once(
        8,
        lambda _: play.database.transact(
            lambda unit: play.engine.start(unit, "single", business_key="b", data={}, by=ANNA, request=request)
        ),
    )

    assert len(set(numbers)) == 1
    assert play.rows("SELECT count(*) FROM instance") == [(1,)]


def test_everybody_who_does_a_parallel_task_of_one_instance_succeeds(play: Play) -> None:
    branches = SIZE.pick(8, 20)
    tasks = [f"task_{number}" for number in range(branches)]
    forms = {f"many/{task}.form.json": form(task, field(f"says_{task}", process=True)) for task in tasks}
    play.deploy(
        {
            "many/many.bpmn": drawing(
                "many",
                start(),
                element("parallelGateway", "split"),
                *(user_task(task, formKey=task) for task in tasks),
                element("parallelGateway", "join"),
                user_task("last"),
                end(),
                flows("begin > split", *(f"split > {task} > join" for task in tasks), "join > last > over"),
            ),
            **forms,
        }
    )
    number = play.start("many")
    open_tasks = {row.element: row.task_id for row in play.open(number)}

    answers = at_once(branches, lambda at: play.complete_task(open_tasks[tasks[at]], **{f"says_{tasks[at]}": str(at)}))

    assert not [answer for answer in answers if isinstance(answer, EngineError)]
    assert play.elements(number) == ["last"]
    assert play.data(number) == {f"says_{task}": str(at) for at, task in enumerate(tasks)}
    play.demand_sound()


def test_of_many_messages_at_once_each_is_received_once_or_kept(play: Play) -> None:
    play.deploy({"waiter.bpmn": WAITER})
    number = play.start("waiter")
    play.complete(number, "prepare")

    answers = at_once(8, lambda _: send(play))

    assert sorted(answers, key=str) == [number] + [None] * 7
    assert play.rows("SELECT count(*) FROM message") == [(7,)]
    assert [event.kind for event in play.timeline(number)].count(Kind.MESSAGE) == 1
    play.demand_sound()


def test_a_message_and_the_wait_for_it_never_miss_each_other(play: Play) -> None:
    play.deploy({"waiter.bpmn": WAITER})
    for turn in range(SIZE.pick(10, 200)):
        key = f"project/{turn}"
        number = play.start("waiter", business_key=key)
        task = play.task(number, "prepare")

        answers = at_once(2, lambda who, task=task, key=key: send(play, key) if who else play.complete_task(task))

        assert not [answer for answer in answers if isinstance(answer, EngineError)]
        play.settle()
        assert play.elements(number) == ["read"]
    assert play.rows("SELECT count(*) FROM message") == [(0,)]
    play.demand_sound()


def test_four_workers_fire_each_timer_once(play: Play, clock: TravellingClock) -> None:
    play.deploy(
        {
            "later.bpmn": drawing(
                "later", start(), element("intermediateCatchEvent", "wait", after("P1D")), end(),
                flows("begin > wait > over"),
            )
        }
    )  # fmt: skip
    numbers = [play.start("later") for _ in range(SIZE.pick(40, 1000))]
    clock.travel(timedelta(days=2))

    fired = at_once(4, lambda _: tick(play.database, play.engine, len(numbers)))

    assert sum(one for one in fired if isinstance(one, int)) == len(numbers)
    assert all(play.instance(number).status is InstanceStatus.COMPLETED for number in numbers)
    assert play.rows("SELECT count(*) FROM history WHERE kind = 'timer'") == [(len(numbers),)]
    assert play.rows("SELECT count(*) FROM incident") == [(0,)]
    play.demand_sound()
