"""A decision model: what is in it, what is wrong with it, and asking it (DMN 1.5, chapters 6 and 10.4)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from engine.decisions.boxes import Boxes, logic_of
from engine.decisions.builder import Builder, Names, typed
from engine.decisions.document import Element
from engine.decisions.errors import DecisionError
from engine.decisions.items import Items
from engine.decisions.outcomes import Fault, Finding, Outcome, RuleMatch
from engine.decisions.requirements import Evaluation, Order, Requirable, ServiceParts
from engine.decisions.sentences import IN_DECISION
from engine.decisions.table_reader import TableReader
from engine.feel.budgets import DEFAULT_BUDGET, Budget, Clock, Meter
from engine.feel.errors import FeelError
from engine.feel.expressions import UNBEARABLE, as_feel_error
from engine.feel.types import FeelType, FunctionType
from engine.feel.values import Function, given_out, taken_in, written_out

FindModel = Callable[[str, str], "Model | None"]
"""Finds an imported model by its namespace and its location; None when there is none."""

Leave = Callable[[object, Meter], object]

_NAMED = ("itemComponent", "formalParameter", "variable", "parameter", "column", "output", "import")
_LOOSE_EDITORS = ("camunda", "operaton", "flowable")
_KINDS = ("inputData", "businessKnowledgeModel", "decision", "decisionService")


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision as others see it.

    `inputs` are the names it needs from outside, directly or through other decisions. `free_names` are those that it
    reads and that nothing it requires defines; `possible_names` may mean something outside, or an item's entry.
    """

    id: str
    name: str
    variable: str
    type: str
    inputs: tuple[str, ...]
    free_names: frozenset[str]
    possible_names: frozenset[str]
    line: int


class Model:
    """One file of decisions, read and compiled; safe to share between threads."""

    def __init__(self, root: Element, file: str, find_model: FindModel) -> None:
        self.file = file
        self.namespace = root.get("namespace") or ""
        self.name = root.name
        self._imports = self._imported(root, find_model)
        self._elements = [Requirable(element) for element in root.children(*_KINDS)]
        self._by_id: dict[str, Requirable] = {
            **{key: each for alias, model in self._imports if not alias for key, each in model._by_id.items()},
            **{each.element.id: each for each in self._elements if each.element.id},
        }
        self._builder = Builder(self._names(root), root.get("expressionLanguage") or "")
        self.items = Items(root, self._imported_types(root), self._builder.allowed_values)
        self._builder.use_types(self.items.types)
        self.is_open = not root.child("inputData") or any(
            editor in uri for uri in root.namespaces for editor in _LOOSE_EDITORS
        )
        self._missing_imports(root)
        for each in self._elements:
            self._link(each)
        for each in self._elements:
            self._compile(each)
        order = Order(self._elements)
        self._check(order)
        needed = order.names_needed(self.is_open)
        self.decisions: Mapping[str, Decision] = {
            each.element.id or each.name: _described(each, tuple(needed[each]))
            for each in self._elements
            if each.kind == "decision"
        }

    def findings(self) -> list[Finding]:
        """What is wrong with the model, by line."""
        return sorted(set(self._builder.findings), key=lambda finding: (finding.line, finding.message))

    def decide(
        self,
        decision: str,
        inputs: Mapping[str, object],
        *,
        clock: Clock | None = None,
        budget: Budget = DEFAULT_BUDGET,
        open_scope: bool | None = None,
    ) -> Outcome:
        """Ask a decision, a decision service or a business knowledge model, by id or name.

        Texts among the inputs are read as the dates and numbers that the model declares them to be. With `open_scope`
        every expression sees all inputs; by itself that is so for a model without input data or drawn with Camunda's
        editor, whose tables use names that they do not declare.

        Raises DecisionError when there is no such decision. Whatever else goes wrong is in the outcome's errors.
        """
        loose = self.is_open if open_scope is None else open_scope
        return self._outcome(self._find(decision), inputs, Meter(budget, clock), loose, given_out)

    def decide_in_full(self, decision: str, inputs: Mapping[str, object], *, clock: Clock | None = None) -> Outcome:
        """As `decide`, the value with all digits of its seconds, to be written as JSON."""
        return self._outcome(self._find(decision), inputs, Meter(DEFAULT_BUDGET, clock), self.is_open, written_out)

    def _outcome(
        self, asked: Requirable, inputs: Mapping[str, object], meter: Meter, loose: bool, leave: Leave
    ) -> Outcome:
        try:
            value = leave(self._ask(asked, inputs, meter, loose), meter)
        except (FeelError, *UNBEARABLE) as error:
            problem = error if isinstance(error, FeelError) else as_feel_error(error, asked.name)
            meter.notes.append(Fault(IN_DECISION.fill(problem=problem.sentence, decision=asked.name)))
            value = None
        return Outcome(
            value,
            tuple(note for note in meter.notes if isinstance(note, RuleMatch)),
            tuple(dict.fromkeys(note.sentence.stored for note in meter.notes if isinstance(note, Fault))),
        )

    def _ask(self, asked: Requirable, inputs: Mapping[str, object], meter: Meter, loose: bool) -> object:
        given = {str(name): taken_in(value, meter) for name, value in inputs.items()}
        value = Evaluation(given, meter, loose).value(asked)
        if asked.kind == "decision" or not isinstance(value, Function):
            return value
        return value.call(meter, [given.get(name) for name in value.parameters or ()])

    def _find(self, decision: str) -> Requirable:
        askable = [each for each in self._elements if each.kind != "inputData"]
        for kind in ("decision", "decisionService", "businessKnowledgeModel"):
            for each in askable:
                if each.kind == kind and decision in (each.element.id, each.name):
                    return each
        known = ", ".join(f'"{each.element.id or each.name}"' for each in askable if each.kind == "decision")
        raise DecisionError(f'Expected one of the decisions {known or "(there are none)"}, but "{decision}"', self.file)

    # -- reading

    def _imported(self, root: Element, find_model: FindModel) -> list[tuple[str, "Model"]]:
        found = []
        for each in root.children("import"):
            model = find_model(each.get("namespace") or "", each.get("locationURI") or "")
            if model is not None:
                found.append((each.name, model))
        return found

    def _missing_imports(self, root: Element) -> None:
        found = {model.namespace for _, model in self._imports}
        for each in root.children("import"):
            is_model = "DMN" in (each.get("importType") or "DMN")
            if is_model and each.get("namespace") not in found:
                message = f'Expected the imported model "{each.get("namespace")}", but it is not here.'
                self._builder.finding("decision-import", message, each)

    def _names(self, root: Element) -> Names:
        own = {element.name for element in root.descendants(*_NAMED, *_KINDS)}
        return frozenset(own.union(*(model._builder.names for _, model in self._imports)) - {""})

    def _imported_types(self, root: Element) -> dict[str, FeelType]:
        own = {item.name for item in root.children("itemDefinition")}
        types: dict[str, FeelType] = {}
        for alias, model in self._imports:
            types |= {name: kind for name, kind in model.items.types.items() if name not in own}
            types |= {f"{alias}.{name}": kind for name, kind in model.items.types.items() if alias}
        return types

    def _link(self, each: Requirable) -> None:
        each.type = self.items.type_of(each.element.child("variable"))
        for requirement in each.element.children("informationRequirement", "knowledgeRequirement"):
            for reference in requirement.children():
                found = self._referred(reference)
                if found is not None:
                    each.requires.append(found)
        if each.kind == "decisionService":
            each.service = ServiceParts(
                self._all_referred(each, "inputData") + self._all_referred(each, "inputDecision"),
                self._all_referred(each, "outputDecision"),
            )

    def _all_referred(self, each: Requirable, kind: str) -> list[tuple[str, Requirable]]:
        found = [self._referred(reference) for reference in each.element.children(kind)]
        return [reference for reference in found if reference is not None]

    def _referred(self, reference: Element) -> tuple[str, Requirable] | None:
        namespace, _, identifier = (reference.get("href") or "").rpartition("#")
        if namespace in ("", self.namespace) and identifier in self._by_id:
            return "", self._by_id[identifier]
        for alias, model in self._imports:
            # An import without a name brings its elements in as if they were this model's own.
            if identifier in model._by_id and (model.namespace == namespace or (not namespace and not alias)):
                return alias, model._by_id[identifier]
        message = f'Expected an element with the id "{identifier}", but there is none.'
        self._builder.finding("decision-reference", message, reference)
        return None

    def _compile(self, each: Requirable) -> None:
        bound = {alias for alias, _ in each.requires if alias}.union(
            *(required.names for alias, required in each.requires if not alias)
        )
        if self.is_open:
            bound |= {name for _, required in each.requires for name in required.loose_names}
        reader = TableReader(self._builder, self.items, each.name, lenient=self.is_open)
        boxes = Boxes(self._builder, self.items, reader.table)
        with self._builder.collecting() as each.unresolved:
            if each.kind == "businessKnowledgeModel":
                function = each.element.child("encapsulatedLogic")
                if function is not None:
                    logic = boxes.function(function, frozenset(bound | each.names))
                    kinds = (self.items.type_of(function), each.type)
                    each.logic = typed(logic, next((kind for kind in kinds if isinstance(kind, FunctionType)), None))
            elif each.kind == "decision":
                each.logic = boxes.compiled(logic_of(each.element), frozenset(bound))

    # -- checking

    def _check(self, order: Order) -> None:
        for name, where in self.items.unknown:
            self._builder.finding("decision-type", f'Expected a type that is defined, but "{name}" is not.', where)
        for each in self._elements:
            if each in order.circular:
                message = f'Expected "{each.name}" not to require itself, but it does.'
                self._builder.finding("decision-cycle", message, each.element)
            if each.kind == "decision" and logic_of(each.element) is None:
                message = f'Expected "{each.name}" to say how it is decided, but it is empty.'
                self._builder.finding("decision-empty", message, each.element)
            if not self.is_open:
                self._check_names(each)

    def _check_names(self, each: Requirable) -> None:
        for name, where in each.unresolved.free.items():
            message = f'Expected "{each.name}" to use names it requires, but nothing defines "{name}".'
            self._builder.finding("decision-name", message, where, severity="warning")


def _described(each: Requirable, inputs: tuple[str, ...]) -> Decision:
    variable = each.element.child("variable")
    return Decision(
        each.element.id,
        each.name,
        variable.name if variable is not None else each.name,
        each.type_name,
        inputs,
        frozenset(each.unresolved.free),
        frozenset(each.unresolved.possible),
        each.element.line,
    )
