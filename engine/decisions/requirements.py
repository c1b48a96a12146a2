"""The decision requirements graph (DMN 1.5, chapter 6): its elements, and computing their values on demand."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from engine.decisions.builder import Unresolved
from engine.decisions.document import Element
from engine.decisions.items import read_by_type
from engine.decisions.outcomes import Fault
from engine.decisions.sentences import ITSELF, OTHER_TYPE
from engine.feel.budgets import Meter
from engine.feel.nodes.base import Run
from engine.feel.scope import Scope
from engine.feel.sentences import Sentence
from engine.feel.texts import text_of
from engine.feel.types import ANY, FeelType, FunctionType, converted
from engine.feel.values import Function


@dataclass(eq=False, slots=True)
class Requirable:
    """An input, a decision, a business knowledge model or a decision service.

    `requires` holds what it may use, each with the import's name by which it is known here ("" for its own model and
    for an import without a name).
    """

    element: Element
    type: FeelType | None = None
    logic: Run | None = None
    requires: list[tuple[str, "Requirable"]] = field(default_factory=list)
    service: "ServiceParts | None" = None
    unresolved: Unresolved = field(default_factory=Unresolved)

    @property
    def kind(self) -> str:
        return self.element.kind

    @property
    def name(self) -> str:
        return self.element.name or self.element.id

    @property
    def type_name(self) -> str:
        """The name of its type as written, "" without one."""
        variable = self.element.child("variable")
        return (variable.get("typeRef") or "") if variable is not None else ""

    @property
    def names(self) -> frozenset[str]:
        """The names that expressions may use for it: its own and its variable's."""
        variable = self.element.child("variable")
        return frozenset(name for name in (self.name, variable.name if variable is not None else "") if name)

    @property
    def loose_names(self) -> frozenset[str]:
        """The names that Camunda's tables use besides: the id, and the outputs of its table."""
        table = self.element.child("decisionTable")
        outputs = [output.name for output in table.children("output")] if table is not None else []
        return frozenset(name for name in (self.element.id, *outputs) if name)


@dataclass(slots=True)
class ServiceParts:
    """What a decision service takes, in the order of its parameters, and which decisions it gives."""

    parameters: list[tuple[str, Requirable]]
    outputs: list[tuple[str, Requirable]]


class Order:
    """The elements of a model and of those it imports, what is required first."""

    def __init__(self, elements: Iterable[Requirable]) -> None:
        requires = _graph(elements)
        required_by: defaultdict[Requirable, list[Requirable]] = defaultdict(list)
        for each, others in requires.items():
            for other in others:
                required_by[other].append(each)
        self.ordered = _peeled(requires, required_by)
        rest = set(requires) - set(self.ordered)
        # What only builds upon a circle is peeled off from the other side.
        inner = {each: [other for other in required_by[each] if other in rest] for each in rest}
        outer = {each: [other for other in requires[each] if other in rest] for each in rest}
        self._rest = rest
        self.circular = rest - set(_peeled(inner, outer))

    def names_needed(self, loose: bool) -> dict[Requirable, dict[str, None]]:
        """The names each element needs from outside, in order; `loose` ones may use names that nothing defines."""
        needed: dict[Requirable, dict[str, None]] = {}
        for each in [*self.ordered, *self._rest]:
            own = needed[each] = {each.name: None} if each.kind == "inputData" else {}
            for _, other in each.requires:
                own.update(needed.get(other, {}))
            if loose:
                own.update(dict.fromkeys(each.unresolved.free))
        return needed


def _graph(elements: Iterable[Requirable]) -> dict[Requirable, list[Requirable]]:
    graph: dict[Requirable, list[Requirable]] = {}
    waiting = list(elements)
    while waiting:
        each = waiting.pop()
        if each not in graph:
            graph[each] = list(dict.fromkeys(other for _, other in each.requires))
            waiting += graph[each]
    return graph


def _peeled(
    edges: Mapping[Requirable, Sequence[Requirable]], backwards: Mapping[Requirable, Sequence[Requirable]]
) -> list[Requirable]:
    """The elements in an order where each comes after all its edges lead to; those on circles are left out."""
    open_edges = {each: len(others) for each, others in edges.items()}
    order = [each for each, count in open_edges.items() if not count]
    for each in order:
        for other in backwards.get(each, ()):
            open_edges[other] -= 1
            if not open_edges[other]:
                order.append(other)
    return order


class Evaluation:
    """The values of one asking. `inputs` are FEEL values; with `loose` every expression sees all of them."""

    def __init__(self, inputs: Mapping[str, object], meter: Meter, loose: bool = False) -> None:
        self._inputs = inputs
        self._meter = meter
        self._outer = Scope(inputs, None, meter) if loose else None
        self._values: dict[Requirable, object] = {}
        self._pending: set[Requirable] = set()

    def value(self, asked: Requirable, alias: str = "") -> object:
        """The value of an element, computed once; null for one that requires itself."""
        if asked in self._values:
            return self._values[asked]
        if asked in self._pending:
            self.fault(ITSELF.fill(name=asked.name))
            return None
        self._pending.add(asked)
        self._values[asked] = self._computed(asked, alias)
        self._pending.discard(asked)
        return self._values[asked]

    def fault(self, sentence: Sentence) -> None:
        """Note what made a value null."""
        self._meter.notes.append(Fault(sentence))

    def _computed(self, asked: Requirable, alias: str) -> object:
        if asked.kind == "inputData":
            return self._fitting(asked, read_by_type(self._given(asked.name, alias), asked.type), asked.type)
        if asked.service is not None:
            return self._service(asked, asked.service)
        if asked.logic is None:
            return None
        values = self._required_values(asked)
        result = asked.logic(Scope(values, self._outer, self._meter))
        if asked.kind == "businessKnowledgeModel":
            # The function's scope is this one: so it may call itself.
            values[asked.name] = result
            return result
        return self._fitting(asked, result, asked.type)

    def _given(self, name: str, alias: str) -> object:
        if name in self._inputs:
            return self._inputs[name]
        imported = self._inputs.get(alias)
        return imported.get(name) if isinstance(imported, dict) else None

    def _required_values(self, asked: Requirable) -> dict[str, object]:
        values: dict[str, object] = {}
        for alias, required in asked.requires:
            value = self.value(required, alias)
            frame = values
            if alias:
                inner = values.setdefault(alias, {})
                frame = inner if isinstance(inner, dict) else {}
            if self._outer is not None and required.kind == "decision":
                frame.update(_loosely(required, value))
            frame.update(dict.fromkeys(required.names, value))
        return values

    def _fitting(self, asked: Requirable, value: object, kind: FeelType | None) -> object:
        fitting = converted(value, kind, self._meter)
        if fitting is None and value is not None:
            shown = text_of([value], self._meter)[1:-1]
            self.fault(OTHER_TYPE.fill(name=asked.name, type=asked.type_name, value=shown))
        return fitting

    def _service(self, asked: Requirable, parts: ServiceParts) -> Function:
        names = tuple(f"{alias}.{each.name}" if alias else each.name for alias, each in parts.parameters)
        parameters = [each for _, each in parts.parameters]
        kinds = _parameter_types(asked.type, len(parameters))

        def invoke(meter: Meter, positional: Sequence[object], named: Mapping[str, object]) -> object:
            if named:
                if named.keys() != set(names):
                    return None
                positional = [named[name] for name in names]
            if len(positional) != len(names):
                return None
            inner = Evaluation(dict(zip(names, positional, strict=True)), meter)
            for parameter, value, declared in zip(parameters, positional, kinds, strict=True):
                given = inner._fitting(parameter, read_by_type(value, parameter.type), parameter.type)
                inner._values[parameter] = inner._fitting(asked, given, declared)
            results = {output.name: inner.value(output) for _, output in parts.outputs}
            result = next(iter(results.values())) if len(results) == 1 else results
            # The service's type is that of a function; older models give the type of its result instead.
            kind = asked.type.result if isinstance(asked.type, FunctionType) else asked.type
            return inner._fitting(asked, result, kind)

        return Function(asked.name, names, invoke)


def _parameter_types(kind: FeelType | None, count: int) -> Sequence[FeelType]:
    fits = isinstance(kind, FunctionType) and len(kind.parameters) == count
    return kind.parameters if isinstance(kind, FunctionType) and fits else [ANY] * count


def _loosely(required: Requirable, value: object) -> dict[str, object]:
    outputs = value if isinstance(value, dict) else {}
    return {name: outputs.get(name, value) for name in required.loose_names}
