"""Values written out: constants, names, lists, contexts and ranges (DMN 1.5, grammar rules 33, 55 to 59, 8 to 12)."""

from collections.abc import Iterator
from dataclasses import dataclass

from engine.feel.comparison import range_of
from engine.feel.nodes.base import Bound, Node, Part, Read, Run
from engine.feel.scope import Scope
from engine.feel.values import Function, Range


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """A constant."""

    value: object

    def compiled(self) -> Run:
        value = self.value
        return lambda scope: value


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A name; `known` is the built-in function of that name, which a value of that name does not hide when `called`."""

    name: str
    known: Function | None = None
    called: bool = False

    def compiled(self) -> Run:
        name, known = self.name, self.known

        def function(scope: Scope) -> object:
            value = scope.find(name)
            return value if isinstance(value, Function) else known

        def value(scope: Scope) -> object:
            # The nearest frame has most names, and a call is spared.
            return scope.values[name] if name in scope.values else scope.find(name, known)

        return function if self.called and known is not None else value

    def reads(self, bound: Bound) -> Iterator[Read]:
        if self.name in bound or (self.called and self.known is not None):
            return
        yield Read(self.name, certain=self.known is None)


@dataclass(frozen=True, slots=True)
class ListOf(Node):
    """[a, b, …]"""

    items: tuple[Node, ...]

    def parts(self) -> Iterator[Part]:
        yield from self.items

    def compiled(self) -> Run:
        items = [item.compiled() for item in self.items]
        return lambda scope: [item(scope) for item in items]


@dataclass(frozen=True, slots=True)
class ContextOf(Node):
    """{key: value, …}; an entry sees those before it. A key that comes twice makes the whole null."""

    entries: tuple[tuple[str, Node], ...]

    def compiled(self) -> Run:
        entries = [(key, value.compiled()) for key, value in self.entries]
        if len({key for key, _ in entries}) < len(entries):
            return lambda scope: None

        def make(scope: Scope) -> object:
            values: dict[str, object] = {}
            inner = scope.inner(values)
            for key, value in entries:
                values[key] = value(inner)
            # A function among the entries keeps `values` as its scope; the context itself is a value of its own.
            return dict(values)

        return make

    def reads(self, bound: Bound) -> Iterator[Read]:
        for key, value in self.entries:
            yield from value.reads(bound)
            bound |= {key}


@dataclass(frozen=True, slots=True)
class RangeOf(Node):
    """[low..high]; null when the ends cannot be compared, or the wrong way round."""

    low: Node
    high: Node
    low_included: bool
    high_included: bool

    def parts(self) -> Iterator[Part]:
        yield self.low
        yield self.high

    def compiled(self) -> Run:
        low_of, high_of = self.low.compiled(), self.high.compiled()

        def make(scope: Scope) -> object:
            return range_of(low_of(scope), high_of(scope), self.low_included, self.high_included)

        if isinstance(self.low, Literal) and isinstance(self.high, Literal):
            constant = range_of(self.low.value, self.high.value, self.low_included, self.high_included)
            return lambda scope: constant
        return make


@dataclass(frozen=True, slots=True)
class HalfRange(Node):
    """A comparison without a left side: `< 5` means every value below 5."""

    operator: str
    end: Node

    def parts(self) -> Iterator[Part]:
        yield self.end

    def compiled(self) -> Run:
        if isinstance(self.end, Literal):
            constant = self._with_end(self.end.value)
            return lambda scope: constant
        end_of = self.end.compiled()
        return lambda scope: self._with_end(end_of(scope))

    def _with_end(self, end: object) -> Range:
        if self.operator in ("=", "!="):
            return Range(end, end, operator=self.operator)
        included = self.operator in ("<=", ">=")
        if self.operator.startswith("<"):
            return Range(None, end, False, included, self.operator)
        return Range(end, None, included, False, self.operator)
