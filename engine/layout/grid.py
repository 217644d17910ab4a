"""The lines that flows may run on: middles of columns and lanes, and tracks in the gaps between them.

A point is a number: line y * stride + line x. The column behind the last line and the rows around the grid
are blocked, so that a step never has to ask for the border.
"""

from __future__ import annotations

import itertools

from engine.layout.places import Placement

PITCH = 150
TRACKS = 3
"""Tracks a gap between columns or lanes; gaps between rows have two more."""
PRICE_PIXEL = 0.1
RIGHT, DOWN, LEFT, UP = 0, 1, 2, 3
_TRACK_PITCH = 12
_SIDE = 20
_GAP = 50
_MANY_FLOWS = 4
"""A gateway with more flows than that uses its slanted edges too."""


class Grid:
    """Distances here are estimates that make routes comparable; `engine.layout.pixels` measures again."""

    def __init__(self, placement: Placement, tracks: int = TRACKS) -> None:
        self.tracks = tracks
        self.lanes = sorted({cell.line for cell in placement.cells.values()})
        self.lane_number = {lane: k for k, lane in enumerate(self.lanes)}
        self.x_px: list[int] = []
        self.y_px: list[int] = []
        self.x_gap: list[int | None] = []
        """Number of the gap that a line is a track of; None for the middle of a column."""
        self.y_gap: list[int | None] = []
        self.gap_x: list[list[int]] = []
        self.gap_y: list[list[int]] = []
        self.x_of_column: list[list[int]] = []
        """The middle line of a column, or three: left of it, middle, right of it."""
        self.y_of_lane: list[int] = []
        self._columns(placement)
        self._lanes(placement)
        self.nx, self.ny = len(self.x_px), len(self.y_px)
        self.stride = self.nx + 1
        self.middle = [lines[len(lines) // 2] for lines in self.x_of_column]
        self.side_lines = {x for lines in self.x_of_column if len(lines) == 3 for x in (lines[0], lines[2])}
        self.offsets = (1, self.stride, -1, -self.stride)
        self.right_price = _prices(self.x_px)
        self.down_price = _prices(self.y_px)
        self.blocked = self._blocked(placement)

    def line_of(self, placement: Placement, node_id: str) -> int:
        """The y line of a node, of its host for a boundary event."""
        return self.y_of_lane[self.lane_number[placement.cell(node_id).line]]

    def _columns(self, placement: Placement) -> None:
        graph = placement.graph
        with_sides = {
            cell.column
            for node, cell in placement.cells.items()
            if graph.attached[node]
            or (graph.nodes[node].is_gateway and len(graph.out[node]) + len(graph.into[node]) > _MANY_FLOWS)
        }
        for column in range(placement.columns + 1):
            first = len(self.x_px)
            middle = PITCH * column - PITCH // 2
            self.x_px += [middle + _TRACK_PITCH * (k - self.tracks // 2) for k in range(self.tracks)]
            self.x_gap += [column] * self.tracks
            self.gap_x.append(list(range(first, len(self.x_px))))
            if column == placement.columns:
                break
            first = len(self.x_px)
            offsets = (-_SIDE, 0, _SIDE) if column in with_sides else (0,)
            self.x_px += [PITCH * column + offset for offset in offsets]
            self.x_gap += [None] * len(offsets)
            self.x_of_column.append(list(range(first, len(self.x_px))))

    def _lanes(self, placement: Placement) -> None:
        half = [18] * len(self.lanes) + [0]
        for node, cell in placement.cells.items():
            lane = self.lane_number[cell.line]
            half[lane] = max(half[lane], placement.graph.nodes[node].size[1] // 2)
        top = 0
        for lane in range(len(self.lanes) + 1):
            between_rows = 0 < lane < len(self.lanes) and self.lanes[lane][0] != self.lanes[lane - 1][0]
            count = self.tracks + 2 * between_rows
            first = len(self.y_px)
            middle = top - half[lane] - _GAP // 2
            self.y_px += [middle + _TRACK_PITCH * (k - count // 2) for k in range(count)]
            self.y_gap += [lane] * count
            self.gap_y.append(list(range(first, len(self.y_px))))
            if lane == len(self.lanes):
                break
            self.y_of_lane.append(len(self.y_px))
            self.y_px.append(top)
            self.y_gap.append(None)
            top += _GAP + half[lane] + half[lane + 1]

    def _blocked(self, placement: Placement) -> set[int]:
        """Points that no flow may step on: under shapes, and around the grid."""
        stride, end = self.stride, self.stride * self.ny
        points = set(range(-stride, 0)) | set(range(end, end + stride))
        points |= {y * stride + self.nx for y in range(self.ny)}
        for cell in placement.cells.values():
            y = self.y_of_lane[self.lane_number[cell.line]]
            points |= {y * stride + x for x in self.x_of_column[cell.column]}
        return points


def _prices(pixels: list[int]) -> list[float]:
    """Price of the step from each line to the next."""
    return [PRICE_PIXEL * (b - a) for a, b in itertools.pairwise(pixels)]
