"""Decision tables and their hit policies (DMN 1.5, chapter 8)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.decisions.outcomes import Fault, RuleMatch
from engine.decisions.sentences import AND, DISAGREE, IN_TABLE, NOT_ALLOWED, RULE_OF_OTHER_TYPE, SEVERAL
from engine.feel.budgets import Meter
from engine.feel.builtins import BUILT_INS
from engine.feel.comparison import equal
from engine.feel.nodes.base import Run
from engine.feel.scope import Scope
from engine.feel.sentences import Sentence
from engine.feel.texts import text_of
from engine.feel.types import FeelType, converted
from engine.feel.values import given_out

Row = list[object]

AGGREGATIONS: Mapping[str, str] = {"SUM": "sum", "MIN": "min", "MAX": "max", "COUNT": "count"}
"""What a collecting table does with its outputs, and the function that does it."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """The values a column may have: unary tests, and their text."""

    tests: Run
    text: str


@dataclass(frozen=True, slots=True)
class Input:
    """A column of conditions: its name, its expression, and the values it may have."""

    name: str
    expression: Run
    allowed: Allowed | None


@dataclass(frozen=True, slots=True)
class Output:
    """A column of results: its name, its type, its values (by priority, too), and its value when no rule matches."""

    name: str
    type: FeelType | None
    allowed: Allowed | None
    priorities: Run | None
    default: Run | None


@dataclass(frozen=True, slots=True)
class Rule:
    """A row: tests of the inputs, and the outputs. `number` counts from 1."""

    number: int
    id: str
    tests: tuple[Run, ...]
    outputs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule that matched and its outputs."""

    rule: Rule
    row: Row


@dataclass(frozen=True, slots=True)
class DecisionTable:
    """A table, ready to run. Without a matching rule its value is the default outputs, or null."""

    decision: str
    hit_policy: str
    aggregation: str | None
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]

    def run(self, scope: Scope) -> object:
        """The table's value; what it found wrong and which rules matched is noted with the meter."""
        values = [self._input(column, scope) for column in self.inputs]
        columns = [scope.inner({"?": value}) for value in values]
        matching = self._matching(columns, scope.meter)
        if not matching:
            defaults = [column.default(scope) if column.default else None for column in self.outputs]
            return self._packed(defaults) if any(column.default for column in self.outputs) else None
        hits = [Hit(rule, self._row(rule, scope)) for rule in matching]
        for hit in hits:
            scope.meter.notes.append(self._match(hit, values, scope.meter))
        return POLICIES[self.hit_policy](self, hits, scope)

    def _input(self, column: Input, scope: Scope) -> object:
        return self._allowed(column.name, column.expression(scope), column.allowed, scope)

    def _allowed(self, name: str, value: object, allowed: Allowed | None, scope: Scope) -> object:
        """The value, or null when it is none of those its column allows (DMN 1.5, 8.2.4)."""
        if allowed is None or allowed.tests(scope.inner({"?": value})) is True:
            return value
        shown = text_of([value], scope.meter)[1:-1]
        self.fault(scope, NOT_ALLOWED.fill(name=name, allowed=allowed.text, value=shown))
        return None

    def _matching(self, columns: Sequence[Scope], meter: Meter) -> list[Rule]:
        found = []
        for rule in self.rules:
            meter.count()
            for test, column in zip(rule.tests, columns, strict=False):
                if test(column) is not True:
                    break
            else:
                found.append(rule)
                if self.hit_policy == "FIRST":
                    break
        return found

    def _row(self, rule: Rule, scope: Scope) -> Row:
        row = []
        for column, output in zip(self.outputs, rule.outputs, strict=False):
            value = output(scope)
            fitting = converted(value, column.type, scope.meter)
            if fitting is None and value is not None:
                shown = text_of([value], scope.meter)[1:-1]
                self.fault(scope, RULE_OF_OTHER_TYPE.fill(rule=rule.number, name=column.name, value=shown))
            row.append(self._allowed(column.name, fitting, column.allowed if fitting is not None else None, scope))
        return row

    def _packed(self, row: Row) -> object:
        if len(self.outputs) < 2:
            return row[0] if row else None
        return dict(zip((column.name for column in self.outputs), row, strict=False))

    def _match(self, hit: Hit, values: Row, meter: Meter) -> RuleMatch:
        return RuleMatch(
            self.decision,
            self.hit_policy,
            hit.rule.number,
            hit.rule.id,
            {column.name: given_out(value, meter) for column, value in zip(self.inputs, values, strict=True)},
            {column.name: given_out(value, meter) for column, value in zip(self.outputs, hit.row, strict=False)},
        )

    def fault(self, scope: Scope, problem: Sentence) -> None:
        """Note what makes the table's value null."""
        scope.meter.notes.append(Fault(IN_TABLE.fill(problem=problem, decision=self.decision)))

    # -- hit policies (DMN 1.5, 8.2.8)

    def unique(self, hits: list[Hit], scope: Scope) -> object:
        if len(hits) == 1:
            return self._packed(hits[0].row)
        self.fault(scope, SEVERAL.fill(rules=_numbers(hits)))
        return None

    def any(self, hits: list[Hit], scope: Scope) -> object:
        first = hits[0]
        others = [hit for hit in hits if equal(hit.row, first.row, scope.meter) is not True]
        if not others:
            return self._packed(first.row)
        self.fault(scope, DISAGREE.fill(rules=_numbers([first, *others])))
        return None

    def first(self, hits: list[Hit], scope: Scope) -> object:
        return self._packed(hits[0].row)

    def priority(self, hits: list[Hit], scope: Scope) -> object:
        return self._packed(self._ranked(hits, scope)[0])

    def output_order(self, hits: list[Hit], scope: Scope) -> object:
        return [self._packed(row) for row in self._ranked(hits, scope)]

    def rule_order(self, hits: list[Hit], scope: Scope) -> object:
        return [self._packed(hit.row) for hit in hits]

    def collect(self, hits: list[Hit], scope: Scope) -> object:
        if self.aggregation is None:
            return self.rule_order(hits, scope)
        fold = BUILT_INS[AGGREGATIONS[self.aggregation]]
        columns = zip(*(hit.row for hit in hits), strict=True)
        return self._packed([fold.call(scope.meter, [list(column)]) for column in columns])

    def _ranked(self, hits: list[Hit], scope: Scope) -> list[Row]:
        orders = [column.priorities(scope) if column.priorities else [] for column in self.outputs]

        def rank(row: Row) -> list[int]:
            return [_place(value, order, scope.meter) for value, order in zip(row, orders, strict=False)]

        return sorted((hit.row for hit in hits), key=rank)


def _place(value: object, order: object, meter: Meter) -> int:
    items = order if isinstance(order, list) else []
    return next((place for place, item in enumerate(items) if equal(item, value, meter) is True), len(items))


def _numbers(hits: Sequence[Hit]) -> Sentence:
    *most, last = [str(hit.rule.number) for hit in hits]
    return AND.fill(most=", ".join(most), last=last)


POLICIES: Mapping[str, Callable[[DecisionTable, list[Hit], Scope], Any]] = {
    "UNIQUE": DecisionTable.unique,
    "ANY": DecisionTable.any,
    "FIRST": DecisionTable.first,
    "PRIORITY": DecisionTable.priority,
    "OUTPUT ORDER": DecisionTable.output_order,
    "RULE ORDER": DecisionTable.rule_order,
    "COLLECT": DecisionTable.collect,
}
"""Every hit policy with what it makes of the rules that matched."""
