"""Hands every expression of SpiffWorkflow to engine.feel; nothing of Spiff's own evaluator is reachable.

The guard is the *environment*, not the engine: correlation and ad-hoc texts go to the environment
directly and would bypass an engine subclass (feel-facts §6).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.script_engine.python_environment import BasePythonScriptEngineEnvironment

from engine.feel import Context, Expression

Calendar = Callable[[int, str, datetime], datetime | None]
"""(amount, unit, start) -> the instant at which that limit is over."""


class FeelEnvironment(BasePythonScriptEngineEnvironment):  # type: ignore[misc]
    """Evaluates compiled FEEL at the instant `now`; texts and scripts of any other kind are refused."""

    def __init__(self, now: datetime, calendar: Calendar | None = None) -> None:
        super().__init__()
        self.now = now
        self.calendar = calendar
        self.unattended = False
        """Whether a timer or the answer of a service caused the step, and no person and no message."""

    def evaluate(
        self, expression: Any, context: Mapping[str, Any], external_context: Mapping[str, Any] | None = None
    ) -> Any:
        if not isinstance(expression, Expression):
            raise TypeError("only expressions compiled by engine.feel are evaluated")
        seen = {**(external_context or {}), **context}
        return expression.evaluate(Context(variables=seen, now=self.now, calendar=self.calendar))

    def execute(self, *_script: Any, **_context: Any) -> bool:
        raise TypeError("scripts are FEEL expressions; nothing is executed")

    def call_service(self, *_context: Any, **_parameters: Any) -> Any:
        raise TypeError("services are topics of the engine; nothing is called from inside a step")


def script_engine(now: datetime, calendar: Calendar | None = None) -> PythonScriptEngine:
    """A script engine for one step at the instant `now`; `calendar` knows the ends of limits."""
    return PythonScriptEngine(environment=FeelEnvironment(now, calendar))
