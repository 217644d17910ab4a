"""The publish check of one expression: names, kinds, listed values, the kind of the result, null."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from engine.feel.context import Context
from engine.feel.expression import Expression
from engine.feel.kinds import KindReader
from engine.feel.nulls import may_be_null
from engine.feel.remarks import Remark, Severity, Variable, remark, shown
from engine.feel.samples import combinations, sample_values
from engine.feel.values import KIND_EN, KIND_ZH

__all__ = ["Remark", "Variable", "check"]


def check(
    expression: Expression,
    known: Mapping[str, Variable],
    *,
    wanted: Literal["boolean", "any"] = "boolean",
    null_is_error: bool = False,
) -> list[Remark]:
    """Everything against the expression, in the order of the text.

    `null_is_error` is meant for form conditions: form-js hides a field whose condition is null and drops
    its value (feel-facts §4). It also refuses what form-js reads differently.
    """
    reader = KindReader(known, for_form=null_is_error)
    kind = reader.kind(expression.tree)
    remarks = reader.remarks
    if wanted == "boolean":
        if kind not in ("boolean", "any"):
            words = {"left": KIND_EN[kind], "left_zh": KIND_ZH[kind]}
            remarks.append(remark("error", "not_boolean", expression.tree.pos, **words))
        elif not any(found.severity == "error" for found in remarks):
            remarks.extend(_nulls(expression, known, null_is_error=null_is_error))
    return sorted(remarks, key=lambda found: found.pos)


def _nulls(expression: Expression, known: Mapping[str, Variable], *, null_is_error: bool) -> list[Remark]:
    severity: Severity = "error" if null_is_error else "warning"
    pos = expression.tree.pos
    samples = sample_values([expression], known)
    if samples is None:
        # Not provable either way is no news at a gateway, where null is simply not taken.
        unsure = null_is_error and may_be_null(expression.tree, known)
        return [remark(severity, "null_not_excluded", pos)] if unsure else []
    for values in combinations(samples):
        if expression.evaluate(Context(values)) is None:
            return [remark(severity, "may_be_null", pos, word=_example(values))]
    return []


def _example(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} = {shown(value)}" for name, value in values.items())
