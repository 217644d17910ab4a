"""A routed placement measured: boxes of shapes, waypoints of flows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.layout.columns import place_columns
from engine.layout.geometry import Box, Point
from engine.layout.graph import EVENT, Flow
from engine.layout.lines import Thing, place_lines
from engine.layout.runs import Runs

_STUB = 25


class Pixels:
    """`shapes`: node id -> box; `waypoints`: flow id -> points; `heights`: y line -> y."""

    def __init__(self, runs: Runs, wider: Mapping[int, int], labels: Iterable[Thing] = ()) -> None:
        self.runs, self._graph, self._place = runs, runs.graph, runs.place
        self.columns = place_columns(runs, wider)
        self.heights = place_lines(runs, self.columns, labels)
        self.shapes: dict[str, Box] = {}
        for node in self._place.cells:
            self._draw_node(node)
        self.waypoints = {flow.id: self._draw_flow(flow) for flow in self._graph.flows}

    def line_of(self, node: str) -> int:
        return self.runs.router.grid.line_of(self._place, node)

    def _draw_node(self, node: str) -> None:
        width, height = self._graph.nodes[node].size
        x = self.columns[self.runs.router.grid.middle[self._place.cell(node).column]]
        y = self.heights[self.line_of(node)]
        self.shapes[node] = Box(round(x - width / 2), round(y - height / 2), width, height)
        for boundary in self._graph.attached[node]:
            left = x + self.runs.boundary_offset(boundary) - EVENT[0] / 2
            self.shapes[boundary] = Box(round(left), round(y + height / 2 - EVENT[1] / 2), *EVENT)

    def _draw_flow(self, flow: Flow) -> list[Point]:
        run = self.runs.of.get(flow.id)
        if run is None:
            return self._drawn_anyhow(flow)
        path, offset = self.runs.path(flow), self.runs.offset(flow)
        first = self._dock(flow.source, path.start, offset)
        points = [(float(round(self.columns[x])), float(round(self.heights[y]))) for x, y in run[1:-1]]
        last = self._dock(flow.target, path.end, 0)
        if points and path.start.startswith(("bottom", "top")):
            points[0] = (first[0], points[0][1])
        return [first, *points, last]

    def _dock(self, node: str, side: str, offset: float) -> Point:
        box = self.shapes[node]
        x, y = box.x + box.width // 2, box.y + box.height // 2
        if self._graph.nodes[node].attached_to:
            return x, box.bottom
        if side == "right":
            return box.right, y
        if side == "left":
            return box.x, y
        depth = round(abs(offset)) if side[-1] in "+-" else 0
        x = round(box.x + box.width / 2 + offset)
        return x, box.bottom - depth if side.startswith("bottom") else box.y + depth

    def _drawn_anyhow(self, flow: Flow) -> list[Point]:
        """More flows than docks: drawn all the same, the judge tells."""
        source, target = self.shapes[flow.source], self.shapes[flow.target]
        x = source.right + _STUB
        return [
            (source.right, source.middle[1]),
            (x, source.middle[1]),
            (x, target.middle[1]),
            (target.x, target.middle[1]),
        ]
