"""Chance: many cases sent through a process as drawn, with lengths drawn by lot; how long it takes, and what queues.

No engine runs here: a case is a handful of tokens on the drawing, so that thousands go through in a second or two.
A task is drawn its length; a message or meeting its waiting; a gateway its way.  What begins by an event beside the way
(an event sub-process, a message at an edge) does not happen.  The same scenario gives the same figures.
"""

import heapq
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from random import Random

from engine.clock import TravellingClock
from engine.errors import InvalidInput
from engine.expressions import Present
from engine.lint.parts import Flow, Node, Scope
from engine.recurrence import proposed_days
from engine.simulation.ground import Ground
from engine.simulation.plans import DAYS, Net, awaited_by, first_nodes, link_target, span_of
from engine.simulation.scenarios import Length, Lognormal, Meetings, Scenario

MOST_STEPS = 3_000
"""How many steps one case takes at most, and how many cases give up beyond it is told."""

MOST_PATIENCE = 36_500.0
"""How long a case may last, in days."""

UNHURRIED = Lognormal(5, 15)
"""A task without a due date."""

UNKNOWN_WAIT = Lognormal(14, 45)
"""A message of which nothing is known."""

MONTH = 30.4375


@dataclass(frozen=True)
class StepFigures:
    """One step over all cases: visits, days from coming to going (half, nine of ten), and how many wait there.

    `meeting` is the process whose days it waits for; `mean_there` and `most_there` are cases at the step at once.
    """

    process: str
    element: str
    name: str
    kind: str
    visits: int
    median: float
    ninety: float
    mean_there: float
    most_there: int
    meeting: str = ""


@dataclass(frozen=True)
class Figures:
    """What an estimate came to: cases, those that came to an end, their days, their ends, and the steps by the way."""

    process: str
    cases: int
    ended: int
    median: float
    ninety: float
    ends: Mapping[str, int]
    steps: tuple[StepFigures, ...]


def estimate(ground: Ground, key: str, scenario: Scenario, at: datetime) -> Figures:
    """Send the scenario's cases through a process, from an instant on.

    Raises InvalidInput when the process, or something that the scenario names, is not there.
    """
    if key not in ground.numbers:
        raise InvalidInput(f"Expected a process {key!r}, but there is none.")
    return _Field(ground, key, scenario, at).run()


def meeting_days(ground: Ground, key: str, at: datetime) -> list[float]:
    """The days on which a process begins by itself, as days from an instant; empty when it does not."""
    clock = TravellingClock(ground.zone, at)
    present = Present(clock.now(), clock.zone)
    starts = ground.definition(key).process.starts if key in ground.numbers else ()
    days = [day for start in starts if start.kind == "timer" for day in proposed_days(start, present)]
    return sorted((day - at).total_seconds() / DAYS for day in days)


@dataclass
class _Inside:
    """A process or sub-process that a case is in: how many tokens, and what follows when there are none."""

    scope: Scope
    key: str
    tokens: int = 0
    after: Callable[[float], None] | None = None
    joined: dict[str, dict[str, int]] = field(default_factory=dict)
    outer: "_Inside | None" = None
    over: bool = False


@dataclass
class _Case:
    began: float
    steps: int = 0
    gave_up: bool = False


@dataclass
class _Station:
    """A step that takes time: its visits, and who is there when."""

    key: str
    node: Node
    meeting: str = ""
    stays: list[float] = field(default_factory=list)
    moments: list[tuple[float, int]] = field(default_factory=list)
    free: list[float] = field(default_factory=list)

    def visit(self, came: float, went: float) -> None:
        self.stays.append(went - came)
        self.moments += [(came, 1), (went, -1)]


class _Sittings:
    """A body's meetings: the next one after a day that still has room."""

    def __init__(self, days: Sequence[float], items: int | None) -> None:
        self._days, self._items = list(days), items
        self._taken: dict[int, int] = {}

    def next(self, day: float) -> float:
        place = bisect_right(self._days, day)
        while self._items is not None and place < len(self._days) and self._taken.get(place, 0) >= self._items:
            place += 1
        if place >= len(self._days):
            return MOST_PATIENCE
        self._taken[place] = self._taken.get(place, 0) + 1
        return self._days[place]


class _Field:
    """One run of all cases on a common time line, in days from the beginning."""

    def __init__(self, ground: Ground, key: str, scenario: Scenario, at: datetime) -> None:
        self._ground, self._key, self._scenario, self._at = ground, key, scenario, at
        self._net = Net(ground)
        self._chance = Random(scenario.seed)  # noqa: S311 - a game of chance, no secret
        self._events: list[tuple[float, int, Callable[[float], None]]] = []
        self._numbers = count()
        self._stations: dict[tuple[str, str], _Station] = {}
        self._awaited: dict[str, Mapping[str, str]] = {}
        self._sittings: dict[str, _Sittings] = {}
        self._lasted: list[float] = []
        self._ends: dict[str, int] = {}

    def run(self) -> Figures:
        day = 0.0
        for _ in range(self._scenario.cases):
            self._at_time(day, self._arrive)
            day += self._chance.expovariate(self._scenario.arrivals_per_month / MONTH)
        while self._events:
            now, _, action = heapq.heappop(self._events)
            action(now)
        lasted = sorted(self._lasted)
        return Figures(
            self._key,
            self._scenario.cases,
            len(lasted),
            _share(lasted, 0.5),
            _share(lasted, 0.9),
            dict(sorted(self._ends.items(), key=lambda one: -one[1])),
            tuple(self._figures(one) for one in self._stations.values() if one.stays),
        )

    def _at_time(self, day: float, action: Callable[[float], None]) -> None:
        if day < MOST_PATIENCE:
            heapq.heappush(self._events, (day, next(self._numbers), action))

    def _arrive(self, now: float) -> None:
        case = _Case(now)

        def over(day: float) -> None:
            if not case.gave_up:
                self._lasted.append(day - case.began)

        inside = _Inside(self._net.scope(self._key), self._key, after=over)
        self._enter(case, inside, now)

    def _enter(self, case: _Case, inside: _Inside, now: float) -> None:
        nodes = first_nodes(inside.scope)
        inside.tokens += len(nodes)
        for node in nodes:
            self._come(case, inside, node, now, None)

    def _come(self, case: _Case, inside: _Inside, node: Node, now: float, by: Flow | None) -> None:
        """A token comes to a node."""
        case.steps += 1
        if self._is_over(inside):
            return
        if case.steps > MOST_STEPS:
            case.gave_up = True
            inside.over = True
            return
        if node.kind in {"callActivity", "subProcess", "transaction", "adHocSubProcess"}:
            self._go_inside(case, inside, node, now)
        elif node.kind == "endEvent":
            self._end(inside, node, now)
        elif node.kind in {"parallelGateway", "inclusiveGateway"} and len(node.incoming) > 1:
            self._join(case, inside, node, now, by)
        elif node.kind == "eventBasedGateway":
            self._race(case, inside, node, now)
        else:
            self._stay(case, inside, node, now)

    def _is_over(self, inside: _Inside) -> bool:
        """Whether it, or what it lies in, is over."""
        around: _Inside | None = inside
        while around is not None and not around.over:
            around = around.outer
        return around is not None

    def _stay(self, case: _Case, inside: _Inside, node: Node, now: float) -> None:
        """Be at a node as long as it takes, unless a timer at its edge is first."""
        if not self._takes_time(node):
            self._leave(case, inside, node, now)
            return
        station = self._station(inside.key, node)
        until = self._until(inside.key, node, station, now)
        for edge in node.boundaries:
            length = self._timer_length(edge)
            if length is None or now + length >= until:
                continue
            if edge.is_interrupting:
                station.visit(now, now + length)
                self._at_time(now + length, partial(self._leave, case, inside, edge))
                return
            inside.tokens += 1
            self._at_time(now + length, partial(self._leave, case, inside, edge))
        if until < MOST_PATIENCE:
            station.visit(now, until)
        self._at_time(until, partial(self._leave, case, inside, node))

    def _takes_time(self, node: Node) -> bool:
        if node.kind == "intermediateCatchEvent":
            return not node.link_name
        return node.kind in {"userTask", "receiveTask"}

    def _until(self, key: str, node: Node, station: _Station, now: float) -> float:
        """When somebody at a node may go on."""
        awaited = self._scenario.waits.get(node.id)
        meeting = awaited if isinstance(awaited, str) else self._meeting(key, node) if awaited is None else ""
        if meeting:
            station.meeting = meeting
            return self._sitting(meeting).next(now)
        if node.kind != "userTask":
            if awaited is not None and not isinstance(awaited, str):
                return now + awaited.draw(self._chance)
            length = self._timer_length(node)
            return now + (UNKNOWN_WAIT.draw(self._chance) if length is None else length)
        length = self._task_length(node).draw(self._chance)
        workers = self._scenario.workers.get(node.id)
        if workers is None:
            return now + length
        begins = now if len(station.free) < workers else max(now, heapq.heappop(station.free))
        heapq.heappush(station.free, begins + length)
        return begins + length

    def _task_length(self, node: Node) -> Length:
        given = self._scenario.tasks.get(node.id)
        if given is not None:
            return given
        due = span_of(node.camunda("dueDate"))
        return Lognormal(due / 2, due) if due else UNHURRIED

    def _timer_length(self, node: Node) -> float | None:
        """The days until a timer event fires; None when it is none, or depends on data."""
        for definition in node.definitions:
            if definition.kind == "timerEventDefinition":
                text = definition.text_of("timeDuration") or definition.text_of("timeCycle").rpartition("/")[2]
                return span_of(text)
        return None

    def _meeting(self, key: str, node: Node) -> str:
        if key not in self._awaited:
            self._awaited[key] = awaited_by(self._net, key)
        return self._awaited[key].get(node.id, "")

    def _sitting(self, key: str) -> _Sittings:
        if key not in self._sittings:
            given = self._scenario.meetings.get(key)
            days = self._days(key, given)
            self._sittings[key] = _Sittings(days, given.items if given else None)
        return self._sittings[key]

    def _days(self, key: str, given: Meetings | None) -> list[float]:
        if given is None:
            days = meeting_days(self._ground, key, self._at)
            return _continued(days)
        if given.dates:
            zone = self._ground.zone
            midnights = [datetime(day.year, day.month, day.day, tzinfo=zone) for day in given.dates]
            return _continued([(midnight - self._at) / timedelta(days=1) for midnight in midnights])
        between = given.every_days or 365.25 / (given.per_year or 1)
        first = self._chance.uniform(0, between)
        return [first + between * number for number in range(int(MOST_PATIENCE / between))]

    def _leave(self, case: _Case, inside: _Inside, node: Node, now: float) -> None:
        """A token goes on along the ways out."""
        if self._is_over(inside):
            return
        flows = [flow for flow in node.outgoing if flow.target is not None]
        linked = link_target(node) if not flows else None
        if linked is not None:
            self._come(case, inside, linked, now, None)
            return
        if not flows:
            self._use_up(inside, now)
            return
        chosen = self._choose(node, flows)
        inside.tokens += len(chosen) - 1
        for flow in chosen:
            if flow.target is not None:
                self._come(case, inside, flow.target, now, flow)

    def _choose(self, node: Node, flows: list[Flow]) -> list[Flow]:
        shares = self._scenario.branches.get(node.id, {})
        weights = [shares.get(flow.id, 0.0 if shares else 1.0) for flow in flows]
        conditioned = any(flow.condition for flow in flows)
        if node.kind == "exclusiveGateway" and sum(weights) > 0:
            return self._chance.choices(flows, weights)
        if node.kind == "inclusiveGateway" or (conditioned and node.kind not in {"parallelGateway"}):
            taken = [flow for flow in flows if not flow.condition or self._chance.random() < 0.5]
            return taken or [self._chance.choice(flows)]
        return flows

    def _go_inside(self, case: _Case, inside: _Inside, node: Node, now: float) -> None:
        called = node.element.get("calledElement", "") if node.kind == "callActivity" else ""
        scope = node.inside
        if called in self._ground.numbers:
            scope = self._net.scope(called)
        if scope is None or not scope.nodes or case.steps > MOST_STEPS:
            self._leave(case, inside, node, now)
            return
        inner = _Inside(scope, called or inside.key, outer=inside)
        inner.after = partial(self._leave, case, inside, node)
        for edge in node.boundaries:
            length = self._timer_length(edge)
            if length is None:
                continue
            self._at_time(now + length, partial(self._edge, case, inside, inner, edge))
        self._enter(case, inner, now)

    def _edge(self, case: _Case, inside: _Inside, inner: _Inside, edge: Node, now: float) -> None:
        """A timer at the edge of what is still under way."""
        if inner.over or inner.tokens <= 0:
            return
        if edge.is_interrupting:
            inner.over = True
        else:
            inside.tokens += 1
        self._leave(case, inside, edge, now)

    def _end(self, inside: _Inside, node: Node, now: float) -> None:
        if inside.outer is None and inside.tokens == 1:  # A reminder that was sent is no end of a case.
            self._ends[node.id] = self._ends.get(node.id, 0) + 1
        if "terminateEventDefinition" in node.triggers:
            inside.tokens = 1
        self._use_up(inside, now)

    def _use_up(self, inside: _Inside, now: float) -> None:
        inside.tokens -= 1
        if inside.tokens <= 0 and not inside.over:
            inside.over = True
            if inside.after is not None:
                inside.after(now)

    def _join(self, case: _Case, inside: _Inside, node: Node, now: float, by: Flow | None) -> None:
        """Wait until a token came along every way in, or until no other is left that might."""
        came = inside.joined.setdefault(node.id, {})
        came[by.id if by else ""] = came.get(by.id if by else "", 0) + 1
        arrived = sum(came.values())
        every = len(came) >= len(node.incoming)
        alone = node.kind == "inclusiveGateway" and arrived >= inside.tokens
        if not every and not alone:
            return
        del inside.joined[node.id]
        inside.tokens -= arrived - 1
        self._leave(case, inside, node, now)

    def _race(self, case: _Case, inside: _Inside, node: Node, now: float) -> None:
        """The first of several events goes on; shares of the scenario decide instead where it has any."""
        flows = [flow for flow in node.outgoing if flow.target is not None]
        shares = self._scenario.branches.get(node.id)
        if shares and sum(shares.get(flow.id, 0.0) for flow in flows) > 0:
            flow = self._chance.choices(flows, [shares.get(flow.id, 0.0) for flow in flows])[0]
            if flow.target is not None:
                self._come(case, inside, flow.target, now, flow)
            return
        raced = []
        for flow in flows:
            if flow.target is not None:
                station = self._station(inside.key, flow.target)
                raced.append((self._until(inside.key, flow.target, station, now), flow.target, station))
        if not raced:
            self._use_up(inside, now)
            return
        until, target, station = min(raced, key=lambda one: one[0])
        if until < MOST_PATIENCE:
            station.visit(now, until)
        self._at_time(until, partial(self._leave, case, inside, target))

    def _station(self, key: str, node: Node) -> _Station:
        return self._stations.setdefault((key, node.id), _Station(key, node))

    def _figures(self, one: _Station) -> StepFigures:
        stays = sorted(one.stays)
        moments = sorted(one.moments)
        there = most = 0
        for _, change in moments:
            there += change
            most = max(most, there)
        # Over the time in which cases come: what is left of the last ones afterwards thins out by itself.
        last = max(self._scenario.cases / self._scenario.arrivals_per_month * MONTH, 1.0)
        return StepFigures(
            one.key, one.node.id, one.node.name or one.node.id, one.node.kind, len(stays),
            _share(stays, 0.5), _share(stays, 0.9), sum(stays) / last, most, one.meeting,
        )  # fmt: skip


def _share(ordered: Sequence[float], share: float) -> float:
    """The value that this share of all does not exceed; 0 of none."""
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0


def _continued(days: list[float]) -> list[float]:
    """Days that go on at the same pace once those that are planned are over."""
    if len(days) < 2:
        return [days[0] + 365.25 * year for year in range(100)] if days else []
    between = max((days[-1] - days[0]) / (len(days) - 1), 1.0)
    more = int(min((MOST_PATIENCE - days[-1]) / between, 10_000))
    return days + [days[-1] + between * number for number in range(1, more)]
