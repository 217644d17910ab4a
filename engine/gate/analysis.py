"""Trying conditions on sample values, within a budget a file: an upload is judged in under a second."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from engine.feel import Branching, Expression, Remark, Variable, analyse_branches, check
from engine.feel.samples import sample_values

Known = Mapping[str, Variable]
Wanted = Literal["boolean", "any"]

BUDGET = 5_000_000
"""Combinations of values times characters of the conditions: about 0.3 s (0.06 µs each, feel-facts §2)."""

_PER_COMBINATION = 30
_UNKNOWN = Branching(analysed=False)


@dataclass
class Trials:
    """What is left of the budget of one file. When it is used up, conditions are judged by kind only."""

    left: int = BUDGET
    refused: bool = False

    def branches(self, conditions: Mapping[str, Expression], known: Known) -> Branching:
        """`analyse_branches`, or "not analysed" when it would cost too much."""
        return analyse_branches(conditions, known) if self._pay(conditions.values(), known) else _UNKNOWN

    def remarks(self, condition: Expression, known: Known, wanted: Wanted) -> list[Remark]:
        """`check`, without the search for a null when it would cost too much."""
        if wanted == "boolean" and not self._pay([condition], known):
            return check(condition, known, wanted="any")
        return check(condition, known, wanted=wanted)

    def _pay(self, conditions: Iterable[Expression], known: Known) -> bool:
        several = list(conditions)
        samples = sample_values(several, known)
        if samples is None:
            return True
        size = _PER_COMBINATION + sum(len(condition.text) for condition in several)
        cost = math.prod(map(len, samples.values())) * size
        if cost > self.left:
            self.refused = True
            return False
        self.left -= cost
        return True
