"""Where a label may stand, the best spot first (diagram-facts §2.12)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from engine.layout.geometry import Box
from engine.layout.graph import Flow, Node
from engine.layout.pixels import Pixels
from engine.layout.texts import Size, label_sizes

_BEHIND = 12
"""Behind a gateway, so that the default slash stays readable."""
_FARTHER = 30
_ABOVE_LINE = 4
_BESIDE_LINE, _BESIDE_DEFAULT = 5, 9
_DOWN_A_LINE = (3, 14, 30)
_MOST_PIECES = 3


class Spot(NamedTuple):
    """`line`: the y line with which the label moves."""

    box: Box
    line: int


def node_spots(pixels: Pixels, node: Node) -> list[Spot]:
    """Of an event or a gateway."""
    find = _boundary_spots if node.attached_to else _event_spots if node.is_event else _gateway_spots
    line, box = pixels.line_of(node.id), pixels.shapes[node.id]
    sides = pixels.runs.router.traffic.sides(node.id)
    return [
        Spot(Box(round(x), round(y), *size), line)
        for size in label_sizes(node.label)
        for x, y in find(box, size, sides)
    ]


Places = list[tuple[float, float]]


def _boundary_spots(box: Box, size: Size, sides: set[str]) -> Places:
    del sides
    middle = box.middle[0]
    return [
        (middle + 5, box.bottom + 1),
        (box.right + 3, box.y + 22),
        (middle - size.width - 5, box.bottom + 1),
        (box.x - size.width - 3, box.y + 22),
    ]


def _event_spots(box: Box, size: Size, sides: set[str]) -> Places:
    """Below; above when a flow docks below."""
    (x, y), (wide, high) = box.middle, size
    below = (x - wide / 2, box.bottom + 3)
    others = [
        (x - wide / 2, box.y - high - 3),
        (box.right + 4, y - high / 2),
        (x + 8, box.bottom + 2),
        (x + 8, box.y - high - 2),
        (x - wide - 8, box.bottom + 2),
        (x - wide - 8, box.y - high - 2),
        (box.x - wide - 4, y - high / 2),
        (box.right + 4, y - high - 3),
        (box.right + 4, y + 3),
    ]
    return [*others, below] if "bottom" in sides else [below, *others]


def _gateway_spots(box: Box, size: Size, sides: set[str]) -> Places:
    """Above; beside the upper corner when a flow leaves upwards; below when only the top is used."""
    x, (wide, high) = box.middle[0], size
    above = [(x - wide / 2, box.y - high - 3), (x - wide - 6, box.y - high + 4), (x + 6, box.y - high + 4)]
    below = (x - wide / 2, box.bottom + 3)
    first = [below, *above] if "top" in sides and "bottom" not in sides else [*above, below]
    return [
        *first,
        (x - wide - 6, box.bottom - 4),
        (x + 6, box.bottom - 4),
        (x - wide - 20, box.y + 17 - high),
        (x + 20, box.y + 17 - high),
        (x - wide - 20, box.bottom - 17),
        (x + 20, box.bottom - 17),
        (x - wide - 4, box.y - high + 1),
        (x + 4, box.y - high + 1),
        (x - wide - 4, box.bottom),
        (x + 4, box.bottom),
    ]


def flow_spots(pixels: Pixels, flow: Flow) -> list[Spot]:
    """Along the first pieces: behind the gateway and above the line, or right of a steep line."""
    points, run = pixels.waypoints[flow.id], pixels.runs.of[flow.id]
    sizes = label_sizes(flow.label)
    spots: list[Spot] = []
    for k in range(min(len(points) - 1, _MOST_PIECES)):
        begin, end, line = points[k], points[k + 1], run[k][1]
        for size in sizes:
            if begin[1] == end[1]:
                places = _level_spots(begin, end, size)
            else:
                places = _steep_spots(begin, end, size, flow.default)
            spots += [Spot(Box(round(x), round(y), *size), line) for x, y in places]
    return spots


def _level_spots(
    begin: tuple[float, float], end: tuple[float, float], size: Size
) -> Iterator[tuple[float, float]]:
    (x1, y), x2, (wide, high) = begin, end[0], size
    right = x2 > x1
    xs = [x1 + _BEHIND if right else x1 - _BEHIND - wide]
    if abs(x2 - x1) > wide + 40:
        xs += [x1 + _FARTHER if right else x1 - _FARTHER - wide, (x1 + x2 - wide) / 2]
    yield from ((x, y - high - _ABOVE_LINE) for x in xs)
    yield from ((x, y + _ABOVE_LINE) for x in xs)


def _steep_spots(
    begin: tuple[float, float], end: tuple[float, float], size: Size, default: bool
) -> Iterator[tuple[float, float]]:
    (x, y1), y2, (wide, high) = begin, end[1], size
    for shift in _DOWN_A_LINE:
        if abs(y2 - y1) < shift + high:
            return
        y = y1 + shift if y2 > y1 else y1 - shift - high
        aside = _BESIDE_DEFAULT if default and shift < _DOWN_A_LINE[-1] else _BESIDE_LINE
        yield x + aside, y
        yield x - aside - wide, y
