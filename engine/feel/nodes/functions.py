"""Functions that an expression defines (DMN 1.5, grammar rule 57; 10.3.2.13)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.feel.budgets import Meter
from engine.feel.nodes.base import Bound, Node, Read, Run
from engine.feel.scope import Scope
from engine.feel.types import FeelType, converted
from engine.feel.values import Function

Parameters = Sequence[tuple[str, FeelType | None]]


@dataclass(frozen=True, slots=True)
class FunctionOf(Node):
    """function(name: type, …) body"""

    parameters: tuple[tuple[str, FeelType | None], ...]
    body: Node

    def reads(self, bound: Bound) -> Iterator[Read]:
        return self.body.reads(bound | {name for name, _ in self.parameters})

    def compiled(self) -> Run:
        body = self.body.compiled()
        return lambda scope: defined("", self.parameters, body, scope)


def defined(name: str, parameters: Parameters, body: Run, scope: Scope) -> Function:
    """A function that runs its body in the scope where it was defined.

    Arguments are converted to the parameters' types; a wrong number, a wrong name or a value that does not fit
    makes the call null.
    """
    names = tuple(parameter for parameter, _ in parameters)

    def invoke(meter: Meter, positional: Sequence[object], named: Mapping[str, object]) -> object:
        if named:
            if named.keys() != set(names):
                return None
            positional = [named[parameter] for parameter in names]
        if len(positional) != len(names):
            return None
        values: dict[str, object] = {}
        for (parameter, kind), given in zip(parameters, positional, strict=True):
            values[parameter] = converted(given, kind, meter)
            if values[parameter] is None and given is not None:
                return None
        return body(Scope(values, scope, meter))

    return Function(name, names, invoke)
