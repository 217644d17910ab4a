"""Boxes, points and what it means that two of them meet. Pixels, y grows downwards."""

from __future__ import annotations

from typing import NamedTuple

Point = tuple[float, float]


class Box(NamedTuple):
    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def middle(self) -> Point:
        return self.x + self.width / 2, self.y + self.height / 2

    def moved(self, dx: float, dy: float) -> Box:
        return Box(self.x + dx, self.y + dy, self.width, self.height)

    def grown(self, by: float) -> Box:
        return Box(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)


def meet(a: Box, b: Box) -> bool:
    """Whether two boxes share more than an edge."""
    return a.x < b.right and b.x < a.right and a.y < b.bottom and b.y < a.bottom


def apart(a: Box, b: Box) -> tuple[float, float]:
    """Distance from the middle of `b` to the nearest point of `a`, level and steep."""
    x, y = b.middle
    return max(a.x - x, x - a.right, 0), max(a.y - y, y - a.bottom, 0)


def meets_diamond(box: Box, diamond: Box) -> bool:
    """Whether a box reaches into the diamond itself, not only into the corners of its bounds."""
    dx, dy = apart(box, diamond)
    return dx / (diamond.width / 2) + dy / (diamond.height / 2) < 1


def cuts(box: Box, a: Point, b: Point) -> bool:
    """Whether the line from `a` to `b` has a piece inside the box (clipping by Liang and Barsky)."""
    low, high = 0.0, 1.0
    for axis in (0, 1):
        step, begin = b[axis] - a[axis], box[axis]
        end = begin + box[axis + 2]
        if abs(step) < 1e-9:
            if not begin < a[axis] < end:
                return False
            continue
        first, last = sorted(((begin - a[axis]) / step, (end - a[axis]) / step))
        low, high = max(low, first), min(high, last)
    return low < high - 1e-9


def far(a: Point, b: Point) -> float:
    return abs(a[0] - b[0]) + abs(a[1] - b[1])
