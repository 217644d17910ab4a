"""Routed flows as corners on grid lines, from the middle of the source to the middle of the target."""

from __future__ import annotations

from itertools import pairwise

from engine.layout.graph import Flow
from engine.layout.router import Router
from engine.layout.traffic import Path

SLANTED = 12.5
"""How far from a gateway's corner a flow leaves its slanted edge."""
_TWO_EVENTS, _THREE_EVENTS = 27, 38
"""How far from the middle of their host boundary events stand, so that a flow may leave between them."""

Corner = tuple[int, int]
"""x line and y line"""


class Runs:
    """`of`: flow id -> corners, of the flows that found a way."""

    def __init__(self, router: Router) -> None:
        self.router, self.place, self.graph = router, router.place, router.place.graph
        self.flows = [flow for flow in self.graph.flows if router.paths[flow.id]]
        self.of: dict[str, list[Corner]] = {}
        for flow in self.flows:
            self.of[flow.id] = self._run(flow, self.path(flow))

    def path(self, flow: Flow) -> Path:
        path = self.router.paths[flow.id]
        assert path is not None
        return path

    def pieces(self, flow: Flow) -> list[tuple[int, Corner, Corner]]:
        """(number, begin, end) of each piece."""
        return [(k, *piece) for k, piece in enumerate(pairwise(self.of[flow.id]))]

    def offset(self, flow: Flow) -> float:
        """How far right of the middle of its shape a flow leaves."""
        if self.graph.nodes[flow.source].attached_to:
            return self.boundary_offset(flow.source)
        return {"+": SLANTED, "-": -SLANTED}.get(self.path(flow).start[-1], 0)

    def boundary_offset(self, boundary: str) -> float:
        """How far right of the middle of its host a boundary event stands."""
        events = self.graph.attached[self.graph.host(boundary)]
        away = _TWO_EVENTS if len(events) < 3 else _THREE_EVENTS
        return (away, -away, 0)[min(events.index(boundary), 2)]

    def _run(self, flow: Flow, path: Path) -> list[Corner]:
        grid = self.router.grid
        lines = grid.x_of_column[self.place.cell(flow.source).column]
        on_side = {"+": lines[-1], "-": lines[0], "0": lines[-1], "1": lines[0], "2": lines[len(lines) // 2]}
        first = on_side.get(path.start[-1], lines[len(lines) // 2])
        last = grid.middle[self.place.cell(flow.target).column]
        return [
            (first, grid.line_of(self.place, flow.source)),
            *((point % grid.stride, point // grid.stride) for point in path.corners()),
            (last, grid.line_of(self.place, flow.target)),
        ]
