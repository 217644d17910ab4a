"""Which outcomes a user task offers now: those without a condition, and those whose `outcome_if` is true."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from engine.domain.model import Node, Outcome
from engine.feel.context import Context
from engine.feel.expression import compile_text
from engine.feel.values import is_true


def offered(node: Node, variables: Mapping[str, Any], now: datetime) -> tuple[Outcome, ...]:
    """The outcomes of `node` for a case with these variables, in the designer's order.

    Only `true` offers (architecture §4): a condition that is null hides its outcome. The texts were checked
    when the process was published.
    """
    seen = Context(variables=variables, now=now)
    return tuple(
        outcome
        for outcome in node.outcomes
        if outcome.key not in node.offered_if
        or is_true(compile_text(node.offered_if[outcome.key]).evaluate(seen))
    )
