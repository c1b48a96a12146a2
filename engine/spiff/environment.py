"""FEEL in the place of SpiffWorkflow's Python: its script engine *and* the environment below it.

SpiffWorkflow reaches the environment past the script engine in some places (correlations, ad-hoc conditions), so both
are ours, on new and on restored workflows alike.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.script_engine.python_environment import BasePythonScriptEngineEnvironment

from engine.clock import Clock
from engine.feel import Expression, compile_expression
from engine.feel import condition as feel_condition
from engine.spiff.budget import Budget


def feel_text(text: str) -> str:
    """The expression of a text; the `=` that marks FEEL is dropped."""
    stripped = text.strip()
    return stripped[1:] if stripped.startswith("=") else stripped


@lru_cache(maxsize=4096)
def compiled(text: str) -> Expression:
    """A text as an expression, compiled once; raises FeelError."""
    return compile_expression(feel_text(text))


class FeelEnvironment(BasePythonScriptEngineEnvironment):
    """Evaluates FEEL over plain data; runs no scripts and calls no services."""

    def __init__(self, clock: Clock, budget: Budget) -> None:
        super().__init__()
        self._clock, self._budget = clock, budget

    def now(self) -> datetime:
        """What `now()` and `today()` read: the present in the organisation's zone."""
        return self._clock.now().astimezone(self._clock.zone)

    def evaluate(
        self, expression: str, context: Mapping[str, object], external_context: Mapping[str, object] | None = None
    ) -> object:
        """The value of an expression; raises FeelError."""
        values = {**external_context, **context} if external_context else context
        with self._budget.evaluation():
            return compiled(expression).evaluate(values, clock=self.now)

    def condition(self, expression: str, context: Mapping[str, object]) -> bool:
        """Whether a condition holds; raises FeelError, NotABoolean when it is neither true nor false."""
        with self._budget.evaluation():
            return feel_condition(compiled(expression), context, clock=self.now)

    def execute(self, script: str, context: object, external_context: object = None) -> bool:
        """Refused: a diagram runs no scripts."""
        raise NotImplementedError("Expected FEEL, but a script was to be run.")


class FeelScriptEngine(PythonScriptEngine):
    """SpiffWorkflow's way to ask for values, answered by FEEL."""

    environment: FeelEnvironment

    def validate(self, expression: str) -> None:
        """Raise FeelError for what is no expression."""
        compiled(expression)

    def evaluate(self, task: Any, expression: str, external_context: Mapping[str, object] | None = None) -> object:
        """The value of an expression over a task's data; raises FeelError."""
        return self.environment.evaluate(expression, task.data, external_context)

    def execute(self, task: Any, script: str, external_context: object = None) -> bool:
        """Refused, as in the environment."""
        return self.environment.execute(script, task.data, external_context)

    def call_service(self, task: Any, **kwargs: object) -> object:
        """Refused: services are called through the host only."""
        raise NotImplementedError("Expected a registered service, but SpiffWorkflow's own was to be called.")
