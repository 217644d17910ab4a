"""The happy path, from the start along default flows, cut into rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.layout.graph import Block, Graph

MAX_COLUMNS = 9
GOOD_COLUMNS = 7
"""7 columns are 1,080 px: scale 1 in a page of 1,100 px."""
_PRICE_ROW = 100
_PRICE_OVER = (0, 25, 70)
"""For no, one, more columns beyond the good number."""
_PRICE_SAME_PHASE = 45
_PRICE_LONE = 60
"""A question stays on the line of its task, an end on the line of what it ends."""


@dataclass(frozen=True)
class Step:
    """One step of the spine: a node, or a fork with all that stands up to its join."""

    node: str
    block: Block | None = None

    @property
    def columns(self) -> int:
        return 2 + max(map(len, self.block.branches)) if self.block else 1

    @property
    def last(self) -> str:
        return self.block.join if self.block else self.node

    @property
    def nodes(self) -> tuple[str, ...]:
        return (self.node, *(self.block.nodes if self.block else ()))


def find_spine(graph: Graph) -> list[Step]:
    """From the start along the happy way until it ends or comes back to itself."""
    steps: list[Step] = []
    seen: set[str] = set()
    here: str | None = graph.start
    while here and here not in seen:
        seen.add(here)
        block = graph.block(here)
        step = Step(here, block if block and not seen & set(block.nodes) else None)
        steps.append(step)
        seen |= set(step.nodes)
        here = graph.onward(step.last)
    return steps


def cut_rows(graph: Graph, steps: Sequence[Step], phases: Mapping[str, int], most: int) -> list[list[Step]]:
    """The cheapest rows of at most `most` columns; `phases`: node id -> phase, cuts go between them."""
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(steps) + 1):
        behind = _cut_price(graph, steps, phases, end)
        choices = []
        for begin in range(end):
            columns = sum(step.columns for step in steps[begin:end])
            if columns <= most or end - begin == 1:
                choices.append((best[begin][0] + _row_price(columns) + behind, begin))
        best.append(min(choices))
    rows: list[list[Step]] = []
    end = len(steps)
    while end:
        begin = best[end][1]
        rows.insert(0, list(steps[begin:end]))
        end = begin
    return rows


def _row_price(columns: int) -> float:
    over = max(0, min(2, columns - GOOD_COLUMNS))
    return _PRICE_ROW + _PRICE_OVER[over] + max(0, GOOD_COLUMNS - columns) ** 2


def _cut_price(graph: Graph, steps: Sequence[Step], phases: Mapping[str, int], end: int) -> float:
    """Price of ending a row before the step number `end`."""
    if end == len(steps):
        return 0
    last, first = steps[end - 1], steps[end]
    price = _PRICE_SAME_PHASE if phases.get(last.last, 0) == phases.get(first.node, 0) else 0
    if len(graph.out[first.node]) > 1 and not first.block:
        price += _PRICE_LONE
    return price + (_PRICE_LONE if graph.nodes[first.node].kind == "endEvent" else 0)
