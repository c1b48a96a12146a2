"""Running matters of the shipped lifecycle go on by changed versions of it, or are told why not; all come to an end."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from engine import Actor, Hindrance, Preview, verify
from engine.schema import definition, draft, instance, timer, user_task
from tests.journeys.conftest import A_MONDAY, BPMN, copy_stage
from tests.journeys.crowds import WEEK, Crowd, ended
from tests.journeys.owners_changes import Change, Changed, change_all
from tests.sizes import SIZE
from webapp.demonstration import Stage
from webapp.deployment import read_folder

BY = Actor("yllapito")
WEEKS, IDEAS = SIZE.pick((16, 6), (50, 48))
"""How long the region lives before anything is changed, and how many ideas are brought in meanwhile."""

LONGEST = 400
"""Within how many weeks every matter must come to its end."""

LEAST = 50
"""How many running matters there are of each kind of change at full size: ten kinds, five hundred."""


@dataclass
class Tally:
    """What became of the running matters: how many went on by a new version, were told why not, and why."""

    running: list[int] = field(default_factory=list)
    moved: set[int] = field(default_factory=set)
    refused: set[int] = field(default_factory=set)
    why: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        why = ", ".join(f"{name} {count}" for name, count in self.why.most_common())
        return f"{len(self.running)} running, {len(self.moved)} moved, {len(self.refused)} refused ({why})"


@pytest.fixture(scope="session")
def lively_region(built_region: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A region in which matters are under way at all stages, as a SQLite file."""
    path = tmp_path_factory.mktemp("lively") / "region.db"
    stage = copy_stage(built_region, path, A_MONDAY)
    Crowd(stage, Random(1)).live(WEEKS, IDEAS, 0.5)
    stage.database.close()
    return path


@pytest.fixture
def lively(lively_region: Path, tmp_path: Path) -> Iterator[Stage]:
    """That region at the time where it stands."""
    stage = copy_stage(lively_region, tmp_path / "region.db", A_MONDAY + WEEKS * WEEK)
    yield stage
    stage.database.close()


IN_TURN = "in turn"
"""Each diagram is changed in another way."""


@pytest.mark.parametrize("kind", SIZE.pick((IN_TURN,), (IN_TURN, *Change)))
def test_whatever_is_changed_every_matter_comes_to_its_end(lively: Stage, kind: str) -> None:
    chance = Random(kind)
    for _ in range(chance.randrange(6)):  # Not every kind meets the same moment.
        Crowd(lively, chance).work(0.5)
        lively.travel(WEEK)
    _demand_all(lively, chance, kind)


@pytest.mark.parametrize("kind", SIZE.pick((IN_TURN,), (IN_TURN, Change.INSERT)))
def test_so_it_does_on_postgresql(stage_on_postgresql: Stage, kind: str) -> None:
    Crowd(stage_on_postgresql, Random(1)).live(WEEKS, IDEAS, 0.5)
    _demand_all(stage_on_postgresql, Random(kind), kind)


def _demand_all(stage: Stage, chance: Random, kind: str) -> None:
    kinds = list(Change) if kind == IN_TURN else [Change(kind)]
    tally = _change_and_live_on(stage, chance, {path: kinds[at % len(kinds)] for at, path in enumerate(_diagrams())})
    print(f"{kind}: {tally}")  # noqa: T201 - the figures of a release's note
    assert len(tally.running) >= SIZE.pick(5, LEAST)
    assert tally.moved


def _diagrams() -> list[str]:
    return sorted(path for path in read_folder(BPMN) if path.endswith(".bpmn"))


def _change_and_live_on(stage: Stage, chance: Random, kinds: Mapping[str, Change]) -> Tally:
    """Publish the changed lifecycle, move what runs, and live on until all of that has ended."""
    _write_something(stage, chance)
    running = _running(stage)
    changed = change_all(read_folder(BPMN), kinds, chance)
    versions = _publish(stage, changed)
    tally = Tally(running)
    for old, new, key in versions:
        _move_all(stage, (old, new), changed.by_hand.get(key, {}), tally)
    with stage.database.read() as connection:
        assert verify(connection) == []
    Crowd(stage, chance).finish(LONGEST, lambda: ended(stage, running))
    for number in running:
        _demand_end(stage, number)
    return tally


def _write_something(stage: Stage, chance: Random) -> None:
    """People have begun to write their answers, and some have taken their task."""
    for one in stage.everything():
        by = stage.actor(one.person)
        act = partial(
            stage.engine.save_draft, task_id=one.task_id, submitted={"said": [f"kesken {one.task_id}"]}, by=by
        )
        stage.database.transact(act)
        if chance.random() < 0.5:
            stage.database.transact(partial(stage.engine.claim, task_id=one.task_id, by=by))


def _running(stage: Stage) -> list[int]:
    with stage.database.read() as connection:
        asked = select(instance.c.id).where(instance.c.status == "active").order_by(instance.c.id)
        return list(connection.scalars(asked))


def _publish(stage: Stage, changed: Changed) -> list[tuple[int, int, str]]:
    """Old and new version of every process that has got a new one, and its key."""
    with stage.database.read() as connection:
        before = {row.key: row.id for row in connection.execute(select(definition).order_by(definition.c.id))}
    done = stage.database.transact(
        lambda unit: stage.engine.deploy(unit, changed.resources, by=BY, note="Muutettu elinkaari")
    )
    return [(before[one.key], one.definition_id, one.key) for one in done.definitions if one.key in before]


def _move_all(stage: Stage, versions: tuple[int, int], by_hand: Mapping[str, str], tally: Tally) -> None:
    """Move everything that runs on a version; what cannot without a hand is told why, and is moved by hand then."""
    old, new = versions
    with stage.database.read() as connection:
        plain = stage.engine.plan_migration(connection, old, new)
        helped = stage.engine.plan_migration(connection, old, new, by_hand) if by_hand else plain
        numbers = stage.engine.running_on(connection, [old]).get(old, [])
        previews = {one.instance_id: one for one in stage.engine.preview_migration(connection, numbers, plain)}
        second = {one.instance_id: one for one in stage.engine.preview_migration(connection, numbers, helped)}
    for number in numbers:
        seen, plan = previews[number], plain
        if not seen.is_possible:
            _demand_reasons(seen, tally)
            seen, plan = second[number], helped
        if not seen.is_possible:
            tally.refused.add(number)
            continue
        before = _held(stage, number)
        stage.database.transact(
            lambda unit, number=number, plan=plan: stage.engine.migrate(unit, number, plan, by=BY, reason="muutos")  # type: ignore[misc]
        )
        _demand_kept(before, _held(stage, number))
        with stage.database.read() as connection:
            assert stage.engine.replay(connection, number) == stage.engine.state(connection, number)
        tally.moved.add(number)


def _demand_reasons(seen: Preview, tally: Tally) -> None:
    assert seen.obstructions
    for one in seen.obstructions:
        assert one.hindrance in Hindrance
        assert one.name or one.hindrance is Hindrance.EMPTY
        tally.why[one.hindrance] += 1


@dataclass(frozen=True)
class Held:
    """What must be kept: of each task whose it is, until when, and what was written; of each timer its moment."""

    tasks: Mapping[int, tuple[Any, ...]]
    timers: Mapping[int, Any]


def _held(stage: Stage, number: int) -> Held:
    with stage.database.read() as connection:
        rows = connection.execute(select(user_task).where(user_task.c.instance_id == number)).all()
        due = connection.execute(select(timer.c.token, timer.c.due_at).where(timer.c.instance_id == number)).all()
        drafts = {row.id: _drafts(connection, row.id) for row in rows}
    return Held(
        {row.id: (row.assignee, row.due_at, row.created_at, drafts[row.id]) for row in rows},
        {row.token: row.due_at for row in due},
    )


def _drafts(connection: Any, task_id: int) -> list[Any]:
    return [tuple(row) for row in connection.execute(select(draft).where(draft.c.task_id == task_id)).all()]


def _demand_kept(before: Held, after: Held) -> None:
    """Nothing that waited is lost or altered; timers may have been added."""
    assert {number: after.tasks.get(number) for number in before.tasks} == before.tasks
    assert {token: after.timers.get(token) for token in before.timers} == before.timers


def _demand_end(stage: Stage, number: int) -> None:
    with stage.database.read() as connection:
        seen = stage.engine.instance(connection, number)
        assert stage.engine.replay(connection, number) == stage.engine.state(connection, number)
    assert seen.status == "completed", (number, seen.definition.key, seen.tasks, seen.incidents, seen.subscriptions)
    assert seen.incidents == ()
