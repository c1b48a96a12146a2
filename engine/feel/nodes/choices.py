"""Conditions: `and`, `or`, `if` (DMN 1.5, grammar rules 45, 48, 49; tables 49 and 50)."""

from collections.abc import Iterator
from dataclasses import dataclass

from engine.feel.comparison import Truth
from engine.feel.nodes.base import Node, Part, Run
from engine.feel.scope import Scope


@dataclass(frozen=True, slots=True)
class And(Node):
    """All of the operands, of which the first false one decides."""

    operands: tuple[Node, ...]

    def parts(self) -> Iterator[Part]:
        yield from self.operands

    def compiled(self) -> Run:
        operands = [operand.compiled() for operand in self.operands]

        def decide(scope: Scope) -> Truth:
            result: Truth = True
            for operand in operands:
                value = operand(scope)
                if value is False:
                    return False
                if value is not True:
                    result = None
            return result

        return decide


@dataclass(frozen=True, slots=True)
class Or(Node):
    """Any of the operands, of which the first true one decides."""

    operands: tuple[Node, ...]

    def parts(self) -> Iterator[Part]:
        yield from self.operands

    def compiled(self) -> Run:
        operands = [operand.compiled() for operand in self.operands]

        def decide(scope: Scope) -> Truth:
            result: Truth = False
            for operand in operands:
                value = operand(scope)
                if value is True:
                    return True
                if value is not False:
                    result = None
            return result

        return decide


@dataclass(frozen=True, slots=True)
class If(Node):
    """`if … then … else if … then … else …`; a condition that is not true counts as false."""

    branches: tuple[tuple[Node, Node], ...]
    otherwise: Node

    def parts(self) -> Iterator[Part]:
        for condition, value in self.branches:
            yield condition
            yield value
        yield self.otherwise

    def compiled(self) -> Run:
        branches = [(condition.compiled(), value.compiled()) for condition, value in self.branches]
        otherwise = self.otherwise.compiled()

        def choose(scope: Scope) -> object:
            for condition, value in branches:
                if condition(scope) is True:
                    return value(scope)
            return otherwise(scope)

        return choose
