"""How a built-in function is called: its forms, and the arguments each of them takes.

A form is written as the standard writes it: `list: list; start position: number; length: number?`, where `?` marks
what may be left out or null. `*` takes any number of arguments as one list, `**` each for itself.
"""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from engine.feel.arithmetic import FAULTS
from engine.feel.beyond import FarDate, FarDateTime, FineDuration, FineTime
from engine.feel.budgets import Meter
from engine.feel.comparison import ORDERED
from engine.feel.values import Function, Range, YearsMonthsDuration

Implementation = Callable[..., object]

_DOMAINS: Mapping[str, frozenset[type]] = {
    "boolean": frozenset({bool}),
    "context": frozenset({dict}),
    "day": frozenset({date, datetime, FarDate, FarDateTime}),
    "days duration": frozenset({timedelta, FineDuration}),
    "function": frozenset({Function}),
    "list": frozenset({list}),
    "number": frozenset({Decimal}),
    "point": ORDERED,
    "range": frozenset({Range}),
    "string": frozenset({str}),
    "temporal": frozenset({date, time, datetime, FarDate, FineTime, FarDateTime}),
    "time": frozenset({time, FineTime}),
    "years duration": frozenset({YearsMonthsDuration}),
}


class _Unfit(Exception):
    """The arguments are not of this form."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: its name, what it takes ("any" or a key of the domains), whether it may be left out."""

    name: str
    domain: str
    optional: bool

    def bound(self, value: object) -> object:
        """The argument, a list of one made single and a single value made a list where that fits (10.3.2.9.4)."""
        if value is None and self.optional:
            return None
        if self.domain == "any":
            return value
        domain = _DOMAINS[self.domain]
        if type(value) in domain:
            return value
        if self.domain == "list" and value is not None:
            return [value]
        if isinstance(value, list) and len(value) == 1 and type(value[0]) in domain:
            return value[0]
        raise _Unfit


@dataclass(frozen=True, slots=True)
class Form:
    """One way to call a built-in function."""

    parameters: tuple[Parameter, ...]
    variadic: str
    implementation: Implementation
    metered: bool

    def bound(self, positional: Sequence[object], named: Mapping[str, object]) -> list[object]:
        """The arguments in order; raises _Unfit."""
        if self.variadic:
            if named or not positional:
                raise _Unfit
            return _gathered(positional) if self.variadic == "*" else list(positional)
        names = [parameter.name for parameter in self.parameters]
        if named:
            if not named.keys() <= set(names):
                raise _Unfit
            given = dict(named)
        elif len(positional) <= len(names):
            given = dict(zip(names, positional, strict=False))
        else:
            raise _Unfit
        if any(parameter.name not in given and not parameter.optional for parameter in self.parameters):
            raise _Unfit
        return [parameter.bound(given.get(parameter.name)) for parameter in self.parameters]

    def run(self, arguments: list[object], meter: Meter) -> object:
        """The result, or null where it has none."""
        for argument in arguments:
            if isinstance(argument, list | dict):
                meter.sized(argument)
        try:
            return self.implementation(meter, *arguments) if self.metered else self.implementation(*arguments)
        except FAULTS:
            return None


def _gathered(positional: Sequence[object]) -> list[object]:
    first = positional[0]
    return [first if len(positional) == 1 and isinstance(first, list) else list(positional)]


def form(signature: str, implementation: Implementation) -> Form:
    """A form from its text. An implementation whose first parameter is `meter` is given the evaluation's meter."""
    metered = next(iter(inspect.signature(implementation).parameters), "") == "meter"
    if signature in ("*", "**"):
        return Form((), signature, implementation, metered)
    parameters = tuple(_parameter(text) for text in signature.split(";") if text)
    return Form(parameters, "", implementation, metered)


def _parameter(text: str) -> Parameter:
    name, _, domain = (part.strip() for part in text.partition(":"))
    return Parameter(name, domain.removesuffix("?"), domain.endswith("?"))


def built_in(name: str, forms: Sequence[Form]) -> Function:
    """A function that takes the first form the arguments fit; null when they fit none."""

    def invoke(meter: Meter, positional: Sequence[object], named: Mapping[str, object]) -> object:
        for candidate in forms:
            try:
                arguments = candidate.bound(positional, named)
            except _Unfit:
                continue
            return candidate.run(arguments, meter)
        return None

    return Function(name, None, invoke)


def all_of(items: Sequence[Any], *kinds: type) -> bool:
    """Whether every item is of one of the types."""
    return all(type(item) in kinds for item in items)
