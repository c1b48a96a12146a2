"""Chance: many cases sent through a process as drawn, with lengths drawn by lot; how long it takes, and what queues.

No engine runs here: a case is a handful of tokens on the drawing, so that thousands go through in a second or two.
A task is drawn its length; a message or meeting its waiting; a gateway its way.  An event sub-process begins when its
timer fires, or in the share of cases that the scenario tells; a message at an edge does not happen.  The same scenario
gives the same figures.
"""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import count
from random import Random

from engine.errors import InvalidInput
from engine.lint.parts import Flow, Node, Scope
from engine.simulation.figures import Figures, share
from engine.simulation.ground import Ground
from engine.simulation.plans import Net, first_nodes, link_target
from engine.simulation.scenarios import Scenario
from engine.simulation.sittings import MOST_PATIENCE
from engine.simulation.stays import Stays, takes_time, timer_length

MOST_STEPS = 3_000
"""How many steps one case takes at most, and how many cases give up beyond it is told."""

MONTH = 30.4375


def estimate(ground: Ground, key: str, scenario: Scenario, at: datetime) -> Figures:
    """Send the scenario's cases through a process, from an instant on.

    Raises InvalidInput when the process, or something that the scenario names, is not there.
    """
    if key not in ground.numbers:
        raise InvalidInput(f"Expected a process {key!r}, but there is none.")
    return _Field(ground, key, scenario, at).run()


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
    asides: int = 0
    """How many event sub-processes are under way beside the tokens."""


@dataclass
class _Case:
    began: float
    steps: int = 0
    gave_up: bool = False


class _Field:
    """One run of all cases on a common time line, in days from the beginning."""

    def __init__(self, ground: Ground, key: str, scenario: Scenario, at: datetime) -> None:
        self._ground, self._key, self._scenario = ground, key, scenario
        self._net = Net(ground)
        self._chance = Random(scenario.seed)  # noqa: S311 - a game of chance, no secret
        self._events: list[tuple[float, int, Callable[[float], None]]] = []
        self._numbers = count()
        self._stays = Stays(self._net, scenario, at, self._chance)
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
        days = max(self._scenario.cases / self._scenario.arrivals_per_month * MONTH, 1.0)
        return Figures(
            self._key,
            self._scenario.cases,
            len(lasted),
            share(lasted, 0.5),
            share(lasted, 0.9),
            dict(sorted(self._ends.items(), key=lambda one: -one[1])),
            tuple(one.figures(days) for one in self._stays.stations.values() if one.stays),
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
        for node in inside.scope.nodes:
            if node.is_event_subprocess and node.inside is not None and node.inside.starts:
                begins = self._stays.event(node.inside.starts[0])
                if begins is not None:
                    self._at_time(now + begins, partial(self._begin_aside, case, inside, node.inside))

    def _begin_aside(self, case: _Case, inside: _Inside, scope: Scope, now: float) -> None:
        """An event sub-process begins where its scope is under way; an interrupting one takes the place of the rest."""
        if self._is_over(inside):
            return
        if scope.starts[0].is_interrupting:
            inside.over = True
            self._enter(case, _Inside(scope, inside.key, after=inside.after, outer=inside.outer), now)
            return
        inside.asides += 1

        def over(day: float) -> None:
            inside.asides -= 1
            self._close(inside, day)

        self._enter(case, _Inside(scope, inside.key, after=over, outer=inside), now)

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
        if not takes_time(node):
            self._leave(case, inside, node, now)
            return
        station = self._stays.station(inside.key, node)
        until = self._stays.until(inside.key, node, now)
        for edge in node.boundaries:
            length = timer_length(edge)
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
            length = timer_length(edge)
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
            inside.tokens, inside.asides = 1, 0
        self._use_up(inside, now)

    def _use_up(self, inside: _Inside, now: float) -> None:
        inside.tokens -= 1
        self._close(inside, now)

    def _close(self, inside: _Inside, now: float) -> None:
        """End what nothing is left of."""
        if inside.tokens <= 0 and not inside.asides and not inside.over:
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
        targets = [flow.target for flow in flows if flow.target is not None]
        raced = [(self._stays.until(inside.key, target, now), target) for target in targets]
        if not raced:
            self._use_up(inside, now)
            return
        until, target = min(raced, key=lambda one: one[0])
        if until < MOST_PATIENCE:
            self._stays.station(inside.key, target).visit(now, until)
        self._at_time(until, partial(self._leave, case, inside, target))
