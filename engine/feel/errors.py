"""What can go wrong with an expression.

FeelError
├── FeelSyntaxError     the text is no FEEL expression
├── BudgetExceeded      the expression is too large or does too much work
├── NotABoolean         a condition gave neither true nor false
└── EvaluationError     a value from outside has no place in FEEL

A type error *inside* an expression is none of these: the standard makes it null (DMN 1.5, 10.3.2.13.2).
"""

from collections.abc import Mapping

from engine.feel.run_time import NOT_BOOLEAN, NOT_BOOLEAN_WHERE, Readings
from engine.feel.sentences import PLACE, Sentence, quoted


class FeelError(Exception):
    """Expected a usable expression, but something is wrong with it; `sentence` says what, in each language."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence)
        self.sentence = sentence

    def in_language(self, language: str) -> str:
        """What is wrong, in `language` (fi, sv or en)."""
        return f"{self.sentence.text(language)}."

    def __str__(self) -> str:
        return self.in_language("en")


class FeelSyntaxError(FeelError):
    """Expected a FEEL expression, but the text cannot be read as one.

    `message` is a sentence without the place; `position` counts characters from 0.
    """

    def __init__(self, sentence: Sentence, position: int = 0, text: str = "") -> None:
        self._placeless = sentence
        self.position = position
        self.text = text
        where = PLACE.fill(message=sentence, number=position + 1, text=quoted(text))
        super().__init__(where if text.strip() else sentence)

    @property
    def message(self) -> str:
        """What is wrong, in English."""
        return self._placeless.text("en")

    def in_language(self, language: str) -> str:
        """What is wrong and where, without a full stop."""
        return self.sentence.text(language)


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
        read = Readings(", ".join(f"{name} = {value}" for name, value in self.values.items()))
        template = NOT_BOOLEAN_WHERE if self.values else NOT_BOOLEAN
        super().__init__(template.fill(expression=quoted(expression), result=result, values=read))
