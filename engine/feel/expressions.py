"""Compiled expressions: what the rest of the program holds in its hands."""

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import lru_cache
from typing import ClassVar

from engine.feel.arithmetic import FAULTS
from engine.feel.budgets import DEFAULT_BUDGET, Budget, Clock, Meter
from engine.feel.builtins import BUILT_INS
from engine.feel.errors import BudgetExceeded, EvaluationError, FeelError, FeelSyntaxError, NotABoolean
from engine.feel.json_form import to_json_text
from engine.feel.names import NameTable, is_plain
from engine.feel.nodes.base import Node
from engine.feel.parser import Parser
from engine.feel.run_time import FAILS, MEMORY, NOT_GIVEN, reason_of
from engine.feel.scope import Scope
from engine.feel.sentences import NESTED, quoted
from engine.feel.texts import text_of
from engine.feel.types import FeelType
from engine.feel.values import given_out, taken_in, written_out

_CACHED = 4096
_LONGEST_SHOWN = 200
_MOST_SHOWN = 20

NO_TYPES: Mapping[str, FeelType] = {}


class Compiled:
    """A text that was read and compiled.

    `free_names` must come from the context. `possible_names` may: they stand within a filter, where they can mean an
    entry of the items, or are the name of a built-in function. Neither holds what the text itself defines.
    """

    _bound: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, text: str, node: Node) -> None:
        self.text = text
        reads = set(node.reads(self._bound))
        self.free_names = frozenset(read.name for read in reads if read.certain)
        self.possible_names = frozenset(read.name for read in reads) - self.free_names
        self.run = node.compiled()
        self._names = tuple(sorted(self.free_names | self.possible_names))

    def values_of(self, context: Mapping[str, object]) -> dict[str, str]:
        """What the expression reads from a context, as texts for people: {name: text}.

        At most 20 names, each text at most 200 characters; a free name that is not given is "null (not given)".
        """
        shown = [name for name in self._names if name in context or name in self.free_names]
        return {name: _shown(context, name) for name in shown[:_MOST_SHOWN]}

    def _scope(self, context: Mapping[str, object], meter: Meter) -> Scope:
        # Only what is read is taken in, so that the cost does not grow with the data of a process.
        values = {}
        for name in self._names:
            if name in context:
                values[name] = taken_in(context[name], meter)
        return Scope(values, None, meter)


class Expression(Compiled):
    """A FEEL expression, compiled; safe to share between threads."""

    def evaluate(
        self, context: Mapping[str, object], *, budget: Budget = DEFAULT_BUDGET, clock: Clock | None = None
    ) -> object:
        """The value in a context, numbers as `values` describes; an error of types inside it gives null.

        `clock` is what `now()` and `today()` read, in its zone; without one they read the system's, in UTC.
        Raises BudgetExceeded, or EvaluationError for a value in the context that FEEL does not know.
        """
        meter = Meter(budget, clock)
        try:
            return given_out(self.run(self._scope(context, meter)), meter)
        except UNBEARABLE as error:
            raise as_feel_error(error, self.text) from error

    def json_text(self, context: Mapping[str, object], *, clock: Clock | None = None) -> str:
        """The value in a context as one line of JSON, with all digits; raises as `evaluate` does."""
        meter = Meter(DEFAULT_BUDGET, clock)
        try:
            return to_json_text(written_out(self.run(self._scope(context, meter)), meter))
        except UNBEARABLE as error:
            raise as_feel_error(error, self.text) from error


class UnaryTests(Compiled):
    """The tests of a decision table's cell or of allowed values, compiled."""

    _bound: ClassVar[frozenset[str]] = frozenset({"?"})

    def evaluate(
        self,
        value: object,
        context: Mapping[str, object],
        *,
        budget: Budget = DEFAULT_BUDGET,
        clock: Clock | None = None,
    ) -> bool | None:
        """Whether the value passes; null when it cannot be told. Raises as an expression does."""
        meter = Meter(budget, clock)
        try:
            result = self.run(self._scope(context, meter).inner({"?": taken_in(value, meter)}))
        except UNBEARABLE as error:
            raise as_feel_error(error, self.text) from error
        return result if isinstance(result, bool) else None


UNBEARABLE = (RecursionError, MemoryError, AttributeError, *FAULTS)
"""What Python raises where an expression asks for more than it can do."""


def as_feel_error(error: BaseException, text: str) -> FeelError:
    """The error for people, with the expression's text."""
    if isinstance(error, RecursionError | MemoryError):
        return BudgetExceeded(MEMORY.fill(expression=quoted(text)))
    return EvaluationError(FAILS.fill(expression=quoted(text), reason=reason_of(error)))


def compile_expression(text: str, names: Collection[str] = ()) -> Expression:
    """The expression that the text means; compiled once for a text and its names.

    `names` are the names that exist where it will run; those of several words, with - + / ' or keywords in them
    cannot be read otherwise. Raises FeelSyntaxError.
    """
    return _expression(text, _unusual(names))


def compile_unary_tests(text: str, names: Collection[str] = ()) -> UnaryTests:
    """The unary tests that the text means: `> 5`, `"a", "b"`, `not([1..3])`, `-`. Raises FeelSyntaxError."""
    return _unary_tests(text, _unusual(names))


def condition(expression: Expression, context: Mapping[str, object], *, clock: Clock | None = None) -> bool:
    """Whether a condition holds; raises NotABoolean when it gives neither true nor false."""
    result = expression.evaluate(context, clock=clock)
    if isinstance(result, bool):
        return result
    raise NotABoolean(expression.text, _cut(text_of(result, Meter())), expression.values_of(context))


class Compiler:
    """Compiles the texts of one model, whose names and types they share."""

    def __init__(self, names: Collection[str] = (), types: Mapping[str, FeelType] = NO_TYPES) -> None:
        self._names = NameTable(_unusual(names), _BUILT_IN_NAMES)
        self._types = types

    def expression(self, text: str) -> Expression:
        """The expression that the text means; raises FeelSyntaxError."""
        return Expression(text, self._read(text, Parser.whole_expression))

    def unary_tests(self, text: str) -> UnaryTests:
        """The unary tests that the text means; raises FeelSyntaxError."""
        return UnaryTests(text, self._read(text, Parser.whole_unary_tests))

    def _read(self, text: str, read: Callable[[Parser], Node]) -> Node:
        try:
            return read(Parser(text, NameTable(outer=self._names), self._types))
        except RecursionError as error:
            raise FeelSyntaxError(NESTED) from error


_BUILT_IN_NAMES = NameTable(name for name in BUILT_INS if not is_plain(name))


@lru_cache(_CACHED)
def _expression(text: str, names: frozenset[str]) -> Expression:
    return Compiler(names).expression(text)


@lru_cache(_CACHED)
def _unary_tests(text: str, names: frozenset[str]) -> UnaryTests:
    return Compiler(names).unary_tests(text)


def _unusual(names: Collection[str]) -> frozenset[str]:
    return frozenset(name for name in names if not is_plain(name))


def names_in(data: object, depth: int = 3) -> Iterator[str]:
    """The keys of data and of what is in it, some levels deep: the names that an expression over it may use."""
    if depth and isinstance(data, Mapping):
        for key, value in data.items():
            yield str(key)
            yield from names_in(value, depth - 1)
    elif depth and isinstance(data, list | tuple):
        for item in data[:_MOST_SHOWN]:
            yield from names_in(item, depth)


def _shown(context: Mapping[str, object], name: str) -> str:
    if name not in context:
        return NOT_GIVEN.en
    meter = Meter()
    try:
        value = taken_in(context[name], meter)
        return _cut(text_of([value], meter)[1:-1])
    except FeelError as error:
        return f"({error})"


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}…"
