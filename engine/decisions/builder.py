"""Turning the texts and boxes of one model into closures, and keeping what is wrong with them.

A text that cannot be read does not stop the model from loading: it is a finding, and whoever runs it gets null and a
fault, as the standard wants; only tests fail loudly, for a rule that silently never matches would be worse.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from engine.decisions.document import Element
from engine.decisions.outcomes import Fault, Finding
from engine.decisions.sentences import OTHER_LANGUAGE
from engine.feel.budgets import Meter
from engine.feel.comparison import Truth
from engine.feel.errors import EvaluationError, FeelSyntaxError
from engine.feel.expressions import Compiled, Compiler
from engine.feel.nodes.base import Run
from engine.feel.scope import Scope
from engine.feel.sentences import Sentence
from engine.feel.types import FeelType, converted

Names = frozenset[str]


@dataclass(slots=True)
class Unresolved:
    """The names that a piece of logic reads and that nothing around it defines."""

    free: dict[str, Element] = field(default_factory=dict)
    possible: set[str] = field(default_factory=set)


class Builder:
    """What the boxes of a model share: the compiler, the types, the findings."""

    def __init__(self, names: Collection[str], default_language: str) -> None:
        self.names = frozenset(names)
        self._default_language = default_language
        self._compiler = Compiler(names)
        self._texts: dict[tuple[str, str], Compiled | FeelSyntaxError] = {}
        self._unresolved = Unresolved()
        self.findings: list[Finding] = []

    def use_types(self, types: Mapping[str, FeelType]) -> None:
        """Read further texts with the model's types."""
        self._compiler = Compiler(self.names, types)
        self._texts.clear()

    @contextmanager
    def collecting(self) -> Iterator[Unresolved]:
        """Gather the unresolved names of everything compiled within."""
        outer, self._unresolved = self._unresolved, Unresolved()
        try:
            yield self._unresolved
        finally:
            self._unresolved = outer

    def expression(self, text: str, where: Element, bound: Names) -> Run:
        """The closure of an expression; an empty text is null."""
        if not text:
            return lambda scope: None
        compiled = self._compiled("expression", text, where)
        if isinstance(compiled, Sentence):
            return _nothing(compiled)
        self._note_names(compiled, where, bound)
        return compiled.run

    def tests(self, text: str, where: Element, bound: Names, failing: bool = True) -> Run:
        """The closure of unary tests; tests that cannot be read raise EvaluationError, or are null if not `failing`."""
        compiled = self._compiled("tests", text, where)
        if isinstance(compiled, Sentence):
            return _failing(compiled) if failing else _nothing(compiled)
        self._note_names(compiled, where, bound)
        return compiled.run

    def allowed_values(self, text: str, where: Element) -> "AllowedValues | None":
        """The check that a value is among the allowed ones; None when they cannot be read."""
        compiled = self._compiled("tests", text, where)
        return None if isinstance(compiled, Sentence) else AllowedValues(compiled.run)

    def note_possible(self, unresolved: Unresolved) -> None:
        """Take over what a filter reads: any of its names might be an entry of the items."""
        self._unresolved.possible |= unresolved.possible | unresolved.free.keys()

    def finding(self, rule: str, message: str, where: Element, severity: str = "error") -> None:
        """Keep a problem of the model."""
        self.findings.append(Finding(severity, rule, message, where.line, where.id, where.name))

    def _refuse(self, error: FeelSyntaxError, where: Element) -> None:
        self.findings.append(
            Finding("error", "decision-expression", f"{error}.", where.line, where.id, where.name, error)
        )

    def _compiled(self, how: str, text: str, where: Element) -> Compiled | Sentence:
        language = where.get("expressionLanguage") or self._default_language
        if language and "feel" not in language.lower():
            problem = OTHER_LANGUAGE.fill(language=language)
            self.finding("decision-language", problem.stored, where)
            return problem
        if (how, text) not in self._texts:
            try:
                read = self._compiler.expression if how == "expression" else self._compiler.unary_tests
                self._texts[how, text] = read(text)
            except FeelSyntaxError as error:
                self._texts[how, text] = error
        compiled = self._texts[how, text]
        if isinstance(compiled, FeelSyntaxError):
            self._refuse(compiled, where)
            return compiled.sentence
        return compiled

    def _note_names(self, compiled: Compiled, where: Element, bound: Names) -> None:
        for name in sorted(compiled.free_names - bound):
            self._unresolved.free.setdefault(name, where)
        self._unresolved.possible |= compiled.possible_names - bound


@dataclass(frozen=True, slots=True)
class AllowedValues:
    """Unary tests as a type asks them. Two are equal only when they are the same."""

    run: Run

    def __call__(self, value: object, meter: Meter) -> Truth:
        result = self.run(Scope({"?": value}, None, meter))
        return result if isinstance(result, bool) else None


def typed(run: Run, kind: FeelType | None) -> Run:
    """The closure with its value converted to a type (DMN 1.5, 10.3.2.9.4)."""
    if kind is None:
        return run
    return lambda scope: converted(run(scope), kind, scope.meter)


def _nothing(problem: Sentence) -> Run:
    def run(scope: Scope) -> object:
        scope.meter.notes.append(Fault(problem))
        return None

    return run


def _failing(problem: Sentence) -> Run:
    def run(scope: Scope) -> object:
        raise EvaluationError(problem)

    return run
