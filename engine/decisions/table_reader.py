"""Reading decision tables from their XML, and what can be wrong with them."""

from collections.abc import Sequence
from dataclasses import replace

from engine.decisions.builder import Builder, Names, typed
from engine.decisions.document import Element
from engine.decisions.items import Items, read_by_type
from engine.decisions.tables import AGGREGATIONS, POLICIES, Allowed, DecisionTable, Input, Output, Rule
from engine.feel.nodes.base import Run
from engine.feel.types import FeelType, ListType

_MANY = frozenset({"COLLECT", "RULE ORDER", "OUTPUT ORDER"})
_RANKED = frozenset({"PRIORITY", "OUTPUT ORDER"})
_EVERYTHING = ("", "-")


class TableReader:
    """Reads the tables of one model. `lenient` tables take texts for the values their inputs are typed with."""

    def __init__(self, builder: Builder, items: Items, decision: str, lenient: bool) -> None:
        self._builder = builder
        self._items = items
        self._decision = decision
        self._lenient = lenient

    def table(self, box: Element, bound: Names) -> Run:
        """The table as a closure; what is wrong with it are findings."""
        policy = self._policy(box)
        aggregation = self._aggregation(box, policy)
        inputs = [self._input(column, bound) for column in box.children("input")]
        outputs = [self._output(column, bound, policy) for column in box.children("output")]
        if aggregation == "COUNT":
            # The column's type is then that of the number of results.
            outputs = [replace(column, type=None) for column in outputs]
        rules = [
            self._rule(number, rule, (len(inputs), len(outputs)), bound)
            for number, rule in enumerate(box.children("rule"), 1)
        ]
        table = DecisionTable(self._decision, policy, aggregation, tuple(inputs), tuple(outputs), tuple(rules))
        self._check_priorities(box, table)
        return table.run

    def _policy(self, box: Element) -> str:
        policy = (box.get("hitPolicy") or "UNIQUE").upper()
        if policy in POLICIES:
            return policy
        known = ", ".join(POLICIES)
        self._builder.finding("decision-hit-policy", f'Expected one of {known}, but the hit policy is "{policy}".', box)
        return "UNIQUE"

    def _aggregation(self, box: Element, policy: str) -> str | None:
        aggregation = (box.get("aggregation") or "").upper()
        if not aggregation or policy != "COLLECT":
            return None
        if aggregation in AGGREGATIONS:
            return aggregation
        known = ", ".join(AGGREGATIONS)
        message = f'Expected one of {known}, but the aggregation is "{aggregation}".'
        self._builder.finding("decision-hit-policy", message, box)
        return None

    def _check_priorities(self, box: Element, table: DecisionTable) -> None:
        if table.hit_policy in _RANKED and not any(column.priorities for column in table.outputs):
            message = f"Expected output values in the order of their priority ({table.hit_policy}), but there are none."
            self._builder.finding("decision-hit-policy", message, box)

    def _input(self, column: Element, bound: Names) -> Input:
        expression = column.child("inputExpression")
        text = expression.text() if expression is not None else ""
        if not text:
            message = "Expected an expression for the input, but there is none."
            self._builder.finding("decision-input", message, column, severity="warning")
        run = self._builder.expression(text, expression or column, bound)
        kind = self._items.type_of(expression)
        return Input(
            text or column.get("label") or column.id,
            _by_type(run, kind) if self._lenient else run,
            self._allowed(column.child("inputValues"), bound),
        )

    def _allowed(self, values: Element | None, bound: Names) -> Allowed | None:
        text = values.text() if values is not None else ""
        if values is None or text in _EVERYTHING:
            return None
        # Values that cannot be read allow nothing, which makes the column null as the standard wants.
        return Allowed(self._builder.tests(text, values, bound, failing=False), text)

    def _output(self, column: Element, bound: Names, policy: str) -> Output:
        kind = self._items.type_of(column)
        if isinstance(kind, ListType) and policy in _MANY:
            kind = kind.element
        values, default = column.child("outputValues"), column.child("defaultOutputEntry")
        allowed = self._allowed(values, bound)
        priorities = None
        if allowed is not None and values is not None and policy in _RANKED:
            priorities = self._builder.expression(f"[{allowed.text}]", values, bound)
        return Output(
            column.name or column.get("label") or "output",
            kind,
            allowed,
            priorities,
            self._builder.expression(default.text(), default, bound) if default is not None else None,
        )

    def _rule(self, number: int, rule: Element, shape: tuple[int, int], bound: Names) -> Rule:
        tests, outputs = rule.children("inputEntry"), rule.children("outputEntry")
        if (len(tests), len(outputs)) != shape:
            message = (
                f"Expected {shape[0]} conditions and {shape[1]} results in rule {number}, "
                f"but there are {len(tests)} and {len(outputs)}."
            )
            self._builder.finding("decision-rule", message, rule)
        return Rule(
            number,
            rule.id,
            self._cells(tests, bound, is_test=True),
            self._cells(outputs, bound, is_test=False),
        )

    def _cells(self, cells: Sequence[Element], bound: Names, is_test: bool) -> tuple[Run, ...]:
        if is_test:
            return tuple(self._builder.tests(cell.text(), cell, bound) for cell in cells)
        return tuple(
            typed(self._builder.expression(cell.text(), cell, bound), self._items.type_of(cell)) for cell in cells
        )


def _by_type(run: Run, kind: FeelType | None) -> Run:
    return lambda scope: read_by_type(run(scope), kind)
