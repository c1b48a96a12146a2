"""The functions of expressions, as a field offers them while one types."""

from engine.feel.builtins import BUILT_INS


def feel_functions() -> list[dict[str, str]]:
    """Each function as one begins to write its call."""
    return [{"text": f"{name}()", "told": ""} for name in sorted(BUILT_INS)]
