"""Walks: every path that answers, messages and time can open, found by trying; what no walk reaches is told.

The tries are bounded and always made in the same order: the same diagram gives the same report.
"""

import heapq
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import count, islice

from engine.clock import TravellingClock
from engine.definitions import Definition
from engine.engine import Engine
from engine.errors import InvalidSubmission
from engine.simulation.answers import Questionnaire, variants
from engine.simulation.conditions import Sketch, Value
from engine.simulation.coverage import flows_taken
from engine.simulation.ground import Ground, copy_database
from engine.simulation.openings import Openings
from engine.simulation.origins import origins
from engine.simulation.payloads import payloads
from engine.simulation.records import Complete, Follow, Input, Record, Tell, Travel
from engine.simulation.reports import Report, Trouble, Unmanned
from engine.simulation.runs import NotPossible, Passed, Run, Waiting, begin, elements_passed
from engine.simulation.world import Restless, World
from engine.spiff import Subscription

MOVES = 400
"""How many moves are tried at most."""

HELD = 40
"""How many half-gone ways are kept in memory; the least promising are given up."""

DEEPEST = 40
"""How many inputs one way has at most."""

FARTHEST = 3
"""Out of how many processes, one after the other, another may begin."""

MOST_TOLD = 6
"""How many messages are tried where one is waited for."""


def walk(ground: Ground, key: str, *, at: datetime, by: str, moves: int = MOVES) -> Report:
    """Walk every path of a process that can be found with so many moves; each way begins with somebody, at a time.

    What begins only out of another process begins where a walk of that one comes to it, which takes as many moves more.
    Raises KeyError when the ground has no such process.
    """
    return _Walker(ground, key, at, by, moves).walk()


class _Walker:
    def __init__(
        self, ground: Ground, key: str, at: datetime, by: str, moves: int, goals: tuple[str, ...] = ()
    ) -> None:
        """`goals` are the processes to be reached: the first of them; the others wait for it in their turn."""
        self._ground, self._at, self._by, self._moves, self._goals = ground, at, by, moves, goals
        self._met: Record | None = None
        self._definition = ground.definition(key)
        self._report = Report(Sketch(self._definition))
        self._openings = Openings(ground, self._definition, self._report.sketch, at, by)
        self._report.unanswered = self._openings.unanswered
        self._sketches: dict[int, Sketch] = {self._definition.id: self._report.sketch}
        self._seen: set[object] = set()
        self._answered: set[str] = set()
        self._queue: list[tuple[int, int, int, Run]] = []
        self._number = count()

    def walk(self) -> Report:
        for record in islice(self._starts(), self._moves):
            self._try_start(record)
        while self._queue and self._report.moves < self._moves and not self._is_done:
            _, _, _, run = heapq.heappop(self._queue)
            try:
                self._expand(run)
            finally:
                run.close()
        for element in self._answered:  # What one way's data did not allow, another's did.
            self._report.unanswered.pop(element, None)
        self._report.given_up += len(self._queue)
        for _, _, _, run in self._queue:
            run.close()
        return self._report

    def reach(self) -> Record | None:
        """Walk until the goal has begun; how it came to that, None when it never did."""
        self.walk()
        return self._met

    @property
    def _is_done(self) -> bool:
        return self._met is not None or (not self._goals and self._report.is_whole)

    def _starts(self) -> Iterator[Record]:
        world = self._ground.open(self._at)
        try:
            own = [start for start in self._definition.process.starts if self._openings.is_own(start)]
            prefix = None if own else self._prefix()
            if prefix is not None:
                yield prefix
                return
            for start in self._definition.process.starts:
                yield from self._openings.records(world, start)
        finally:
            world.close()

    def _prefix(self) -> Record | None:
        """How this process begins out of another one."""
        key = self._definition.key
        for origin in origins(self._ground, key):
            if origin in self._goals or len(self._goals) >= FARTHEST:
                continue
            walker = _Walker(self._ground, origin, self._at, self._by, self._moves, (key, *self._goals))
            found = walker.reach()
            if found is not None:
                self._report.origin = origin
                return found
        return None

    def _try_start(self, record: Record) -> None:
        self._report.moves += 1
        try:
            run = begin(self._ground, record)
        except (NotPossible, InvalidSubmission, Restless) as error:
            self._note_trouble(record.event or self._definition.key, str(error), record)
            return
        self._take_up(run)

    def _expand(self, run: Run) -> None:
        if len(run.record.inputs) >= DEEPEST:
            self._report.given_up += 1
            return
        for one in self._inputs(run):
            if self._report.moves >= self._moves or self._met is not None:
                return
            self._report.moves += 1
            further = _copied(run)
            try:
                further.put(one)
            except (NotPossible, InvalidSubmission, Restless) as error:
                self._note_trouble(getattr(one, "element", ""), str(error), run.record)
                further.close()
                continue
            self._take_up(further)

    def _inputs(self, run: Run) -> Iterator[Input]:
        """All that somebody could do next, what people do first."""
        done = set[str]()
        for waiting in run.waiting():
            if waiting.row.element not in done:  # Of several alike, one is done.
                done.add(waiting.row.element)
                yield from self._completions(run, waiting)
        for one in run.listening():
            yield from self._messages(run, one)
        moment = run.next_moment()
        if moment is not None:
            yield Travel(max(moment, run.world.clock.now()))

    def _completions(self, run: Run, waiting: Waiting) -> Iterator[Complete]:
        view = run.task(waiting)
        if view.form is None:
            yield Complete(waiting.row.element, {}, waiting.which)
            return
        asked = Questionnaire(view.form, view.data, view.definition.texts, run.world.clock)
        sketch = self._sketch(view.definition)
        found, said = variants(asked, sketch.names, sketch.compared)
        if found:
            self._answered.add(waiting.row.element)
        if said:
            self._report.unanswered.setdefault(waiting.row.element, said)
        yield from (Complete(waiting.row.element, posted, waiting.which) for posted in found)

    def _messages(self, run: Run, one: Subscription) -> Iterator[Tell]:
        for number, payload in enumerate(payloads(self._all_compared(), one)):
            if number < MOST_TOLD:
                yield Tell(one.element.id, payload)

    def _all_compared(self) -> Mapping[str, tuple[Value, ...]]:
        found: dict[str, tuple[Value, ...]] = {}
        for sketch in self._sketches.values():
            found |= {path: (*found.get(path, ()), *values) for path, values in sketch.compared.items()}
        return found

    def _take_up(self, run: Run) -> None:
        """Look where a run has come to, and keep it when it is somewhere new."""
        path = run.path()
        news = self._note_path(path)
        view = run.view()
        if self._goals and self._met is None:
            self._met = self._meet(run, path)
        for one in view.incidents:
            self._note_trouble(one.element or "", one.sentence, run.record)
        waiting = run.waiting()
        for one in waiting:
            self._note_task(one, run.record)
        if run.is_over or not self._is_inside(run, view.definition):
            mine = [one.element for one in path if one.what == "passed" and one.definition_id == self._definition.id]
            self._report.ends.setdefault(next(reversed(mine), ""), run.record)
            run.close()
            return
        if not waiting and not run.listening() and run.next_moment() is None and not view.incidents:
            self._report.dead_ends.setdefault(next(reversed(list(elements_passed(path))), ""), run.record)
        signature = self._signature(run, waiting, view.data)
        if signature in self._seen:
            run.close()
            return
        self._seen.add(signature)
        heapq.heappush(self._queue, (-news, len(run.record.inputs), next(self._number), run))
        if len(self._queue) > HELD:
            self._queue.sort()
            *self._queue, (_, _, _, dropped) = self._queue
            dropped.close()
            self._report.given_up += 1

    def _meet(self, run: Run, path: list[Passed]) -> Record | None:
        """The record of a run in which the goal has begun: as a stage of it, or for itself."""
        goal = self._goals[0]
        number = self._ground.numbers[goal]
        stages = {one.definition_id for one in path} | {one.row.definition_id for one in run.waiting()}
        if number in stages and not run.is_over:
            return run.record
        return run.record.then(Follow(goal)) if goal in run.begun() else None

    def _is_inside(self, run: Run, definition: Definition) -> bool:
        """Whether a run stands in the process that is walked; what called it is not walked further."""
        if definition.id == self._definition.id:
            return True
        with run.world.database.read() as connection:
            where = run.world.engine.where(connection, run.instance_id)
        return any(number == self._definition.id for number, _ in where.standing)

    def _note_path(self, path: list[Passed]) -> int:
        """Add what a way passed and took; how much of it is new."""
        mine = [one for one in path if one.definition_id == self._definition.id]
        before = len(self._report.passed) + len(self._report.taken)
        # `passed` tells of what is left behind; what waits at the end is reached by an arrow, too.
        self._report.passed |= {one.element for one in mine if one.what == "passed"}
        self._report.taken |= flows_taken(self._report.sketch, mine)
        for number in {one.definition_id for one in path}:
            if number not in self._sketches:
                key = next(key for key, known in self._ground.numbers.items() if known == number)
                self._sketches[number] = Sketch(self._ground.definition(key))
        return len(self._report.passed) + len(self._report.taken) - before

    def _note_task(self, one: Waiting, record: Record) -> None:
        self._report.holders.setdefault(one.row.element, set()).update(one.row.audience)
        if not one.people:
            audience = tuple(sorted(one.row.audience))
            self._report.unmanned.setdefault(one.row.element, Unmanned(one.row.element, one.row.name, audience, record))

    def _note_trouble(self, element: str, sentence: str, record: Record) -> None:
        self._report.troubles.setdefault(element, Trouble(element, sentence, record))

    def _signature(self, run: Run, waiting: list[Waiting], data: Mapping[str, object]) -> object:
        """Where a run stands as far as its future depends on it: what waits, and the data that conditions look at."""
        names = self._report.sketch.names
        timers = run.next_moment() is not None
        told = tuple((name, repr(data.get(name))) for name in sorted(names))
        return (
            tuple(sorted(one.row.element for one in waiting)),
            tuple(sorted(one.element.id for one in run.listening())),
            timers,
            told,
        )

    def _sketch(self, definition: Definition) -> Sketch:
        return self._sketches.setdefault(definition.id, Sketch(definition))


def _copied(run: Run) -> Run:
    clock = TravellingClock(run.world.clock.zone, run.world.clock.now())
    setting = run.world.setting
    engine = Engine(setting.services, clock, run.ground.definitions)
    return run.fork(World(copy_database(run.world.database), engine, clock, setting))
