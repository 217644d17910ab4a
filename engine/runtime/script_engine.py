"""Hands every expression of SpiffWorkflow to engine.feel; nothing of Spiff's own evaluator is reachable.

The guard is the *environment*, not the engine: correlation and ad-hoc texts go to the environment
directly and would bypass an engine subclass (feel-facts §6).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.script_engine.python_environment import BasePythonScriptEngineEnvironment

from engine.feel import Context, Expression


class FeelEnvironment(BasePythonScriptEngineEnvironment):  # type: ignore[misc]
    """Evaluates compiled FEEL at the instant `now`; texts and scripts of any other kind are refused."""

    def __init__(self, now: datetime) -> None:
        super().__init__()
        self._now = now

    def evaluate(
        self, expression: Any, context: Mapping[str, Any], external_context: Mapping[str, Any] | None = None
    ) -> Any:
        if not isinstance(expression, Expression):
            raise TypeError("only expressions compiled by engine.feel are evaluated")
        return expression.evaluate(Context(variables={**(external_context or {}), **context}, now=self._now))

    def execute(self, *_script: Any, **_context: Any) -> bool:
        raise TypeError("scripts are FEEL expressions; nothing is executed")

    def call_service(self, *_context: Any, **_parameters: Any) -> Any:
        raise TypeError("services are topics of the engine; nothing is called from inside a step")


def script_engine(now: datetime) -> PythonScriptEngine:
    """A script engine for one step at the instant `now`."""
    return PythonScriptEngine(environment=FeelEnvironment(now))
