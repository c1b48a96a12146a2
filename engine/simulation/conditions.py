"""What a diagram's conditions look at, and with what they compare it: the values worth trying."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from engine.definitions import Definition
from engine.lint.drawing import Drawing, draw
from engine.lint.parts import Process
from engine.xml import read_root

Value = str | bool | Decimal | None

_PATH = r"(?<![\w.\"])([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)"
_LITERAL = r"(\"[^\"]*\"|-?\d+(?:\.\d+)?|true|false|null)"
_COMPARED = re.compile(rf"{_PATH}\s*(=|!=|<=|>=|<|>)\s*{_LITERAL}")
_TEXT = re.compile(r"\"[^\"]*\"")
_NAME = re.compile(_PATH)
_WORDS = frozenset(
    {
        "if", "then", "else", "and", "or", "not", "in", "for", "return", "some", "every", "satisfies", "between",
        "true", "false", "null", "count", "sum", "list", "contains", "function", "instance", "of",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Sketch:
    """A process as drawn, and what its conditions ask."""

    definition: Definition

    @cached_property
    def drawing(self) -> Drawing:
        """The whole file."""
        return draw(self.definition.path, read_root(self.definition.resources[self.definition.path]))

    @cached_property
    def process(self) -> Process:
        """The process in it."""
        return next(one for one in self.drawing.processes if one.id == self.definition.key)

    @cached_property
    def flows(self) -> Mapping[str, tuple[str, str]]:
        """The arrows: id -> the elements from and to which it leads."""
        scopes = self.process.scope.all_scopes()
        return {
            flow.id: (flow.source.id, flow.target.id)
            for scope in scopes
            for flow in scope.flows
            if flow.source is not None and flow.target is not None
        }

    @cached_property
    def elements(self) -> frozenset[str]:
        """The elements that can be passed: what stands in for a link, or undoes another, is not counted."""
        return frozenset(node.id for node in self.process.scope.all_nodes() if not node.is_compensation)

    @cached_property
    def compared(self) -> Mapping[str, tuple[Value, ...]]:
        """What each name or path of names in the conditions is compared with, each value once."""
        found: dict[str, dict[Value, None]] = {}
        for text in self._conditions():
            for path, value in comparisons(text):
                found.setdefault(path, {})[value] = None
        return {path: tuple(values) for path, values in found.items()}

    @cached_property
    def names(self) -> frozenset[str]:
        """The names that conditions and decision tables of its folder look at."""
        read = {path.partition(".")[0] for path in self.compared}
        for path, content in self.definition.resources.items():
            if path.endswith(".dmn") and path.rpartition("/")[0] == self.definition.folder:
                read |= set(_inputs_of(content))
        return frozenset(read)

    def _conditions(self) -> Iterator[str]:
        for scope in self.process.scope.all_scopes():
            yield from (flow.condition for flow in scope.flows if flow.condition)
        yield from (node.text_of("condition") for node in self.process.scope.all_nodes())


def comparisons(text: str) -> Iterator[tuple[str, Value]]:
    """What a FEEL condition compares: path and value; a path that it only looks at comes with each of its texts."""
    found = set()
    for path, _, literal in _COMPARED.findall(text):
        found.add(path)
        yield path, _value_of(literal)
    bare = _TEXT.sub('""', text)
    for path in _NAME.findall(bare):
        if path not in found and path.partition(".")[0] not in _WORDS:
            texts = _TEXT.findall(text)
            yield from ((path, _value_of(one)) for one in texts or ("true", "false"))


def _value_of(literal: str) -> Value:
    if literal.startswith('"'):
        return literal[1:-1]
    if literal in {"true", "false"}:
        return literal == "true"
    return None if literal == "null" else Decimal(literal)


def _inputs_of(content: bytes) -> Iterator[str]:
    for node in read_root(content).iter("{*}inputExpression"):
        for text in node.iter("{*}text"):
            yield from (path.partition(".")[0] for path in _NAME.findall(text.text or ""))
