"""What can go wrong with an expression.

FeelError
├── FeelSyntaxError     the text is no FEEL expression
├── BudgetExceeded      the expression is too large or does too much work
├── NotABoolean         a condition gave neither true nor false
└── EvaluationError     a value from outside has no place in FEEL

A type error *inside* an expression is none of these: the standard makes it null (DMN 1.5, 10.3.2.13.2).
"""

from collections.abc import Mapping

from engine.feel.sentences import PLACE, Sentence, quoted


class FeelError(Exception):
    """Expected a usable expression, but something is wrong with it."""

    def in_language(self, language: str) -> str:
        """What is wrong, in `language` (fi, sv or en) where the reader can say it in that."""
        return str(self)


class FeelSyntaxError(FeelError):
    """Expected a FEEL expression, but the text cannot be read as one.

    `message` is a sentence without the place; `position` counts characters from 0.
    """

    def __init__(self, sentence: Sentence, position: int = 0, text: str = "") -> None:
        self.message = sentence.text("en")
        self.position = position
        self.text = text
        where = PLACE.fill(message=sentence, number=position + 1, text=quoted(text))
        self._sentence = where if text.strip() else sentence
        super().__init__(self._sentence.text("en"))

    def in_language(self, language: str) -> str:
        return self._sentence.text(language)


class BudgetExceeded(FeelError):
    """Expected an expression of reasonable size, but this one asks for too much."""


class EvaluationError(FeelError):
    """Expected values that FEEL knows, but one is of another kind."""


class NotABoolean(FeelError):
    """Expected true or false, but the condition gave something else.

    `values` holds what the expression read: {name: text of the value}.
    """

    def __init__(self, expression: str, result: str, values: Mapping[str, str]) -> None:
        self.expression = expression
        self.result = result
        self.values = dict(values)
        read = ", ".join(f"{name} = {value}" for name, value in self.values.items())
        where = f" where {read}" if read else ""
        super().__init__(f"Expected true or false from {quoted(expression)}, but it gives {result}{where}.")
