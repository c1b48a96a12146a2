"""Random work on a process with everything in it: whatever people, timers and messages do, the instance stays well."""

from contextlib import suppress
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from engine import Actor, Conflict, Database, Engine, InstanceStatus, NotFound, NotUndoable, Services, TravellingClock
from engine.standings import standing_of
from tests.conftest import A_MONDAY, HELSINKI, make_empty
from tests.engine.drawings import (
    after,
    drawing,
    element,
    end,
    every,
    field,
    flows,
    form,
    service_task,
    start,
    user_task,
)
from tests.engine.play import ANNA, BO, CECILIA, DAN, Play
from tests.sizes import SIZE

AROUND = '<message id="m_answer" name="answer"/><error id="e_full" name="full" errorCode="full"/>'
ANSWER = '<messageEventDefinition messageRef="m_answer"/>'
EVERYTHING = {
    "all/all.bpmn": drawing(
        "everything",
        start(),
        user_task("write", formKey="ask"),
        element("boundaryEvent", "weekly", every("R2/P7D"), attachedToRef="write", cancelActivity="false"),
        user_task("remind"),
        element("parallelGateway", "split"),
        user_task("review_one", "owners"),
        user_task("review_two", "owners"),
        element("intermediateCatchEvent", "answer", ANSWER),
        element("parallelGateway", "join"),
        service_task("book", "book", turn="= turn"),
        element("exclusiveGateway", "again"),
        element("intermediateCatchEvent", "rest", after("P3D")),
        end(),
        end("reminded"),
        flows(
            "begin > write > split",
            "weekly > remind > reminded",
            "split > review_one > join",
            "split > review_two > join",
            "split > answer > join",
            "join > book > again",
            'again > [outcome = "again"] write',
            'again > [outcome != "again"] rest > over',
        ),
        around=AROUND,
        title='= "Turn " + string(turn)',
    ),
    "all/ask.form.json": form(
        "ask",
        field("turn", "number", process=True),
        field("outcome", "radio", process=True, values=[{"value": word} for word in ("again", "enough")]),
    ),
}  # fmt: skip


class Work(RuleBasedStateMachine):
    """Several people, a clock and a worker on a few instances."""

    database: Database

    @initialize()
    def begin(self) -> None:
        self.database.transact(make_empty)
        services = Services()
        self.fails = False
        services.register("book")(self._book)
        self.clock = TravellingClock(HELSINKI, A_MONDAY)
        self.play = Play(self.database, Engine(services, self.clock))
        self.play.deploy(EVERYTHING)
        self.numbers: list[int] = []
        self.done: list[tuple[int, Actor]] = []
        self.start()

    def _book(self, call: Any, turn: object) -> dict[str, object]:
        if self.fails:
            raise RuntimeError("the book is full")
        return {"booked": turn}

    @rule()
    @precondition(lambda self: len(self.numbers) < 3)
    def start(self) -> None:
        key = f"project/{len(self.numbers)}"
        self.numbers.append(self.play.start("everything", {"turn": 0, "outcome": ""}, business_key=key))

    @rule(at=st.integers(0, 9), turn=st.integers(0, 99), outcome=st.sampled_from(["again", "enough"]))
    def complete(self, at: int, turn: int, outcome: str) -> None:
        tasks = self._tasks()
        if tasks:
            task_id, element_id, instance_id = tasks[at % len(tasks)]
            who = {"review_one": BO, "review_two": DAN}.get(element_id, ANNA)
            self._try(instance_id, lambda: self.play.complete_task(task_id, who, turn=str(turn), outcome=outcome))
            self.done.append((task_id, who))

    @rule(back=st.integers(1, 2))
    def undo(self, back: int) -> None:
        """The last completions are the ones that nothing has followed yet; a refusal changes nothing."""
        if len(self.done) >= back:
            task_id, who = self.done[-back]
            with suppress(NotUndoable, NotFound):
                self.database.transact(lambda unit: self.play.engine.undo(unit, task_id, by=who))
                assert task_id in {number for number, _, _ in self._tasks()}

    @rule(at=st.integers(0, 9), verb=st.sampled_from(["claim", "release"]))
    def hold(self, at: int, verb: str) -> None:
        tasks = self._tasks()
        if tasks:
            task_id, element_id, instance_id = tasks[at % len(tasks)]
            who = {"review_one": BO, "review_two": DAN}.get(element_id, ANNA)
            action = getattr(self.play.engine, verb)
            self._try(instance_id, lambda: self.database.transact(lambda unit: action(unit, task_id, by=who)))

    @rule(at=st.integers(0, 2))
    def answer(self, at: int) -> None:
        self.database.transact(
            lambda unit: self.play.engine.send(unit, "answer", correlation=f"project/{at}", payload={"at": at}, by=DAN)
        )

    @rule(days=st.integers(0, 8), fails=st.booleans())
    def let_time_pass(self, days: int, fails: bool) -> None:
        self.fails = fails
        self.clock.travel(timedelta(days=days))
        self.play.settle()

    @rule(at=st.integers(0, 9), verb=st.sampled_from(["cancel", "suspend", "resume"]))
    def administer(self, at: int, verb: str) -> None:
        number = self.numbers[at % len(self.numbers)]
        action = getattr(self.play.engine, verb)
        try:
            self.database.transact(lambda unit: action(unit, number, by=CECILIA, reason="drill"))
        except Conflict:
            assert self.play.instance(number).status is not InstanceStatus.ACTIVE or verb == "resume"

    @invariant()
    def all_is_well(self) -> None:
        self.play.demand_sound()
        for number in self.numbers:
            shown = self.play.instance(number)
            if shown.status in {InstanceStatus.COMPLETED, InstanceStatus.CANCELLED}:
                assert not shown.tasks
                assert not shown.incidents
        self._demand_rows_of_standing()

    def _demand_rows_of_standing(self) -> None:
        """Every row of what waits belongs to something that waits, and the other way round."""
        waits = self.play.rows(
            "SELECT instance_id, token FROM user_task UNION ALL SELECT instance_id, token FROM timer "
            "UNION ALL SELECT instance_id, token FROM subscription UNION ALL "
            "SELECT instance_id, token FROM incident WHERE resolved_at IS NULL ORDER BY 1, 2"
        )
        assert [tuple(row) for row in waits] == sorted(
            (number, token) for number in self.numbers for token in self._standing(number)
        )

    def _standing(self, number: int) -> list[int]:
        with self.database.read() as connection:
            now = standing_of(self.play.engine.parts, connection, number)
        return [one.token for some in (now.tasks, now.timers, now.subscriptions, now.parked) for one in some]

    def _tasks(self) -> list[tuple[int, str, int]]:
        return [tuple(row) for row in self.play.rows("SELECT id, element, instance_id FROM user_task ORDER BY id")]

    def _try(self, instance_id: int, action: Any) -> None:
        try:
            action()
        except Conflict:
            assert self.play.instance(instance_id).status is InstanceStatus.SUSPENDED


def test_whatever_happens_every_instance_stays_well(database: Database) -> None:
    machine = type("WorkHere", (Work,), {"database": database})
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        machine,
        settings=settings(
            max_examples=SIZE.pick(6, 200),
            stateful_step_count=SIZE.pick(20, 50),
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
