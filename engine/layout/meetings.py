"""Where two flows share a piece or touch; crossing at a right angle is allowed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from engine.layout.drawn import Drawn
from engine.layout.geometry import Point, far

SHARED, TOUCH = "shared_piece", "flows_touch"
MERGE = 60
"""Flows into one target may share at most their last 60 px."""
_SAME = 1.0
_SAME_END = 2.0


class Piece(NamedTuple):
    """A straight piece of a flow."""

    flow: str
    a: Point
    b: Point

    @property
    def axis(self) -> int:
        """Along which axis it runs; slanted pieces count as what they nearly are."""
        return 0 if abs(self.a[0] - self.b[0]) >= abs(self.a[1] - self.b[1]) else 1

    def span(self, axis: int) -> tuple[float, float]:
        low, high = self.a[axis], self.b[axis]
        return (low, high) if low <= high else (high, low)


def all_meetings(drawn: Drawn, pieces: Sequence[Piece]) -> list[tuple[str, str, str]]:
    """(kind, flow, flow), once a pair, in the order of the file; a shared piece says more than a touch."""
    order = {key: k for k, key in enumerate(drawn.paths)}
    found: dict[tuple[int, int], str] = {}
    for one, two in _close(pieces):
        p, q = sorted((one, two), key=lambda piece: order[piece.flow])
        pair = (order[p.flow], order[q.flow])
        if p.flow != q.flow and found.get(pair) != SHARED:
            kind = _meeting(drawn, p, q)
            if kind:
                found[pair] = kind
    keys = list(drawn.paths)
    return [(kind, keys[a], keys[b]) for (a, b), kind in sorted(found.items())]


def _close(pieces: Sequence[Piece]) -> Iterator[tuple[Piece, Piece]]:
    """Pairs whose bounds meet, found by a sweep from left to right."""
    rows = sorted((*one.span(0), *one.span(1), k) for k, one in enumerate(pieces))
    for k, (_, right, top, bottom, one) in enumerate(rows):
        for left, _, other_top, other_bottom, two in rows[k + 1 :]:
            if left > right + _SAME:
                break
            if other_top <= bottom + _SAME and other_bottom >= top - _SAME:
                yield pieces[one], pieces[two]


def _meeting(drawn: Drawn, p: Piece, q: Piece) -> str:
    """SHARED, TOUCH, or "" when all is well."""
    end = _common_end(drawn, p.flow, q.flow)
    if p.axis == q.axis:
        shared = _shared(p, q)
        return SHARED if shared is not None and not _is_last_stub(shared, p.axis, end) else ""
    level, steep = (p, q) if p.axis == 0 else (q, p)
    x, y = steep.a[0], level.a[1]
    left, right = level.span(0)
    top, bottom = steep.span(1)
    crossing = left + _SAME < x < right - _SAME and top + _SAME < y < bottom - _SAME
    touching = left - _SAME <= x <= right + _SAME and top - _SAME <= y <= bottom + _SAME
    return TOUCH if touching and not crossing and not (end and far((x, y), end) <= MERGE) else ""


def _common_end(drawn: Drawn, a: str, b: str) -> Point | None:
    """The last point of both flows, when they end at one dock of one target."""
    one, two = drawn.paths[a][-1], drawn.paths[b][-1]
    same = drawn.elements[a].target == drawn.elements[b].target and far(one, two) < _SAME_END
    return one if same else None


def _shared(p: Piece, q: Piece) -> tuple[float, float] | None:
    """The part that two parallel pieces lie on together."""
    axis = p.axis
    (p_low, p_high), (q_low, q_high) = p.span(axis), q.span(axis)
    low, high = max(p_low, q_low), min(p_high, q_high)
    apart = abs(p.a[1 - axis] - q.a[1 - axis])
    return (low, high) if high - low > _SAME and apart < _SAME else None


def _is_last_stub(shared: tuple[float, float], axis: int, end: Point | None) -> bool:
    low, high = shared
    if end is None or high - low > MERGE:
        return False
    return abs(low - end[axis]) < _SAME_END or abs(high - end[axis]) < _SAME_END
