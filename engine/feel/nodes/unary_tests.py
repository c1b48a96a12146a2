"""What a cell of a decision table asks of its input (DMN 1.5, grammar rules 7 and 13 to 17; 7.3.3)."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from engine.feel.comparison import COMPARISONS, Truth, either, negation, satisfies
from engine.feel.nodes.base import Node, Part, Run
from engine.feel.nodes.literals import HalfRange, Literal
from engine.feel.scope import Scope


@dataclass(frozen=True, slots=True)
class Anything(Node):
    """`-`: passes whatever the input is."""

    def compiled(self) -> Run:
        return lambda scope: True


@dataclass(frozen=True, slots=True)
class Test(Node):
    """One test. An expression that reads `?` is itself the answer; any other is what the input is compared with."""

    expression: Node
    asks: bool

    def parts(self) -> Iterator[Part]:
        yield self.expression

    def compiled(self) -> Run:
        if isinstance(self.expression, Literal):
            return _matching(self.expression.value)
        if isinstance(self.expression, HalfRange) and isinstance(self.expression.end, Literal):
            return _comparing(self.expression, self.expression.end.value)
        expression, asks = self.expression.compiled(), self.asks

        def decide(scope: Scope) -> Truth:
            value = expression(scope)
            if asks and (value is None or isinstance(value, bool)):
                return value
            return satisfies(scope.values.get("?"), value, scope.meter)

        return decide


def _matching(constant: object) -> Run:
    return lambda scope: satisfies(scope.values.get("?"), constant, scope.meter)


def _comparing(test: HalfRange, end: object) -> Run:
    interval, operation = test.compiled(), COMPARISONS[test.operator]

    def decide(scope: Scope) -> Truth:
        value = scope.values.get("?")
        if type(value) is Decimal:
            return operation(value, end, scope.meter)
        return satisfies(value, interval(scope), scope.meter)

    return decide


@dataclass(frozen=True, slots=True)
class AnyTest(Node):
    """Several tests, of which one must pass."""

    tests: tuple[Node, ...]

    def parts(self) -> Iterator[Part]:
        yield from self.tests

    def compiled(self) -> Run:
        tests = [test.compiled() for test in self.tests]

        def decide(scope: Scope) -> Truth:
            result: Truth = False
            for test in tests:
                result = either(result, test(scope))
                if result is True:
                    return True
            return result

        return decide


@dataclass(frozen=True, slots=True)
class NotTest(Node):
    """not(tests)"""

    tests: Node

    def parts(self) -> Iterator[Part]:
        yield self.tests

    def compiled(self) -> Run:
        tests = self.tests.compiled()
        return lambda scope: negation(tests(scope))
