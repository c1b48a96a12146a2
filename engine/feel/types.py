"""FEEL types: does a value conform, and the conversions that happen by themselves (DMN 1.5, 10.3.2.9)."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from engine.feel.arithmetic import at_midnight
from engine.feel.beyond import FarDate
from engine.feel.budgets import Meter
from engine.feel.comparison import Truth
from engine.feel.values import TYPE_NAMES, Function, Range, type_name


class FeelType(ABC):
    """A type; null conforms to Null alone, though every typed place may be left empty."""

    @abstractmethod
    def admits(self, value: object, meter: Meter) -> bool:
        """Whether a value that is not null is of this type."""

    def applied_to(self, value: object) -> object:
        """A value of this type as whoever receives it by this type has it."""
        return value

    def without_allowed_values(self) -> "FeelType":
        """The type that `instance of` looks at."""
        return self


@dataclass(frozen=True, slots=True)
class Simple(FeelType):
    """A type that has a name only: Any, Null, number, string, date …"""

    name: str

    def admits(self, value: object, meter: Meter) -> bool:
        return self.name == "Any" or type_name(value) == self.name


@dataclass(frozen=True, slots=True)
class ListType(FeelType):
    """list<element>; elements may be null."""

    element: FeelType

    def admits(self, value: object, meter: Meter) -> bool:
        if not isinstance(value, list):
            return False
        meter.sized(value)
        return all(fits_or_null(item, self.element, meter) for item in value)


@dataclass(frozen=True, slots=True)
class RangeType(FeelType):
    """range<element>; one end that fits is enough, for the other may be missing."""

    element: FeelType

    def admits(self, value: object, meter: Meter) -> bool:
        ends = (value.low, value.high) if isinstance(value, Range) else ()
        return any(conforms(end, self.element, meter) for end in ends)


@dataclass(frozen=True, slots=True)
class ContextType(FeelType):
    """context<key: type, …>; further keys do no harm."""

    fields: Mapping[str, FeelType]

    def admits(self, value: object, meter: Meter) -> bool:
        if not isinstance(value, dict):
            return False
        meter.count()
        return all(key in value and fits_or_null(value[key], kind, meter) for key, kind in self.fields.items())


@dataclass(frozen=True, slots=True)
class FunctionType(FeelType):
    """function<parameters> -> result; the number of parameters is what can be checked."""

    parameters: tuple[FeelType, ...]
    result: FeelType

    def admits(self, value: object, meter: Meter) -> bool:
        if not isinstance(value, Function):
            return False
        return value.parameters is None or len(value.parameters) == len(self.parameters)

    def applied_to(self, value: object) -> object:
        """A function whose results are converted to the type of its result."""
        if not isinstance(value, Function) or self.result == ANY:
            return value

        def invoke(meter: Meter, positional: Sequence[object], named: Mapping[str, object]) -> object:
            return converted(value.invoke(meter, positional, named), self.result, meter)

        return Function(value.name, value.parameters, invoke)


@dataclass(frozen=True, slots=True)
class Constrained(FeelType):
    """A type whose values must pass unary tests, too: the allowed values of an item definition (DMN 1.5, 7.3.2)."""

    base: FeelType
    passes: Callable[[object, Meter], Truth]

    def admits(self, value: object, meter: Meter) -> bool:
        return self.base.admits(value, meter) and self.passes(value, meter) is True

    def applied_to(self, value: object) -> object:
        return self.base.applied_to(value)

    def without_allowed_values(self) -> FeelType:
        return self.base.without_allowed_values()


ANY = Simple("Any")

NAMED_TYPES: Mapping[str, FeelType] = {
    "Any": ANY,
    **{name: Simple(name) for name in TYPE_NAMES.values()},
    "list": ListType(ANY),
    "context": ContextType({}),
    "range": RangeType(ANY),
    # What older models write.
    "dateTime": Simple("date and time"),
    "date time": Simple("date and time"),
    "dayTimeDuration": Simple("days and time duration"),
    "yearMonthDuration": Simple("years and months duration"),
}


def conforms(value: object, kind: FeelType, meter: Meter) -> bool:
    """Whether the value is of the type (DMN 1.5, 10.3.2.9.3)."""
    meter.count()
    if value is None:
        return kind == NAMED_TYPES["Null"]
    return kind.admits(value, meter)


def fits_or_null(value: object, kind: FeelType, meter: Meter) -> bool:
    """Whether a typed place may hold the value: null always may."""
    return value is None or conforms(value, kind, meter)


def converted(value: object, kind: FeelType | None, meter: Meter) -> object:
    """The value as the type wants it, or null (DMN 1.5, 10.3.2.9.4).

    A list of one becomes its element, a single value a list of one, a date its midnight in UTC.
    """
    if kind is None:
        return value
    if fits_or_null(value, kind, meter):
        return kind.applied_to(value)
    if isinstance(value, list) and len(value) == 1 and conforms(value[0], kind, meter):
        return value[0]
    if isinstance(kind, ListType) and conforms(value, kind.element, meter):
        return [value]
    if type(value) in (date, FarDate) and kind.admits(moment := at_midnight(value), meter):
        return moment
    return None
