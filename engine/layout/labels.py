"""Chooses one spot for each label, the labels with the fewest spots first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from engine.layout.geometry import Box, apart
from engine.layout.lines import Thing
from engine.layout.pixels import Pixels
from engine.layout.spots import Spot, flow_spots, node_spots

_HARD, _SOFT = 100, 12
"""A hit that stays, and one that the next round of measuring moves away."""
_AROUND, _AROUND_LABEL = 3, 1
_SHAPE_CLEAR = 2
_ROUNDS = 3


class Piece(NamedTuple):
    flow: str
    left: float
    top: float
    right: float
    bottom: float


class Wanted(NamedTuple):
    """A label that needs a place: id of its node or flow, and its spots."""

    key: str
    spots: tuple[Spot, ...]


@dataclass(frozen=True)
class Labels:
    """`boxes` by node or flow id; `things`: the same, tied to y lines; `stuck`: what found no free spot."""

    boxes: dict[str, Box]
    things: dict[str, Thing]
    stuck: frozenset[str]


def place_labels(pixels: Pixels) -> Labels:
    chooser = _Chooser(pixels)
    wanted = _wanted(pixels)
    result = chooser.choose(wanted)
    for _ in range(_ROUNDS):  # what found no room chooses first the next time
        if not result.stuck:
            break
        stuck = result.stuck
        wanted.sort(key=lambda one: one.key not in stuck)
        again = chooser.choose(wanted)
        if len(again.stuck) >= len(stuck):
            break
        result = again
    return result


def _wanted(pixels: Pixels) -> list[Wanted]:
    graph = pixels.runs.graph
    flows = [flow for flow in pixels.runs.flows if flow.label]
    nodes = [node for node in graph.nodes.values() if node.label and not node.is_activity]
    found = [(0, Wanted(flow.id, tuple(flow_spots(pixels, flow)))) for flow in flows]
    found += [(1, Wanted(node.id, tuple(node_spots(pixels, node)))) for node in nodes]
    found.sort(key=lambda one: (len(one[1].spots), one[0], one[1].key))
    return [wanted for _, wanted in found if wanted.spots]


class _Chooser:
    def __init__(self, pixels: Pixels) -> None:
        self._pixels = pixels
        graph = pixels.runs.graph
        self._shapes = [
            (pixels.line_of(node), box, graph.nodes[node].is_gateway) for node, box in pixels.shapes.items()
        ]
        self._pieces = [
            Piece(key, min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))
            for key, points in pixels.waypoints.items()
            for a, b in pairwise(points)
        ]

    def choose(self, wanted: Sequence[Wanted]) -> Labels:
        boxes: dict[str, Box] = {}
        things: dict[str, Thing] = {}
        stuck: set[str] = set()
        for key, spots in wanted:
            hits = [self._hits(key, spot, boxes) for spot in spots]
            best = min(range(len(spots)), key=lambda k: hits[k][0] * _HARD + hits[k][1] * _SOFT + k)
            box, line = spots[best]
            base = self._pixels.heights[line]
            boxes[key] = box
            things[key] = Thing(line, box.y - base, box.bottom - base, box.x, box.right, "label")
            if hits[best][0]:
                stuck.add(key)
        return Labels(boxes, things, frozenset(stuck))

    def _hits(self, key: str, spot: Spot, boxes: dict[str, Box]) -> tuple[int, int]:
        """Hits that stay and hits that go. Things of other lines move away when the lines are placed again;
        steep lines and the own one do not."""
        box, hard, soft = spot.box, 0, 0
        for line, shape, gateway in self._shapes:
            if _on_shape(box, shape, gateway):
                hard += line == spot.line
                soft += line != spot.line
        left, top, right, bottom = box.x - _AROUND, box.y - _AROUND, box.right + _AROUND, box.bottom + _AROUND
        for flow, x1, y1, x2, y2 in self._pieces:
            if left < x2 and x1 < right and top < y2 and y1 < bottom:
                stays = x1 == x2 or flow == key
                hard += stays
                soft += not stays
        for other in boxes.values():
            level = left < other.right and other.x - _AROUND < box.right
            if level and box.y - _AROUND_LABEL < other.bottom and other.y - _AROUND_LABEL < box.bottom:
                hard += 1
        return hard, soft


def _on_shape(box: Box, shape: Box, gateway: bool) -> bool:
    """Whether a label comes nearer than 2 px; the corners round a diamond are free."""
    dx, dy = apart(box, shape)
    if gateway:
        return dx + dy < shape.width / 2 + _SHAPE_CLEAR
    return dx < shape.width / 2 + _SHAPE_CLEAR and dy < shape.height / 2 + _SHAPE_CLEAR
