"""Operators and what follows a value, left to right (DMN 1.5, grammar rules 4, 18, 38 to 40, 44, 50 to 53).

`1 + 2 + 3` or `a.b[c](d)` is one Chain with several steps: however long, it nests no deeper.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from engine.feel.arithmetic import TABLES, calculate, negative
from engine.feel.budgets import Meter
from engine.feel.comparison import COMPARISONS, Truth, both, less
from engine.feel.decimals import is_whole
from engine.feel.nodes.base import Bound, Node, Part, Read, Run, RunStep, Step
from engine.feel.nodes.literals import Literal
from engine.feel.properties import property_of
from engine.feel.scope import Scope
from engine.feel.types import FeelType, conforms
from engine.feel.values import Function

Operation = Callable[[object, object, Meter], object]


def _arithmetic(operator: str) -> Operation:
    table = TABLES[operator]
    return lambda left, right, meter: calculate(table, left, right, meter)


OPERATORS: dict[str, Operation] = {
    **{operator: _arithmetic(operator) for operator in TABLES},
    **COMPARISONS,
}


@dataclass(frozen=True, slots=True)
class Chain(Node):
    """A value and the steps that change it."""

    start: Node
    steps: tuple[Step, ...]

    def parts(self) -> Iterator[Part]:
        yield self.start
        yield from self.steps

    def compiled(self) -> Run:
        start = self.start.compiled()
        if len(self.steps) == 1:
            return _with_one_step(start, self.steps[0])
        steps = [step.compiled() for step in self.steps]

        def follow(scope: Scope) -> object:
            value = start(scope)
            for step in steps:
                value = step(scope, value)
            return value

        return follow


def _with_one_step(start: Run, step: Step) -> Run:
    if isinstance(step, Operate):
        operation = OPERATORS[step.operator]
        if isinstance(step.operand, Literal):
            constant = step.operand.value
            return lambda scope: operation(start(scope), constant, scope.meter)
        operand = step.operand.compiled()
        return lambda scope: operation(start(scope), operand(scope), scope.meter)
    run = step.compiled()
    return lambda scope: run(scope, start(scope))


@dataclass(frozen=True, slots=True)
class Operate(Step):
    """An operator with its right side."""

    operator: str
    operand: Node

    def parts(self) -> Iterator[Part]:
        yield self.operand

    def compiled(self) -> RunStep:
        operation, operand = OPERATORS[self.operator], self.operand.compiled()
        return lambda scope, value: operation(value, operand(scope), scope.meter)


@dataclass(frozen=True, slots=True)
class Negate(Node):
    """-value"""

    operand: Node

    def parts(self) -> Iterator[Part]:
        yield self.operand

    def compiled(self) -> Run:
        operand = self.operand.compiled()
        return lambda scope: negative(operand(scope))


@dataclass(frozen=True, slots=True)
class Between(Step):
    """value between low and high, both included"""

    low: Node
    high: Node

    def parts(self) -> Iterator[Part]:
        yield self.low
        yield self.high

    def compiled(self) -> RunStep:
        low, high = self.low.compiled(), self.high.compiled()

        def decide(scope: Scope, value: object) -> Truth:
            return both(less(low(scope), value, or_equal=True), less(value, high(scope), or_equal=True))

        return decide


@dataclass(frozen=True, slots=True)
class In(Step):
    """value in tests; the tests see the value as `?`."""

    tests: Node

    def reads(self, bound: Bound) -> Iterator[Read]:
        return self.tests.reads(bound | {"?"})

    def compiled(self) -> RunStep:
        tests = self.tests.compiled()
        return lambda scope, value: tests(scope.inner({"?": value}))


@dataclass(frozen=True, slots=True)
class InstanceOf(Step):
    """value instance of type"""

    type: FeelType

    def compiled(self) -> RunStep:
        kind = self.type.without_allowed_values()
        return lambda scope, value: conforms(value, kind, scope.meter)


@dataclass(frozen=True, slots=True)
class Get(Step):
    """value.name"""

    name: str

    def compiled(self) -> RunStep:
        name = self.name
        return lambda scope, value: property_of(value, name, scope.meter)


@dataclass(frozen=True, slots=True)
class Filter(Step):
    """list[condition] or list[position]; a single value is a list of one (DMN 1.5, 10.3.2.5)."""

    condition: Node

    def reads(self, bound: Bound) -> Iterator[Read]:
        # Any name might be an entry of the items.
        for name, _ in self.condition.reads(bound | {"item"}):
            yield Read(name, certain=False)

    def compiled(self) -> RunStep:
        condition = self.condition.compiled()

        def select(scope: Scope, value: object) -> object:
            items = value if isinstance(value, list) else [] if value is None else [value]
            first = condition(item_scope(items[0] if items else None, scope))
            if isinstance(first, Decimal):
                return _item_at(items, first)
            if items and first is not None and not isinstance(first, bool):
                return None
            return [
                item
                for index, item in enumerate(items)
                if (first if index == 0 else condition(item_scope(item, scope))) is True
            ]

        return select


def item_scope(item: object, scope: Scope) -> Scope:
    """Where a filter's condition is asked of an item: it sees the item, and a context's entries by their names."""
    scope.meter.count()
    return scope.inner({"item": item, **item} if isinstance(item, dict) else {"item": item})


def _item_at(items: list[object], position: Decimal) -> object:
    if not is_whole(position) or not 0 < abs(position) <= len(items):
        return None
    index = int(position)
    return items[index - 1 if index > 0 else index]


@dataclass(frozen=True, slots=True)
class Invoke(Step):
    """function(arguments), by position or by name; null when it is no function."""

    positional: tuple[Node, ...]
    named: tuple[tuple[str, Node], ...]

    def parts(self) -> Iterator[Part]:
        yield from self.positional
        for _, argument in self.named:
            yield argument

    def compiled(self) -> RunStep:
        positional = [argument.compiled() for argument in self.positional]
        named = [(name, argument.compiled()) for name, argument in self.named]

        def call(scope: Scope, function: object) -> object:
            if not isinstance(function, Function):
                return None
            return function.call(
                scope.meter, [argument(scope) for argument in positional], {name: value(scope) for name, value in named}
            )

        return call
