"""y of every line of the grid: as high as what stands above it allows, then tracks share the free space."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from math import floor
from typing import NamedTuple

from engine.layout.columns import LINE_CLEAR, TRACK
from engine.layout.runs import Runs

SHAPE_CLEAR, ROW_CLEAR = 40, 56
"""Between shapes above each other; the same when they belong to different rows."""
LABEL_CLEAR, BOUNDARY_CLEAR = 5, 16
_LANE_CLEAR = 60
_NEAR, _NEAR_LINE = 6, 12
"""How far apart, level, two things still count as above each other."""
_MOST_SLACK = 60
_RADIUS = 18

Limits = dict[tuple[int, int], float]
"""(upper line, lower line) -> least distance"""
Heights = dict[int, float]


class Thing(NamedTuple):
    """Something that moves with a y line: where it reaches, seen from the line. `kind`: shape, boundary, line
    or label; `row` matters for shapes only."""

    line: int
    top: float
    bottom: float
    left: float
    right: float
    kind: str
    row: int = -1


def place_lines(runs: Runs, columns: Sequence[float], labels: Iterable[Thing]) -> Heights:
    """y of the lines that are used. `columns`: x of every x line."""
    maker = _Limits(runs, columns)
    things = sorted([*maker.shapes(), *maker.level_pieces(), *labels])
    limits = maker.lanes()
    for a, b, distance in (*maker.steep_pieces(), *_stacked(things)):
        _raise(limits, a, b, distance)
    used = sorted({one.line for one in things} | {y for run in runs.of.values() for _, y in run})
    heights = _settle(used, limits)
    for row, lanes in runs.place.blocks:
        _spread(runs, row, lanes, heights, limits)
        heights = _settle(used, limits)
    tracks = [y for y in used if runs.router.grid.y_gap[y] is not None]
    _share_slack(tracks, heights, limits)
    return {line: floor(y + 0.5) for line, y in heights.items()}


def _raise(limits: Limits, upper: int, lower: int, distance: float) -> None:
    limits[upper, lower] = max(distance, limits.get((upper, lower), 0))


class _Limits:
    """What the shapes and flows of a picture ask of the lines."""

    def __init__(self, runs: Runs, columns: Sequence[float]) -> None:
        self._runs, self._columns, self._grid = runs, columns, runs.router.grid

    def x(self, flow_id: str, index: int, offset: float) -> float:
        run = self._runs.of[flow_id]
        beside = index == 0 or (index == 1 and run[1][0] == run[0][0])
        return self._columns[run[index][0]] + (offset if beside else 0)

    def shapes(self) -> Iterable[Thing]:
        runs, grid = self._runs, self._grid
        for node, cell in runs.place.cells.items():
            width, height = runs.graph.nodes[node].size
            line, x = grid.line_of(runs.place, node), self._columns[grid.middle[cell.column]]
            yield Thing(line, -height / 2, height / 2, x - width / 2, x + width / 2, "shape", cell.row)
            for boundary in runs.graph.attached[node]:
                bx, edge = x + runs.boundary_offset(boundary), height / 2
                reach = (edge - _RADIUS, edge + _RADIUS, bx - _RADIUS, bx + _RADIUS)
                yield Thing(line, *reach, "boundary", cell.row)

    def level_pieces(self) -> Iterable[Thing]:
        for flow in self._runs.flows:
            offset = self._runs.offset(flow)
            for k, (_, y1), (_, y2) in self._runs.pieces(flow):
                if y1 == y2:
                    low, high = sorted((self.x(flow.id, k, offset), self.x(flow.id, k + 1, offset)))
                    yield Thing(y1, 0, 0, low, high, "line")

    def lanes(self) -> Limits:
        lanes = self._grid.y_of_lane
        return {pair: _LANE_CLEAR for pair in itertools.pairwise(lanes)}

    def steep_pieces(self) -> Iterable[tuple[int, int, float]]:
        """A piece has a length, and pieces on one x keep their order."""
        on_x: dict[int, list[tuple[int, int]]] = {}
        for flow in self._runs.flows:
            offset = self._runs.offset(flow)
            for k, (x1, y1), (x2, y2) in self._runs.pieces(flow):
                upper, lower = min(y1, y2), max(y1, y2)
                if x1 == x2:
                    on_x.setdefault(round(self.x(flow.id, k + 1, offset)), []).append((upper, lower))
                if upper != lower:
                    tracks = self._grid.y_gap[y1] is not None and self._grid.y_gap[y2] is not None
                    yield upper, lower, TRACK if tracks else LINE_CLEAR
        for spans in on_x.values():
            for a in spans:
                yield from ((a[1], b[0], TRACK) for b in spans if a[1] < b[0])


def _stacked(things: Sequence[Thing]) -> Iterable[tuple[int, int, float]]:
    """`things` in the order of their lines -> distances between those above each other."""
    for k, a in enumerate(things):
        for b in things[k + 1 :]:
            if a.line == b.line:
                continue
            kinds = (a.kind, b.kind)
            near = _NEAR_LINE if "line" in kinds and "label" not in kinds else _NEAR
            if a.left - near < b.right and b.left - near < a.right:
                yield a.line, b.line, a.bottom - b.top + _clear(a, b)


def _clear(a: Thing, b: Thing) -> float:
    kinds = {a.kind, b.kind}
    if "label" in kinds:
        return LABEL_CLEAR
    if kinds == {"line"}:
        return TRACK
    if "line" in kinds:
        return BOUNDARY_CLEAR if "boundary" in kinds else LINE_CLEAR
    return SHAPE_CLEAR if a.row == b.row else ROW_CLEAR


def _settle(used: Sequence[int], limits: Mapping[tuple[int, int], float]) -> Heights:
    """Every line as high as possible: the longest path down to it."""
    above = _neighbours(limits, lower=True)
    heights: Heights = {}
    for line in used:
        reached = (heights[a] + distance for a, distance in above.get(line, ()) if a in heights)
        heights[line] = max(reached, default=0.0)
    return heights


def _neighbours(limits: Mapping[tuple[int, int], float], lower: bool) -> dict[int, list[tuple[int, float]]]:
    """Line -> (line above it, distance) if `lower`, else (line below it, distance)."""
    found: dict[int, list[tuple[int, float]]] = {}
    for (a, b), distance in limits.items():
        key, other = (b, a) if lower else (a, b)
        found.setdefault(key, []).append((other, distance))
    return found


def _spread(runs: Runs, row: int, lanes: Sequence[int], heights: Heights, limits: Limits) -> None:
    """The two branches next to the line of their fork stand at equal distance from it."""
    grid = runs.router.grid
    numbers = [grid.lane_number.get((row, lane)) for lane in lanes if abs(lane) == 1]
    outer = [grid.y_of_lane[number] for number in numbers if number is not None]
    middle = grid.y_of_lane[grid.lane_number[row, 0]]
    away = max((abs(heights[line] - heights[middle]) for line in outer), default=0)
    for line in outer:
        limits[min(line, middle), max(line, middle)] = away


def _share_slack(tracks: Sequence[int], heights: Heights, limits: Limits) -> None:
    """Lanes stay; tracks move down into the free space, in proportion to how many stand above and below."""
    above, below = _neighbours(limits, lower=True), _neighbours(limits, lower=False)
    late: Heights = {}
    depth_below: dict[int, int] = {}
    for y in reversed(tracks):
        near = below.get(y, ())
        reached = (late.get(b, heights[b]) - distance for b, distance in near if b in heights)
        late[y] = min(reached, default=heights[y])
        depth_below[y] = 1 + max((depth_below.get(b, 0) for b, _ in near), default=0)
    depth_above: dict[int, int] = {}
    for y in tracks:
        near = above.get(y, ())
        depth_above[y] = 1 + max((depth_above.get(a, 0) for a, _ in near), default=0)
        slack = min(max(0.0, late[y] - heights[y]), _MOST_SLACK)
        share = depth_above[y] / (depth_above[y] + depth_below[y])
        lowest = max((heights[a] + distance for a, distance in near if a in heights), default=heights[y])
        heights[y] = max(lowest, heights[y] + slack * share)
