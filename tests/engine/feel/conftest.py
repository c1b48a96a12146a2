"""One short way to ask for the value of an expression."""

import pytest

from engine.feel import compile_expression


@pytest.fixture
def value():
    """value(text, context) with the context's names declared."""

    def evaluate(text, context=None):
        context = context or {}
        return compile_expression(text, list(context)).evaluate(context)

    return evaluate
