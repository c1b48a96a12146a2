"""Reading tokens one after another: what the parsers of expressions and of types share."""

from typing import NoReturn

from engine.feel.budgets import DEFAULT_BUDGET, Budget
from engine.feel.errors import FeelSyntaxError
from engine.feel.lexer import Kind, Token, tokens_of
from engine.feel.names import KEYWORDS, NameTable
from engine.feel.sentences import FOUND_END, FOUND_OTHER, NAME, TOO_DEEP, TOO_LONG, TOO_MANY, Sentence, quoted

_NAME_SYMBOLS = frozenset(".+-*/'’")


class Cursor:
    """A place in the tokens of one text, with the names that are in sight there."""

    def __init__(self, text: str, names: NameTable, budget: Budget = DEFAULT_BUDGET) -> None:
        if len(text) > budget.source_characters:
            raise FeelSyntaxError(TOO_LONG.fill(limit=budget.source_characters, count=len(text)))
        self.text = text
        self.tokens = tokens_of(text)
        self.index = 0
        self.names = names
        self.properties = NameTable()
        self._budget = budget
        self._depth = 0
        self._work = 0

    # -- looking

    @property
    def current(self) -> Token:
        return self.tokens[self.index]

    def at(self, *texts: str) -> bool:
        """Whether one of the texts comes next."""
        return self.tokens[self.index].text in texts

    @property
    def ended(self) -> bool:
        return self.current.kind is Kind.END

    # -- moving

    def take(self, *texts: str) -> str | None:
        """The next token's text if it is one of these, and step over it."""
        text = self.tokens[self.index].text
        if text not in texts or not text:
            return None
        self.index += 1
        return text

    def expect(self, text: str) -> None:
        """Step over the text; raises FeelSyntaxError when something else comes."""
        if not self.take(text):
            self.fail(quoted(text))

    def fail(self, expected: Sentence | str) -> NoReturn:
        """Raise FeelSyntaxError: what was expected here, and what is there."""
        told = FOUND_END if self.ended else FOUND_OTHER
        found = told.fill(expected=expected, found=quoted(self.current.text))
        raise FeelSyntaxError(found, self.current.start, self.text)

    # -- limits

    def descend(self) -> None:
        """Go one level deeper; raises FeelSyntaxError when that is too deep. `ascend` comes back."""
        self._depth += 1
        if self._depth > self._budget.nesting:
            raise FeelSyntaxError(TOO_DEEP.fill(limit=self._budget.nesting), self.current.start, self.text)

    def ascend(self) -> None:
        self._depth -= 1

    def work(self) -> None:
        """Count one part of the expression; raises FeelSyntaxError when there are too many."""
        self._work += 1
        if self._work > self._budget.parser_work:
            raise FeelSyntaxError(TOO_MANY.fill(limit=self._budget.parser_work), self.current.start, self.text)

    # -- names

    def name(self, table: NameTable | None = None) -> str:
        """The longest name in sight, or else the words up to a keyword or a symbol."""
        known, length = (table or self.names).longest(self.tokens, self.index)
        words: list[str] = []
        while self._word_at(self.index + len(words)):
            words.append(self.tokens[self.index + len(words)].text)
        if known and length >= len(words):
            self.index += length
            return known
        if not words:
            self.fail(NAME)
        self.index += len(words)
        return " ".join(words)

    def property_name(self) -> str:
        """The name after a dot: also what an inner context declared, though its scope is closed by now."""
        _, own = self.names.longest(self.tokens, self.index)
        _, inner = self.properties.longest(self.tokens, self.index)
        return self.name(self.properties if inner > own else self.names)

    def declare(self, name: str) -> str:
        """Put a name in sight until its scope is closed."""
        self.names.add(name)
        self.properties.add(name)
        return name

    def key(self) -> str | None:
        """A name followed by a colon (it may have any symbol a name may have), stepped over; None if there is none."""
        index = self.index
        while self.tokens[index].kind in (Kind.WORD, Kind.NUMBER) or self.tokens[index].text in _NAME_SYMBOLS:
            index += 1
        if index == self.index or self.tokens[index].text != ":" or self.current.kind is not Kind.WORD:
            return None
        parts = self.tokens[self.index : index]
        self.index = index + 1
        return "".join(
            f"{' ' if place and part.start > parts[place - 1].end else ''}{part.text}"
            for place, part in enumerate(parts)
        )

    def _word_at(self, index: int) -> bool:
        token = self.tokens[index]
        return token.kind is Kind.WORD and token.text not in KEYWORDS
