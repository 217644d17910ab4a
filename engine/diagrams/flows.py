"""Lines between nodes: rounded corners, arrow, default slash (diagram-facts §5)."""

from __future__ import annotations

from itertools import pairwise
from math import hypot

from engine.diagrams.marks import Look
from engine.diagrams.picture import Edge, Point
from engine.diagrams.svg import number, path

CORNER = 5.0
ARROW = 10.0
HALF = 5.0
# The line stops inside the arrow: a 2 px line that runs to the border shows beside the arrow's tip.
STOP = 6.0


def draw(edge: Edge, look: Look) -> str:
    points = _without_doubles(edge.points)
    if len(points) < 2:
        return ""
    if edge.kind != "sequenceFlow":
        # Message flows are dashed, associations dotted; both without the filled arrow
        return path(
            _rounded(points), look.stroke, 1.5, dash="10 11" if edge.kind == "messageFlow" else "0.5 5"
        )
    parts = [path(_rounded(_shortened(points)), look.stroke, 2), _arrow(points, look)]
    if edge.default:
        parts.append(path(_along(points, ((6, -6), (10, 6))), look.stroke, 2))
    elif edge.conditional:
        parts.append(
            path(_along(points, ((0, 0), (8, -5), (16, 0), (8, 5))) + "Z", look.stroke, 1.5, "#ffffff")
        )
    return "".join(parts)


def middle(points: tuple[Point, ...]) -> Point:
    """Where a label without place goes: the middle of the line, by length."""
    left = sum(_length(a, b) for a, b in pairwise(points)) / 2
    for a, b in pairwise(points):
        length = _length(a, b)
        if length >= left and length > 0:
            return _towards(a, b, left)
        left -= length
    return points[0]


def _length(a: Point, b: Point) -> float:
    return hypot(b[0] - a[0], b[1] - a[1])


def _towards(a: Point, b: Point, distance: float) -> Point:
    part = distance / _length(a, b)
    return a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part


def _without_doubles(points: tuple[Point, ...]) -> list[Point]:
    kept = [points[0]]
    kept += [b for a, b in pairwise(points) if _length(a, b) > 0.01]
    return kept


def _shortened(points: list[Point]) -> list[Point]:
    before, last = points[-2], points[-1]
    length = _length(before, last)
    return [*points[:-1], _towards(last, before, min(STOP, length / 2))]


def _rounded(points: list[Point]) -> str:
    steps = [f"M{_at(points[0])}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        radius = min(CORNER, _length(before, corner) / 2, _length(corner, after) / 2)
        start, end = _towards(corner, before, radius), _towards(corner, after, radius)
        steps.append(f"L{_at(start)}Q{_at(corner)} {_at(end)}")
    return "".join(steps) + f"L{_at(points[-1])}"


def _arrow(points: list[Point], look: Look) -> str:
    back = _along([points[-1], points[-2]], ((0, 0), (ARROW, HALF), (ARROW, -HALF)))
    return path(f"{back}Z", look.stroke, 1, look.stroke)


def _along(points: list[Point], marks: tuple[Point, ...]) -> str:
    """`marks` = (distance along the first piece, distance to its right) -> path."""
    (x, y), (to_x, to_y) = points[0], points[1]
    length = _length(points[0], points[1])
    ux, uy = (to_x - x) / length, (to_y - y) / length
    places = [(x + ux * along - uy * aside, y + uy * along + ux * aside) for along, aside in marks]
    return "M" + "L".join(_at(place) for place in places)


def _at(point: Point) -> str:
    return f"{number(point[0])} {number(point[1])}"
