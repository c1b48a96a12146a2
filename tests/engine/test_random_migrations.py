"""Random work and random moves between versions of a process: every instance stays well and comes to its end."""

import re
from collections.abc import Mapping
from datetime import timedelta

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from engine import Database, Engine, InstanceStatus, Preview, Services, TravellingClock
from engine.standings import standing_of
from tests.conftest import A_MONDAY, HELSINKI, make_empty
from tests.engine.drawings import after, drawing, element, end, every, field, flows, form, start, user_task
from tests.engine.play import ANNA, CECILIA, DAN, Play
from tests.engine.test_migration import aside, several
from tests.sizes import SIZE

AROUND = '<message id="m_answer" name="answer"/><message id="m_news" name="news"/>'
ANSWER = '<messageEventDefinition messageRef="m_answer"/>'
NEWS = '<messageEventDefinition messageRef="m_news"/>'
EDITS = ("insert", "remove", "rename", "branch", "fork", "timer", "deepen", "listen", "gather", "replace")
"""What a process owner did to the diagram."""

SWAPPED = {"one": "uno", "uno": "one"}
"""By hand: the step that another takes the place of."""

Edits = frozenset[str]


BASE = (
    start(),
    user_task("write", formKey="ask"),
    element("parallelGateway", "split"),
    user_task("one"),
    element("intermediateCatchEvent", "answer", ANSWER),
    element("parallelGateway", "join"),
    several("each"),
    user_task("decide", formKey="ask"),
    element("exclusiveGateway", "again"),
    element("intermediateCatchEvent", "rest", after("P3D")),
    end(),
    flows("split > answer > join", "join > block > each", "decide > again", 'again > [outcome = "again"] write',
          'again > [outcome != "again" and outcome != "other"] rest > over'),
)  # fmt: skip
INNER = '<subProcess id="block" name="Block">{}</subProcess>'
PLAIN, DEEP = (start("in"), user_task("inside"), end("out")), (user_task("deeper"),)
WITHOUT = {
    "insert": (flows("split > one > join"),),
    "remove": (user_task("first"), flows("begin > first > write > split")),
    "deepen": (INNER.format("".join((*PLAIN, flows("in > inside > out")))),),
    "gather": (flows("each > decide"),),
}
WITH = {
    "insert": (user_task("extra"), flows("split > one > extra > join")),
    "remove": (flows("begin > write > split"),),
    "deepen": (INNER.format("".join((*PLAIN, *DEEP, flows("in > inside > deeper > out")))),),
    "gather": (user_task("gathered"), flows("each > gathered > decide")),
    "branch": (user_task("other"), end("elsewhere"), flows('again > [outcome = "other"] other > elsewhere')),
    "fork": (user_task("third"), flows("split > third > join")),
    "listen": (aside(NEWS, "note", interrupting=False),),
    "timer": (
        element("boundaryEvent", "weekly", every("R2/P7D"), attachedToRef="write", cancelActivity="false"),
        element("boundaryEvent", "slow", after("P20D"), attachedToRef="block", cancelActivity="false"),
        element("boundaryEvent", "long", after("P9D"), attachedToRef="each", cancelActivity="false"),
        user_task("remind"), end("reminded"), end("told"),
        flows("weekly > remind > reminded", "slow > told", "long > told"),
    ),
}  # fmt: skip


def version(edits: Edits) -> Mapping[str, str]:
    """The process with these edits."""
    parts = [part for edit in EDITS for part in (WITH if edit in edits else WITHOUT).get(edit, ())]
    text = drawing("all", *BASE, *parts, around=AROUND)
    if "rename" in edits:
        text = text.replace('name="One"', 'name="Yksi"').replace('name="Write"', 'name="Kirjoita"')
    if "replace" in edits:
        text = re.sub(r"\bone\b", "uno", text)
    outcome = field("outcome", "radio", process=True,
                    values=[{"value": word} for word in ("again", "enough", "other")])  # fmt: skip
    return {"all/all.bpmn": text, "all/ask.form.json": form("ask", outcome)}


class Moves(RuleBasedStateMachine):
    """A clock, one person and an owner who edits."""

    database: Database

    @initialize()
    def begin(self) -> None:
        self.database.transact(make_empty)
        self.clock = TravellingClock(HELSINKI, A_MONDAY)
        self.play = Play(self.database, Engine(Services(), self.clock))
        self.versions: dict[Edits, int] = {}
        self.numbers: list[int] = []
        self._version(frozenset())
        self.start()

    @rule()
    @precondition(lambda self: len(self.numbers) < 3)
    def start(self) -> None:
        data = {"outcome": "", "people": ["a", "b"]}
        self.numbers.append(self.play.start("all", data, business_key=f"project/{len(self.numbers)}"))

    @rule(at=st.integers(0, 9), outcome=st.sampled_from(["again", "enough"]))
    def complete(self, at: int, outcome: str) -> None:
        tasks = [row.task_id for number in self.numbers for row in self.play.open(number)]
        if tasks:
            self.play.complete_task(tasks[at % len(tasks)], ANNA, outcome=outcome)

    @rule(at=st.integers(0, 2), name=st.sampled_from(["answer", "news"]))
    def send(self, at: int, name: str) -> None:
        self.database.transact(
            lambda unit: self.play.engine.send(unit, name, correlation=f"project/{at}", payload={}, by=DAN)
        )

    @rule(days=st.integers(0, 8))
    def let_time_pass(self, days: int) -> None:
        self.clock.travel(timedelta(days=days))
        self.play.settle()

    @rule(
        at=st.integers(0, 2),
        edits=st.frozensets(st.sampled_from(EDITS), max_size=4),
        ends=st.booleans(),
        back=st.booleans(),
        anew=st.booleans(),
    )
    def move(self, at: int, edits: Edits, ends: bool, back: bool, anew: bool) -> None:
        number = self.numbers[at % len(self.numbers)]
        here, there = self.play.instance(number).definition.id, self._version(edits)
        if here == there or self.play.instance(number).status is not InstanceStatus.ACTIVE:
            return
        state, open_before = self.play.content(number), self._task_ids(number)
        seen = self._move(number, here, there, {"third": "", "note": ""} if ends else {}, anew=anew)
        if not seen.is_possible:
            assert self.play.content(number) == state
            return
        if ends or seen.returns:
            return
        assert open_before <= self._task_ids(number)
        if back and self._task_ids(number) == open_before:  # Else a message that was kept was waited for at last.
            returning = self._move(number, there, here, {})
            assert returning.returns
            assert self.play.content(number) == state
            assert self._task_ids(number) == open_before

    def _move(self, number: int, here: int, there: int, by_hand: Mapping[str, str], *, anew: bool = False) -> Preview:
        engine = self.play.engine
        with self.database.read() as connection:
            known, new = (engine.definitions.get(connection, one).process.elements for one in (here, there))
            chosen = {name: to for name, to in {**by_hand, **SWAPPED}.items() if name in known and to in {"", *new}}
            plan = engine.plan_migration(connection, here, there, chosen, anew=anew)
            (seen,) = engine.preview_migration(connection, [number], plan)
        if seen.is_possible:
            self.database.transact(lambda unit: engine.migrate(unit, number, plan, by=CECILIA, reason="drill"))
            assert self.play.instance(number).definition.id == there
        return seen

    def _version(self, edits: Edits) -> int:
        if edits not in self.versions:
            self.versions[edits] = self.play.deploy(version(edits)).definitions[0].definition_id
        return self.versions[edits]

    def _task_ids(self, number: int) -> set[int]:
        return {row.task_id for row in self.play.open(number)}

    @invariant()
    def all_is_well(self) -> None:
        self.play.demand_sound()
        waits = self.play.rows(
            "SELECT instance_id, token FROM user_task UNION ALL SELECT instance_id, token FROM timer "
            "UNION ALL SELECT instance_id, token FROM subscription ORDER BY 1, 2"
        )
        stands = []
        with self.database.read() as connection:
            for number in self.numbers:
                now = standing_of(self.play.engine.parts, connection, number)
                stands += [(number, one.token) for some in (now.tasks, now.timers, now.subscriptions) for one in some]
                assert now.parked == ()
                self.play.engine.where(connection, number)
        assert [tuple(row) for row in waits] == sorted(stands)

    def teardown(self) -> None:
        for number in getattr(self, "numbers", ()):
            self._finish(number)

    def _finish(self, number: int) -> None:
        """However it was moved, it comes to its end, and meets the steps that lie before it."""
        edits = next(one for one, known in self.versions.items() if known == self.play.instance(number).definition.id)
        to_come = {row.element for row in self.play.open(number)}
        met: set[str] = set()
        key = self.play.instance(number).business_key
        for _ in range(60):
            if self.play.instance(number).status is InstanceStatus.COMPLETED:
                break
            for row in self.play.open(number)[:1]:
                self.play.complete_task(row.task_id, ANNA, outcome="enough")
                met.add(row.element)
            self.database.transact(
                lambda unit: self.play.engine.send(unit, "answer", correlation=key, payload={}, by=DAN)
            )
            self.clock.travel(timedelta(days=4))
            self.play.settle()
        assert self.play.instance(number).status is InstanceStatus.COMPLETED
        self.play.demand_sound()
        if "insert" in edits and to_come & {"first", "write", "one", "uno"}:
            assert "extra" in met
        if "deepen" in edits and "inside" in to_come:
            assert "deeper" in met
        if "gather" in edits and "each" in to_come:
            assert "gathered" in met


def test_whatever_is_moved_every_instance_comes_to_its_end(database: Database) -> None:
    machine = type("MovesHere", (Moves,), {"database": database})
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        machine,
        settings=settings(
            max_examples=SIZE.pick(8, 200),
            stateful_step_count=SIZE.pick(20, 50),
            deadline=None,
            derandomize=True,
            phases=(Phase.explicit, Phase.generate),
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
