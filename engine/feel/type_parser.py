"""Reading a type: `list<number>`, `context<a: string>`, `function<date> -> boolean` (DMN 1.5, grammar rule 54)."""

from collections import ChainMap
from collections.abc import Callable, Mapping
from typing import ClassVar

from engine.feel.budgets import DEFAULT_BUDGET, Budget
from engine.feel.cursor import Cursor
from engine.feel.names import NameTable
from engine.feel.sentences import KEY, TYPE
from engine.feel.types import ANY, NAMED_TYPES, ContextType, FeelType, FunctionType, ListType, RangeType


class TypeParser(Cursor):
    """A cursor that reads types, those of the model (`types`, by name) before the built-in ones."""

    def __init__(
        self, text: str, names: NameTable, types: Mapping[str, FeelType], budget: Budget = DEFAULT_BUDGET
    ) -> None:
        super().__init__(text, names, budget)
        self._types = ChainMap(dict(types), dict(NAMED_TYPES))

    def type(self) -> FeelType:
        """The type that comes next; raises FeelSyntaxError for one that is not known."""
        self.descend()
        try:
            constructor = self._CONSTRUCTORS.get(self.current.text)
            following = self.tokens[self.index + 1].text if not self.ended else ""
            if constructor is not None and (following == "<" or self.at("function")):
                self.index += 1
                return constructor(self)
            return self._named()
        finally:
            self.ascend()

    def _named(self) -> FeelType:
        place = self.index
        name = self.name(NameTable(self._types))
        if name not in self._types:
            self.index = place
            self.fail(TYPE)
        return self._types[name]

    def _list_type(self) -> FeelType:
        return ListType(self._bracketed())

    def _range_type(self) -> FeelType:
        return RangeType(self._bracketed())

    def _bracketed(self) -> FeelType:
        self.expect("<")
        element = self.type()
        self.expect(">")
        return element

    def _context_type(self) -> FeelType:
        self.expect("<")
        fields = {}
        while not self.take(">"):
            key = self.key()
            if key is None:
                self.fail(KEY)
            fields[key] = self.type()
            if not self.at(">"):
                self.expect(",")
        return ContextType(fields)

    def _function_type(self) -> FeelType:
        parameters = []
        if self.take("<"):
            while not self.take(">"):
                parameters.append(self.type())
                if not self.at(">"):
                    self.expect(",")
        return FunctionType(tuple(parameters), self.type() if self.take("->") else ANY)

    _CONSTRUCTORS: ClassVar[Mapping[str, Callable[["TypeParser"], FeelType]]] = {
        "list": _list_type,
        "range": _range_type,
        "context": _context_type,
        "function": _function_type,
    }
