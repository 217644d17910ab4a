"""Which flows lie on which points, pieces and docks of a grid."""

from __future__ import annotations

from typing import NamedTuple

from engine.layout.graph import Flow

LEVEL, STEEP, BEND = 0, 1, 2


class Path(NamedTuple):
    """`states`: (point, way by which the flow comes there); the last point stands twice, at the end with the
    way into the target. `start` and `end` name the docks."""

    states: tuple[tuple[int, int], ...]
    start: str
    end: str

    def corners(self) -> list[int]:
        return [
            point
            for (point, way), (_, turn) in zip(self.states, self.states[1:], strict=False)
            if way != turn
        ]


class Traffic:
    def __init__(self) -> None:
        self.points: dict[int, dict[str, int]] = {}
        """point -> flow -> LEVEL, STEEP or BEND"""
        self.pieces: dict[int, set[str]] = {}
        """2 * upper or left point + (1 if steep) -> flows"""
        self._docks: dict[tuple[str, str], dict[str, bool]] = {}

    def leaving(self, node: str, side: str) -> bool:
        return any(self._docks.get((node, side), {}).values())

    def users(self, node: str, side: str) -> set[str]:
        """Flows that dock there, leaving or entering."""
        return set(self._docks.get((node, side), ()))

    def sides(self, node: str) -> set[str]:
        """Sides of a node where some flow docks."""
        return {side for (one, side), users in self._docks.items() if one == node and users}

    def add(self, flow: Flow, path: Path) -> None:
        self._docks.setdefault((flow.source, path.start), {})[flow.id] = True
        self._docks.setdefault((flow.target, path.end), {})[flow.id] = False
        for (point, way), (after, turn) in zip(path.states, path.states[1:], strict=False):
            self.points.setdefault(point, {})[flow.id] = BEND if way != turn else turn % 2
            if after != point:
                self.pieces.setdefault(2 * min(point, after) + turn % 2, set()).add(flow.id)

    def remove(self, flow: Flow, path: Path) -> None:
        self._docks[flow.source, path.start].pop(flow.id, None)
        self._docks[flow.target, path.end].pop(flow.id, None)
        for (point, _), (after, turn) in zip(path.states, path.states[1:], strict=False):
            self.points.get(point, {}).pop(flow.id, None)
            if after != point:
                self.pieces[2 * min(point, after) + turn % 2].discard(flow.id)
