"""Reading what is written out: constants, names, brackets (DMN 1.5, grammar rules 8 to 12, 33, 41, 55 to 62)."""

from abc import abstractmethod
from collections.abc import Callable, Mapping
from typing import ClassVar

from engine.feel.builtins import BUILT_INS
from engine.feel.decimals import number
from engine.feel.lexer import Kind, unquoted
from engine.feel.nodes.base import Node
from engine.feel.nodes.functions import FunctionOf
from engine.feel.nodes.literals import ContextOf, HalfRange, ListOf, Literal, Name, RangeOf
from engine.feel.sentences import AT_TEXT, FUNCTION, KEY_OR_END, RANGE, RANGE_END, VALUE
from engine.feel.temporal import parse_literal
from engine.feel.type_parser import TypeParser

CONSTANTS = {"null": None, "true": True, "false": False}
FORMS = frozenset({"if", "for", "some", "every"})
COMPARISONS = ("<=", ">=", "!=", "<", ">", "=")

_OPENERS = frozenset({Kind.NUMBER, Kind.STRING})
_OPENING_WORDS = FORMS | {"function", "not", *CONSTANTS}
_OPENING_SYMBOLS = frozenset("([]{-@")


class PrimaryParser(TypeParser):
    """Reads whatever is complete in itself. Expressions within brackets are the subclass's business."""

    @abstractmethod
    def expression(self) -> Node:
        """A whole expression."""

    @abstractmethod
    def arithmetic(self, loosest: int = 1) -> Node:
        """An expression without comparison, of operators that bind at least so tightly."""

    def primary(self) -> Node:
        self.work()
        token = self.current
        if token.kind is Kind.NUMBER:
            self.index += 1
            return Literal(number(token.text))
        if token.kind is Kind.STRING:
            self.index += 1
            return Literal(unquoted(token.text))
        read = self._BRACKETS.get(token.text)
        if read is not None and (token.text != "function" or self.tokens[self.index + 1].text == "("):
            self.index += 1
            return read(self)
        if token.text in FORMS and not self.starts_long_name():
            return self.expression()
        return self._constant() or self._name()

    def starts_expression(self, index: int) -> bool:
        """Whether the token could begin an expression."""
        token = self.tokens[index]
        if token.kind is Kind.WORD:
            begins_name = self._word_at(index) or self.names.longest(self.tokens, index)[1] > 1
            return begins_name or token.text in _OPENING_WORDS
        return token.kind in _OPENERS or token.text in _OPENING_SYMBOLS

    def starts_long_name(self) -> bool:
        """Whether a declared name of several words stands here, which then wins over keywords."""
        return self.names.longest(self.tokens, self.index)[1] > 1

    def _constant(self) -> Literal | None:
        if self.current.text not in CONSTANTS or self.starts_long_name():
            return None
        self.index += 1
        return Literal(CONSTANTS[self.tokens[self.index - 1].text])

    def _name(self) -> Name:
        if self.current.kind is not Kind.WORD:
            self.fail(VALUE)
        name = self.name()
        return Name(name, BUILT_INS.get(name), called=self.at("("))

    # -- brackets: the opening one is stepped over already

    def _at_literal(self) -> Node:
        text = self.current
        if text.kind is not Kind.STRING:
            self.fail(AT_TEXT)
        self.index += 1
        try:
            return Literal(parse_literal(unquoted(text.text)))
        except ValueError:
            return Literal(None)

    def _parenthesis(self) -> Node:
        operator = self.take(*COMPARISONS)
        if operator:
            end = self.arithmetic()
            self.expect(")")
            return HalfRange(operator, end)
        inner = self.expression()
        if self.at(".."):
            return self.range_from(inner, low_included=False)
        self.expect(")")
        return inner

    def _square(self) -> Node:
        if self.take("]"):
            return ListOf(())
        items = [self.expression()]
        if self.at(".."):
            return self.range_from(items[0], low_included=True)
        while self.take(","):
            items.append(self.expression())
        self.expect("]")
        return ListOf(tuple(items))

    def _reversed_square(self) -> Node:
        low = self.expression()
        if not self.at(".."):
            self.fail(RANGE)
        return self.range_from(low, low_included=False)

    def range_from(self, low: Node, low_included: bool) -> Node:
        self.expect("..")
        high = self.expression()
        closing = self.take("]", ")", "[")
        if closing is None:
            self.fail(RANGE_END)
        return RangeOf(low, high, low_included, closing == "]")

    def _context(self) -> Node:
        mark = self.names.mark()
        entries = []
        while not self.take("}"):
            key = self._entry_key()
            entries.append((key, self.expression()))
            if not self.at("}"):
                self.expect(",")
        self.names.forget(mark)
        return ContextOf(tuple(entries))

    def _entry_key(self) -> str:
        token = self.current
        if token.kind is Kind.STRING:
            self.index += 1
            self.expect(":")
            return unquoted(token.text)
        key = self.key()
        if key is None:
            self.fail(KEY_OR_END)
        return self.declare(key)

    def _function(self) -> Node:
        mark = self.names.mark()
        self.expect("(")
        parameters = []
        while not self.take(")"):
            name = self.declare(self.name())
            parameters.append((name, self.type() if self.take(":") else None))
            if not self.at(")"):
                self.expect(",")
        if self.at("external"):
            self.fail(FUNCTION)
        body = self.expression()
        self.names.forget(mark)
        return FunctionOf(tuple(parameters), body)

    _BRACKETS: ClassVar[Mapping[str, Callable[["PrimaryParser"], Node]]] = {
        "@": _at_literal,
        "(": _parenthesis,
        "[": _square,
        "]": _reversed_square,
        "{": _context,
        "function": _function,
    }
