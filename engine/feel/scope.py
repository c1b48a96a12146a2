"""Where names get their values (DMN 1.5, 10.3.2.11): frames of names, the inner ones first."""

from collections.abc import Mapping

from engine.feel.budgets import Meter


class Scope:
    """One frame: its names with their values, the frame around it, and the meter of the evaluation."""

    __slots__ = ("meter", "parent", "values")

    def __init__(self, values: Mapping[str, object], parent: "Scope | None", meter: Meter) -> None:
        self.values = values
        self.parent = parent
        self.meter = meter

    def inner(self, values: Mapping[str, object]) -> "Scope":
        """A frame within this one."""
        return Scope(values, self, self.meter)

    def find(self, name: str, default: object = None) -> object:
        """The value of a name in the nearest frame that has it, else the default."""
        level: Scope | None = self
        while level is not None:
            if name in level.values:
                return level.values[name]
            level = level.parent
        return default
