"""Where flows may leave and enter a shape, and which of these places is the better taste."""

from __future__ import annotations

import itertools
from typing import NamedTuple

from engine.layout.graph import Flow
from engine.layout.grid import DOWN, LEFT, RIGHT, UP, Grid
from engine.layout.places import Placement

MORE_THAN_TWO = 3
"""The third boundary event of a task stands in the middle of its lower edge."""
_PRICE_BOTTOM, _PRICE_TOP, _PRICE_SLANTED = 3, 3.5, 12
_PRICE_HAPPY_ASIDE = 40
_PRICE_BRANCH_LEVEL = 40
_PRICE_ROW_NOT_LEFT = 45
_PRICE_LITTLE_STEP = 20
_PRICE_BACK, _PRICE_LEFT, _PRICE_FROM_RIGHT = 3, 30, 16


class Dock(NamedTuple):
    """A place on the border. `side` names it: right, bottom, top, left, with `+` or `-` on the slanted edge
    right or left of a corner, `bottom0` … for boundary events. `way` leads away from the shape, along
    `points` to the end of the gap."""

    side: str
    way: int
    points: tuple[int, ...]
    price: float


class Docks:
    """Docks of one placement on its grid; `wraps` are the flows that lead to the next row."""

    def __init__(self, placement: Placement, grid: Grid) -> None:
        self._place, self._grid, self._graph = placement, grid, placement.graph
        self._known: dict[tuple[str, bool], list[Dock]] = {}
        self.wraps: list[Flow] = []
        spine = placement.spine
        for here, there in itertools.pairwise(spine):
            flow = self._graph.happy(here)
            if flow and flow.target == there and placement.cell(here).row != placement.cell(there).row:
                self.wraps.append(flow)

    def of(self, node: str, leaving: bool) -> list[Dock]:
        key = (node, leaving)
        if key not in self._known:
            attached = bool(self._graph.nodes[node].attached_to)
            self._known[key] = [self._boundary(node)] if attached else self._all(node, leaving)
        return self._known[key]

    def _gaps(self, node: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """y lines of the gap above, away from the node, and below."""
        number = self._grid.lane_number[self._place.cell(node).line]
        return tuple(reversed(self._grid.gap_y[number])), tuple(self._grid.gap_y[number + 1])

    def _steep(self, x: int, lines: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(y * self._grid.stride + x for y in lines)

    def _boundary(self, node: str) -> Dock:
        order = self._graph.attached[self._graph.host(node)].index(node)
        left, middle, right = self._grid.x_of_column[self._place.cell(node).column]
        x = (right, left, middle)[min(order, 2)]
        return Dock(f"bottom{order}", DOWN, self._steep(x, self._gaps(node)[1]), 0)

    def _all(self, node: str, leaving: bool) -> list[Dock]:
        grid, column = self._grid, self._place.cell(node).column
        y, middle = grid.line_of(self._place, node) * grid.stride, grid.middle[column]
        above, below = self._gaps(node)
        docks = [Dock("right", RIGHT, tuple(y + x for x in grid.gap_x[column + 1]), 0)]
        if len(self._graph.attached[node]) < MORE_THAN_TWO:
            docks.append(Dock("bottom", DOWN, self._steep(middle, below), _PRICE_BOTTOM))
        docks.append(Dock("top", UP, self._steep(middle, above), _PRICE_TOP))
        docks.append(Dock("left", LEFT, tuple(y + x for x in reversed(grid.gap_x[column])), 0))
        lines = grid.x_of_column[column]
        if leaving and self._graph.nodes[node].is_gateway and len(lines) == 3:
            for sign, x in (("+", lines[2]), ("-", lines[0])):
                docks.append(Dock(f"bottom{sign}", DOWN, self._steep(x, below), _PRICE_SLANTED))
                docks.append(Dock(f"top{sign}", UP, self._steep(x, above), _PRICE_SLANTED))
        return docks

    def _goes_back(self, flow: Flow) -> bool:
        here, there = self._place.cell(flow.source), self._place.cell(flow.target)
        return here.row == there.row and there.column < here.column

    def leaving_price(self, flow: Flow, side: str) -> float:
        """The happy way leaves to the right, branches of a fork up and down, a flow back may leave left."""
        if flow in self.wraps or (flow.default and side != "right"):
            return 0 if side == "right" else _PRICE_HAPPY_ASIDE
        if side == "right" and flow.source in self._place.forks and self._place.cell(flow.target).lane:
            return _PRICE_BRANCH_LEVEL
        if side == "left":
            return _PRICE_BACK if self._goes_back(flow) else _PRICE_LEFT
        return 0

    def entering_price(self, flow: Flow, side: str) -> float:
        """A new row begins at the left, a block closes from above and below, and a boundary event takes no
        little step to the shape just under it."""
        here, there = self._place.cell(flow.source), self._place.cell(flow.target)
        if flow in self.wraps:
            return 0 if side == "left" else _PRICE_ROW_NOT_LEFT
        if side == "left" and flow.target in self._place.forks and here.lane:
            return _PRICE_BRANCH_LEVEL
        if side == "top" and self._graph.nodes[flow.source].attached_to and here.column == there.column:
            return _PRICE_LITTLE_STEP
        if side == "right":
            return _PRICE_BACK if self._goes_back(flow) else _PRICE_FROM_RIGHT
        return 0

    def wrap_levels(self, flow: Flow) -> frozenset[int]:
        """y lines of a flow to the next row: its two lanes and the middle of the gap between the rows, so
        that loops of either row find room on their own side."""
        grid, place = self._grid, self._place
        row = place.cell(flow.target).row
        first = next(k for k, lane in enumerate(grid.lanes) if lane[0] == row)
        gap = grid.gap_y[first]
        ends = (grid.line_of(place, node) for node in (flow.source, flow.target))
        return frozenset((*ends, gap[len(gap) // 2]))
