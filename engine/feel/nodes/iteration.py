"""`for`, `some` and `every` (DMN 1.5, grammar rules 46 and 47; 10.3.2.14)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from engine.feel.budgets import Meter
from engine.feel.comparison import Truth, both, either
from engine.feel.decimals import is_whole
from engine.feel.nodes.base import Bound, Node, Read, Run
from engine.feel.scope import Scope
from engine.feel.values import Range

Domain = tuple[str, Callable[[Scope], Sequence[object] | None]]
Visit = Callable[[Scope], bool]


@dataclass(frozen=True, slots=True)
class Iteration:
    """`name in domain`, or `name in domain..end`."""

    name: str
    domain: Node
    end: Node | None = None

    def compiled(self) -> Domain:
        """The name and the closure that gives what it runs over; None where there is nothing to run over."""
        domain, end = self.domain.compiled(), self.end.compiled() if self.end is not None else None

        def items(scope: Scope) -> Sequence[object] | None:
            if end is not None:
                return stepped(domain(scope), end(scope), scope.meter)
            return run_over(domain(scope), scope.meter)

        return self.name, items


def _reads(iterations: tuple[Iteration, ...], body: Node, bound: Bound) -> Iterator[Read]:
    for iteration in iterations:
        yield from iteration.domain.reads(bound)
        if iteration.end is not None:
            yield from iteration.end.reads(bound)
        bound |= {iteration.name}
    yield from body.reads(bound)


@dataclass(frozen=True, slots=True)
class For(Node):
    """for … return …; the body sees the results so far as `partial`."""

    iterations: tuple[Iteration, ...]
    body: Node

    def reads(self, bound: Bound) -> Iterator[Read]:
        return _reads(self.iterations, self.body, bound | {"partial"})

    def compiled(self) -> Run:
        domains = [iteration.compiled() for iteration in self.iterations]
        body = self.body.compiled()
        if any(read.name == "partial" for read in self.body.reads(frozenset())):
            body = _seeing_partial(body)

        def collect(scope: Scope) -> object:
            results: list[object] = []
            outer = scope.inner({_RESULTS: results})

            def visit(inner: Scope) -> bool:
                results.append(body(inner))
                return True

            return results if walk(domains, outer, visit) else None

        return collect


_RESULTS = "partial, as it grows"


def _seeing_partial(body: Run) -> Run:
    def run(scope: Scope) -> object:
        results = scope.find(_RESULTS)
        # A copy, or the list would come to contain itself.
        so_far = list(scope.meter.sized(results)) if isinstance(results, list) else None
        return body(scope.inner({"partial": so_far}))

    return run


@dataclass(frozen=True, slots=True)
class Quantified(Node):
    """some|every … satisfies …, in three-valued logic."""

    word: str
    iterations: tuple[Iteration, ...]
    body: Node

    def reads(self, bound: Bound) -> Iterator[Read]:
        return _reads(self.iterations, self.body, bound)

    def compiled(self) -> Run:
        domains = [iteration.compiled() for iteration in self.iterations]
        body, some = self.body.compiled(), self.word == "some"
        return lambda scope: quantified(domains, scope, body, some)


def quantified(domains: list[Domain], scope: Scope, body: Run, some: bool) -> Truth:
    """Whether some (or every) turn satisfies the body; null when there is nothing to run over."""
    result: Truth = not some
    combine, decisive = (either, True) if some else (both, False)

    def visit(inner: Scope) -> bool:
        nonlocal result
        result = combine(result, body(inner))
        return result is not decisive

    finished = walk(domains, scope, visit)
    return result if finished or result is decisive else None


def walk(domains: list[Domain], scope: Scope, visit: Visit) -> bool:
    """Visit every combination, the last name changing fastest; False when a domain is null or a visit ends it."""
    if not domains:
        return visit(scope)
    name, items_of = domains[0]
    items = items_of(scope)
    if items is None:
        return False
    for item in items:
        scope.meter.count()
        if not walk(domains[1:], scope.inner({name: item}), visit):
            return False
    return True


def run_over(value: object, meter: Meter) -> Sequence[object] | None:
    """What an iteration over a value visits: a list's items, a range's members, else the value itself."""
    if isinstance(value, Range):
        members = stepped(value.low, value.high, meter)
        if members is None:
            return None
        return members[0 if value.low_included else 1 : len(members) if value.high_included else -1]
    if value is None or isinstance(value, list):
        return value
    return [value]


def stepped(low: object, high: object, meter: Meter) -> Sequence[object] | None:
    """Whole numbers or days from one to the other, upwards or downwards; null for anything else."""
    if isinstance(low, Decimal) and isinstance(high, Decimal):
        if not (is_whole(low) and is_whole(high)):
            return None
        first, last = int(low), int(high)
        meter.count(abs(last - first))
        step = 1 if first <= last else -1
        return [Decimal(number) for number in range(first, last + step, step)]
    if type(low) is date and type(high) is date:
        length = (high - low).days
        meter.count(abs(length))
        step = 1 if length >= 0 else -1
        return [low + timedelta(days=day) for day in range(0, length + step, step)]
    return None
