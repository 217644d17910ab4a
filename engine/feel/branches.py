"""Flows of one gateway together: two true at once, never true, always true, none true.

"Two true at once" matters most: SpiffWorkflow tries flows by where their targets stand in the diagram, so
moving a shape would change the decision (feel-facts §3).
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.feel.context import Context
from engine.feel.expression import Expression
from engine.feel.remarks import Variable
from engine.feel.samples import combinations, sample_values
from engine.feel.values import to_json


@dataclass(frozen=True)
class Branching:
    """What trying all sample values showed. Nothing is claimed when `analysed` is False."""

    analysed: bool
    both_true: tuple[tuple[str, str, dict[str, Any]], ...] = ()
    never_true: tuple[str, ...] = ()
    always_true: tuple[str, ...] = ()
    none_true: dict[str, Any] | None = None


def analyse_branches(conditions: Mapping[str, Expression], known: Mapping[str, Variable]) -> Branching:
    """Try every combination of sample values on the conditions of a gateway, by flow."""
    samples = sample_values(conditions.values(), known)
    if samples is None:
        return Branching(analysed=False)
    ever: set[str] = set()
    always = set(conditions)
    both: dict[tuple[str, str], dict[str, Any]] = {}
    none: dict[str, Any] | None = None
    for values in combinations(samples):
        context = Context(values)
        taken = [flow for flow, condition in conditions.items() if condition.evaluate(context) is True]
        ever.update(taken)
        always.intersection_update(taken)
        for pair in itertools.combinations(taken, 2):
            both.setdefault(pair, values)
        if not taken and none is None:
            none = values
    return Branching(
        analysed=True,
        both_true=tuple(
            (*pair, _example(both[pair])) for pair in itertools.combinations(conditions, 2) if pair in both
        ),
        never_true=tuple(flow for flow in conditions if flow not in ever),
        always_true=tuple(flow for flow in conditions if flow in always),
        none_true=None if none is None else _example(none),
    )


def _example(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: to_json(value) for name, value in values.items()}
