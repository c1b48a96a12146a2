"""The data of an instance: one scope for a process, and a scope of its own for whatever may run beside itself.

SpiffWorkflow gives every task a copy of all data and merges copies at joins, which loses the answer of a reviewer when
the other branch arrives later with an old copy.  Here everything in a process reads and writes the same data, as BPMN
says (10.4.1); a called process, each instance of a multi-instance activity and each run of a non-interrupting event
sub-process has a scope of its own *over* the outer one: it reads through, writes for itself, and hands its writes out
when it is done.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from engine.errors import InvalidInput
from engine.feel.values import YearsMonthsDuration
from engine.spiff.sentences import DEEP_DATA, NOT_FINITE, NOT_KEPT

_DEEPEST = 100
_PLAIN = frozenset({type(None), bool, int, str, Decimal, date, datetime, time, timedelta, YearsMonthsDuration})


class Scope(dict[str, object]):
    """What is visible here, as a plain dict that is only written through `write`.

    `own` names what was written here and not read through from `outer`.
    """

    __slots__ = ("inner", "outer", "own")

    def __init__(self, outer: "Scope | None" = None, own: Mapping[str, object] | None = None) -> None:
        super().__init__(outer or ())
        self.outer = outer
        self.inner: list[Scope] = []
        self.own: dict[str, None] = {}
        if outer is not None:
            outer.inner.append(self)
        if own:
            self.update(own)
            self.own.update(dict.fromkeys(own))

    def write(self, values: Mapping[str, object]) -> None:
        """Set values here, and wherever they are read through.

        Raises InvalidInput for a value of a kind that no state can keep.
        """
        for name, value in {str(name): storable(value) for name, value in values.items()}.items():
            self._set(name, value)
            self.own[name] = None

    def _set(self, name: str, value: object) -> None:
        self[name] = value
        for scope in self.inner:
            if name not in scope.own:
                scope._set(name, value)

    def written(self) -> dict[str, object]:
        """What was written here, in the order in which it first was."""
        return {name: self[name] for name in self.own}

    def close(self, kept: Iterable[str] = ()) -> None:
        """Hand out what was written here, but for the names `kept` back, and let the outer scope forget this one."""
        outer = self.outer
        if outer is None:
            return
        held = set(kept)
        self.forget()
        outer.write({name: value for name, value in self.written().items() if name not in held})

    def forget(self) -> None:
        """Let the outer scope no longer pass its changes on to this one."""
        if self.outer is not None:
            self.outer.inner = [scope for scope in self.outer.inner if scope is not self]


def storable(value: object, depth: int = 0) -> object:
    """The value as a state keeps it: tuples as lists, binary fractions as the decimal they print as.

    Raises InvalidInput for a kind without a place in a state, or for more than 100 levels.
    """
    if type(value) in _PLAIN:
        return value
    if depth > _DEEPEST:
        raise InvalidInput(DEEP_DATA.fill(limit=_DEEPEST).stored)
    if isinstance(value, Mapping):
        return {str(key): storable(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [storable(item, depth + 1) for item in value]
    return _scalar(value)


def _scalar(value: object) -> object:
    if isinstance(value, float):
        number = Decimal(repr(value))
        if not number.is_finite():
            raise InvalidInput(NOT_FINITE.fill(value=str(value)).stored)
        return number
    for kind, plain in ((bool, bool), (int, int), (str, str)):  # Enumerations and marked-up texts keep their value.
        if isinstance(value, kind):
            return plain(value)
    raise InvalidInput(NOT_KEPT.fill(type=type(value).__name__).stored)
