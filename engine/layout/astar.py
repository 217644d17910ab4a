"""The cheapest way of one flow through the grid: A* over (point, way of arrival).

A line piece belongs to one flow, a bend may not lie on another flow, crossings are dear. The estimate counts
the bends that the ways at both ends make necessary, which keeps the search narrow.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from typing import NamedTuple

from engine.layout.grid import PRICE_PIXEL, Grid
from engine.layout.traffic import BEND, Path, Traffic

PRICE_BEND, PRICE_CROSSING = 14, 34
_TURNS = ((0, 1, 3), (1, 2, 0), (2, 3, 1), (3, 0, 2))
"""Ways to go on by the way of arrival: straight, right turn, left turn."""
_STEPS = ((1, 0), (0, 1), (-1, 0), (0, -1))
_FOREVER = 1e9


class Start(NamedTuple):
    """Where a flow may leave: first point outside the shape, way, price, name of the dock."""

    point: int
    way: int
    price: float
    side: str


class Merge(NamedTuple):
    """On a point near the target: the flows that may be joined there, and the way in which."""

    way: int
    users: frozenset[str]


@dataclass(frozen=True)
class Task:
    """What to look for. `goals`: 4 * point + way into the shape -> (name of the dock, price). `shut`: x lines
    on which nobody else may run up or down. `levels`: the only y lines for level pieces, None for all."""

    starts: tuple[Start, ...]
    goals: Mapping[int, tuple[str, float]]
    merges: Mapping[int, Merge]
    shut: frozenset[int]
    levels: frozenset[int] | None


class Found(NamedTuple):
    """`path` is None when there is no way. `work`: how many states were looked at."""

    path: Path | None
    price: float
    work: int


def find_path(grid: Grid, traffic: Traffic, task: Task) -> Found:
    return _Search(grid, traffic, task).run() if task.goals else Found(None, _FOREVER, 0)


class _Search:
    """States are 4 * point + way; an arrival is -1 - (4 * state + way into the shape)."""

    def __init__(self, grid: Grid, traffic: Traffic, task: Task) -> None:
        self._grid, self._traffic, self._task = grid, traffic, task
        self._best: dict[int, float] = {}
        self._came: dict[int, int] = {}
        self._heap: list[tuple[float, int]] = []
        self._known: dict[int, float] = {}
        stride = grid.stride
        self._goals = [
            (grid.x_px[goal // 4 % stride], grid.y_px[goal // 4 // stride], goal % 4, price)
            for goal, (_, price) in task.goals.items()
        ]

    def run(self) -> Found:
        for start in self._task.starts:
            state = 4 * start.point + start.way
            self._best[state] = start.price
            self._heap.append((start.price + self._rest(state), state))
        heapify(self._heap)
        done: set[int] = set()
        while self._heap:
            _, state = heappop(self._heap)
            if state < 0:
                return Found(self._path(state), self._best[state], len(done))
            if state not in done:
                done.add(state)
                self._expand(state)
        return Found(None, _FOREVER, len(done))

    def _expand(self, state: int) -> None:
        point, way = state >> 2, state & 3
        cost = self._best[state]
        here = self._traffic.points.get(point)
        for turn in _TURNS[way]:
            price = cost if turn == way else cost + PRICE_BEND
            if here:
                met = self._meeting(here, point, way, turn)
                if met is None:
                    continue
                price += met
            goal = self._task.goals.get(4 * point + turn)
            if goal is not None:
                self._offer(-1 - (4 * state + turn), price + goal[1])
            self._step(state, point, turn, price)

    def _meeting(self, here: Mapping[str, int], point: int, way: int, turn: int) -> float | None:
        """Price of the flows on a point; None when it is not free for this turn."""
        mode = BEND if turn != way else turn % 2
        price = 0.0
        for other, its in here.items():
            if mode + its == 1:  # one level, one steep
                price += PRICE_CROSSING
            elif not self._joins(point, turn, (other,)):
                return None
        return price

    def _joins(self, point: int, turn: int, users: Iterable[str]) -> bool:
        merge = self._task.merges.get(point)
        return merge is not None and turn == merge.way and all(one in merge.users for one in users)

    def _step(self, state: int, point: int, turn: int, price: float) -> None:
        grid, stride = self._grid, self._grid.stride
        after = point + grid.offsets[turn]
        if after in grid.blocked:
            return
        low = point if turn < 2 else after
        steep = turn % 2
        if steep:
            if low % stride in self._task.shut:
                return
            price += grid.down_price[low // stride]
        else:
            if self._task.levels is not None and low // stride not in self._task.levels:
                return
            price += grid.right_price[low % stride]
        users = self._traffic.pieces.get(2 * low + steep)
        if users and not self._joins(point, turn, users):
            return
        new = 4 * after + turn
        if price < self._best.get(new, _FOREVER):
            self._best[new] = price
            self._came[new] = state
            heappush(self._heap, (price + self._rest(new), new))

    def _offer(self, arrival: int, price: float) -> None:
        if price < self._best.get(arrival, _FOREVER):
            self._best[arrival] = price
            heappush(self._heap, (price, arrival))

    def _rest(self, state: int) -> float:
        """Never more than the rest costs."""
        known = self._known.get(state)
        if known is None:
            known = self._known[state] = self._least(state)
        return known

    def _least(self, state: int) -> float:
        """Over all goals: distance, necessary bends and the price of the dock."""
        point, way, stride = state >> 2, state & 3, self._grid.stride
        x, y = self._grid.x_px[point % stride], self._grid.y_px[point // stride]
        least = _FOREVER
        for gx, gy, into, price in self._goals:
            ax, ay = gx - x, gy - y
            found = price + PRICE_PIXEL * (abs(ax) + abs(ay))
            if found < least:
                least = min(least, found + PRICE_BEND * _bends(ax, ay, way, into))
        return least

    def _path(self, arrival: int) -> Path:
        state, turn = divmod(-1 - arrival, 4)
        last = state >> 2
        states = [(last, turn)]
        at: int | None = state
        while at is not None:
            states.append((at >> 2, at & 3))
            first, at = at, self._came.get(at)
        states.reverse()
        start = next(s.side for s in self._task.starts if 4 * s.point + s.way == first)
        return Path(tuple(states), start, self._task.goals[4 * last + turn][0])


def _bends(ax: int, ay: int, way: int, into: int) -> int:
    """Bends that a flow going `way` needs at least to arrive `ax`, `ay` farther on, going `into`."""
    dx, dy = _STEPS[way]
    ahead = ax * dx + ay * dy
    if way == into:
        return 4 if ahead < 0 else 2 if ax * dy + ay * dx else 0
    if (way - into) % 2 == 0:
        return 2 if ax * dy + ay * dx else 4
    wx, wy = _STEPS[into]
    return 1 if ahead >= 0 and ax * wx + ay * wy >= 0 else 3
