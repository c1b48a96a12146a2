"""Whatever an administrator repairs, in whichever of the region's processes: the history leads to the state that is
stored, the chains hold, every row belongs to something that waits, and the instance can still come to its end."""

from contextlib import suppress
from datetime import timedelta
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import Act, Actor, Conflict, InstanceStatus, InvalidInput, InvalidSubmission, NotFound, Repair, verify
from engine.simulation.answers import Questionnaire, variants
from engine.simulation.ground import Ground
from engine.simulation.world import Restless, World
from engine.standings import standing_of
from tests.engine.simulation.region import A_MONDAY, ADVISOR
from tests.sizes import SIZE

CECILIA = Actor("cecilia", frozenset({"administrator"}))
VALUES = ("yes", None, 7, [1, "two"], {"a": True})
STEPS = 12


class Repairing:
    """One instance of one process, and what happens to it."""

    def __init__(self, world: World, key: str, random: Random) -> None:
        self.world, self.random = world, random
        self.number = world.start(key, {}, Actor(ADVISOR), f"{key}/1")
        self.repaired = 0

    @property
    def runs(self) -> bool:
        with self.world.database.read() as connection:
            return self.world.engine.instance(connection, self.number).status is InstanceStatus.ACTIVE

    def step(self) -> None:
        """Something, by chance."""
        self.random.choice((self.repair, self.repair, self.complete, self.take_back, self.let_time_pass))()
        self.demand_sound()

    def repair(self) -> None:
        wanted = self.random.choice(list(self._wanted()))
        state = self._state()
        with suppress(Conflict, InvalidInput):
            self._repair(wanted)
            return
        assert self._state() == state

    def _repair(self, wanted: Repair) -> None:
        with self.world.database.read() as connection:
            seen = self.world.engine.preview_repair(connection, self.number, wanted)
        self.world.database.transact(
            lambda unit: self.world.engine.repair(unit, self.number, wanted, by=CECILIA, reason="drill")
        )
        assert not seen.starved
        self.repaired += 1

    def _wanted(self) -> list[Repair]:
        with self.world.database.read() as connection:
            bench = self.world.engine.repairable(connection, self.number)
        rooms = {room.part: room for room in bench.rooms}
        found = [Repair(Act.SET, part=part, written={"set": self.random.choice(VALUES)}) for part in rooms]
        found += [
            Repair(Act.RESTART, part=room.part, to=self.random.choice(room.targets).id)
            for room in bench.rooms
            if room.targets
        ]
        for spot in bench.spots:
            if spot.may_skip:
                found.append(Repair(Act.SKIP, spot.token))
            if spot.may_move and rooms[spot.part].targets:
                found.append(Repair(Act.MOVE, spot.token, to=self.random.choice(rooms[spot.part].targets).id))
        return found

    def take_back(self) -> None:
        """The last repair, where nothing stands in the way; then all is as it was."""
        state = self._state()
        with suppress(Conflict):
            self._repair(Repair(Act.SET, written={"set": "wrong"}))
            self.world.database.transact(
                lambda unit: self.world.engine.unrepair(unit, self.number, by=CECILIA, reason="drill")
            )
            assert self._state() == state

    def complete(self) -> None:
        with self.world.database.read() as connection:
            tasks = self.world.engine.instance(connection, self.number).tasks
        for row in tasks[:1]:
            by = self.world.doer(row)
            with self.world.database.read() as connection:
                shown = self.world.engine.task(connection, row.task_id, by=by)
            asked = (
                Questionnaire(shown.form, shown.data, shown.definition.texts, self.world.clock) if shown.form else None
            )
            answers = variants(asked, (), {})[0] if asked else [{}]
            with suppress(InvalidSubmission, Conflict, NotFound):
                self.world.complete(row.task_id, self.random.choice(answers) if answers else {}, by)

    def let_time_pass(self) -> None:
        with suppress(Restless):
            self.world.travel(self.world.clock.now() + timedelta(days=self.random.choice((1, 30))))

    def end(self) -> bool:
        """Skip whatever waits, then begin again at an end: whether it ended, or says why it cannot."""
        for _ in range(40):
            if not self.runs:
                return True
            with self.world.database.read() as connection:
                bench = self.world.engine.repairable(connection, self.number)
            spot = next((one for one in bench.spots if one.may_skip), None)
            if spot is None:
                break
            with suppress(Conflict, InvalidInput):
                self._repair(Repair(Act.SKIP, spot.token))
        with self.world.database.read() as connection:
            whole = self.world.engine.repairable(connection, self.number).rooms[0] if self.runs else None
        for target in whole.targets if whole else ():
            if target.kind == "endEvent" and self.runs:
                self._repair(Repair(Act.RESTART, to=target.id))
        self.demand_sound()
        with self.world.database.read() as connection:
            return not self.runs or bool(self.world.engine.instance(connection, self.number).incidents)

    def demand_sound(self) -> None:
        engine, number = self.world.engine, self.number
        with self.world.database.read() as connection:
            assert verify(connection) == []
            assert engine.replay(connection, number) == engine.state(connection, number)
            now = standing_of(engine.parts, connection, number)
            waits = connection.exec_driver_sql(
                "SELECT token FROM user_task WHERE instance_id = ? UNION ALL SELECT token FROM timer "
                "WHERE instance_id = ? UNION ALL SELECT token FROM subscription WHERE instance_id = ? UNION ALL "
                "SELECT token FROM incident WHERE resolved_at IS NULL AND instance_id = ? ORDER BY 1",
                (number,) * 4,
            )
            assert [row[0] for row in waits] == sorted(
                one.token for some in (now.tasks, now.timers, now.subscriptions, now.parked) for one in some
            )

    def _state(self) -> str:
        with self.world.database.read() as connection:
            return self.world.engine.state(connection, self.number)


def test_whatever_is_repaired_history_and_state_agree_and_an_end_can_be_reached(ground: Ground) -> None:
    keys = [key for key in sorted(ground.numbers) if ground.definition(key).process.specs[key].begin is not None]
    assert len(keys) > 10
    repaired = 0

    @settings(
        max_examples=SIZE.pick(25, 1_000),
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(key=st.sampled_from(keys), seed=st.integers(0, 10**6))
    def drill(key: str, seed: int) -> None:
        nonlocal repaired
        world = ground.open(A_MONDAY)
        try:
            one = Repairing(world, key, Random(seed))
            for _ in range(STEPS):
                if one.runs:
                    one.step()
            assert one.end()
            repaired += one.repaired
        finally:
            world.close()

    drill()
    assert repaired > SIZE.pick(50, 2_000)
