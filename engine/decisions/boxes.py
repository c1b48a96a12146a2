"""Boxed expressions (DMN 1.5, 10.2.2): each kind of box becomes a closure over a scope.

A box knows the names that are bound around it (`bound`), so that a name which nothing defines can be told.
"""

import functools
from collections.abc import Callable, Mapping
from typing import ClassVar

from engine.decisions.builder import Builder, Names, typed
from engine.decisions.document import Element
from engine.decisions.items import Items
from engine.decisions.outcomes import Fault
from engine.decisions.sentences import NO_FUNCTION
from engine.feel.comparison import both, either
from engine.feel.nodes.base import Run
from engine.feel.nodes.chains import item_scope
from engine.feel.nodes.functions import defined
from engine.feel.nodes.iteration import Domain, run_over, walk
from engine.feel.scope import Scope
from engine.feel.values import Function

KINDS = (
    *("literalExpression", "decisionTable", "context", "invocation", "functionDefinition", "list", "relation"),
    *("conditional", "filter", "for", "some", "every"),
)

_Reader = Callable[["Boxes", Element, Names], Run]


def logic_of(element: Element | None) -> Element | None:
    """The box directly within an element."""
    return element.child(*KINDS) if element is not None else None


class Boxes:
    """Compiles the boxes of one model. `table` compiles decision tables, which have a module of their own."""

    def __init__(self, builder: Builder, items: Items, table: Callable[[Element, Names], Run]) -> None:
        self.builder = builder
        self.items = items
        self._table = table

    def compiled(self, box: Element | None, bound: Names) -> Run:
        """The closure of a box, its value converted to the box's own type; null without a box."""
        if box is None:
            return lambda scope: None
        run = self._READERS[box.kind](self, box, bound)
        return typed(run, self.items.type_of(box))

    def within(self, box: Element, part: str, bound: Names) -> Run:
        """The closure of the box in a named part of another."""
        return self.compiled(logic_of(box.child(part)), bound)

    def _literal(self, box: Element, bound: Names) -> Run:
        return self.builder.expression(box.text(), box, bound)

    def _decision_table(self, box: Element, bound: Names) -> Run:
        return self._table(box, bound)

    def _list(self, box: Element, bound: Names) -> Run:
        items = [self.compiled(item, bound) for item in box.children(*KINDS)]
        return lambda scope: [item(scope) for item in items]

    def _relation(self, box: Element, bound: Names) -> Run:
        columns = box.children("column")
        types = [self.items.type_of(column) for column in columns]
        rows = [
            [typed(self.compiled(cell, bound), kind) for cell, kind in zip(row.children(*KINDS), types, strict=False)]
            for row in box.children("row")
        ]

        def run(scope: Scope) -> object:
            return [{column.name: cell(scope) for column, cell in zip(columns, row, strict=False)} for row in rows]

        return run

    def _conditional(self, box: Element, bound: Names) -> Run:
        condition, then, otherwise = (self.within(box, part, bound) for part in ("if", "then", "else"))

        def run(scope: Scope) -> object:
            holds = condition(scope)
            if holds is not None and not isinstance(holds, bool):
                return None
            return then(scope) if holds else otherwise(scope)

        return run

    def _filter(self, box: Element, bound: Names) -> Run:
        source = self.within(box, "in", bound)
        with self.builder.collecting() as unresolved:
            match = self.within(box, "match", bound | {"item"})
        self.builder.note_possible(unresolved)

        def run(scope: Scope) -> object:
            value = source(scope)
            kept = []
            for item in value if isinstance(value, list) else [] if value is None else [value]:
                matches = match(item_scope(item, scope))
                if not isinstance(matches, bool):
                    return None
                if matches:
                    kept.append(item)
            return kept

        return run

    def _for(self, box: Element, bound: Names) -> Run:
        domain, inner = self._iteration(box, bound)
        body = self.within(box, "return", inner | {"partial"})

        def run(scope: Scope) -> object:
            results: list[object] = []

            def visit(turn: Scope) -> bool:
                results.append(body(turn.inner({"partial": list(turn.meter.sized(results))})))
                return True

            return results if walk([domain], scope, visit) else None

        return run

    def _quantified(self, box: Element, bound: Names) -> Run:
        domain, inner = self._iteration(box, bound)
        body = self.within(box, "satisfies", inner)
        combine: Callable[[object, object], object] = either if box.kind == "some" else both
        start: object = box.kind != "some"

        def run(scope: Scope) -> object:
            answers: list[object] = []

            def visit(turn: Scope) -> bool:
                answers.append(body(turn))
                return answers[-1] is None or isinstance(answers[-1], bool)

            return functools.reduce(combine, answers, start) if walk([domain], scope, visit) else None

        return run

    def _iteration(self, box: Element, bound: Names) -> tuple[Domain, Names]:
        name, source = box.get("iteratorVariable") or "", self.within(box, "in", bound)
        return (name, lambda scope: run_over(source(scope), scope.meter)), bound | {name}

    def _context(self, box: Element, bound: Names) -> Run:
        entries: list[tuple[str | None, Run]] = []
        for entry in box.children("contextEntry"):
            variable = entry.child("variable")
            value = typed(self.compiled(logic_of(entry), bound), self.items.type_of(variable))
            entries.append((variable.name if variable is not None else None, value))
            bound |= {variable.name} if variable is not None else frozenset()

        def run(scope: Scope) -> object:
            values: dict[str, object] = {}
            for name, value in entries:
                result = value(scope.inner(values))
                if name is None:
                    return result
                values[name] = result
            return dict(values)

        return run

    def _invocation(self, box: Element, bound: Names) -> Run:
        target = self.compiled(logic_of(box), bound)
        bindings = [
            (parameter.name, typed(self.compiled(logic_of(binding), bound), self.items.type_of(parameter)))
            for binding in box.children("binding")
            if (parameter := binding.child("parameter")) is not None
        ]

        def run(scope: Scope) -> object:
            function = target(scope)
            if not isinstance(function, Function):
                scope.meter.notes.append(Fault(NO_FUNCTION.fill(box=_who(box))))
                return None
            return function.call(scope.meter, [], {name: value(scope) for name, value in bindings})

        return run

    def function(self, box: Element, bound: Names) -> Run:
        """A function; one that is not written in FEEL is null (DMN 1.5, 10.2.2.9 leaves others to the vendor)."""
        if (box.get("kind") or "FEEL") != "FEEL":
            message = f'Expected a function written in FEEL, but its kind is "{box.get("kind")}".'
            self.builder.finding("decision-function", message, box)
            return lambda scope: None
        parameters = [(each.name, self.items.type_of(each)) for each in box.children("formalParameter")]
        body = self.compiled(logic_of(box), bound | {name for name, _ in parameters})
        return lambda scope: defined(box.name, parameters, body, scope)

    _READERS: ClassVar[Mapping[str, _Reader]] = {
        "literalExpression": _literal,
        "decisionTable": _decision_table,
        "context": _context,
        "invocation": _invocation,
        "functionDefinition": function,
        "list": _list,
        "relation": _relation,
        "conditional": _conditional,
        "filter": _filter,
        "for": _for,
        "some": _quantified,
        "every": _quantified,
    }


def _who(box: Element) -> str:
    return f'"{box.name or box.id or box.kind}" (line {box.line})'
