"""All flows of one placement, routed one after the other; dear ones are taken out and routed again."""

from __future__ import annotations

from engine.layout.astar import PRICE_BEND, Merge, Start, Task, find_path
from engine.layout.docks import Docks
from engine.layout.graph import Flow
from engine.layout.grid import TRACKS, Grid
from engine.layout.places import Placement
from engine.layout.traffic import Path, Traffic

PRICE_STUCK = 2000
_PRICE_MERGE = 8
_SAVING = 30
"""What the second round may save: a first round that is farther over the limit is given up."""
_DEAR = PRICE_BEND * 1.5 + 30
_ROUNDS = 2


class Router:
    """`paths`: flow id -> path, None when there was no way; `prices` likewise. `work` counts what it cost."""

    def __init__(self, placement: Placement, tracks: int = TRACKS) -> None:
        self.place, self._graph = placement, placement.graph
        self.grid = Grid(placement, tracks)
        self.traffic = Traffic()
        self.paths: dict[str, Path | None] = {}
        self.prices: dict[str, float] = {}
        self.work = 0
        self._docks = Docks(placement, self.grid)
        self._wraps = set(self._docks.wraps)

    @property
    def stuck(self) -> bool:
        return None in self.paths.values()

    def route_all(self, limit: float) -> float:
        """Sum of the prices of all flows, or of those so far once they are hopelessly over `limit`."""
        order = sorted(self._graph.flows, key=self._ease)
        total = 0.0
        for flow in order:
            self._route(flow)
            if self.paths[flow.id] is None and flow in self._wraps:
                self._wraps.remove(flow)  # shut in: any way will do
                self._docks.wraps.remove(flow)
                self._route(flow)
            total += self.prices[flow.id]
            if total > limit + _SAVING:
                return total
        for _ in range(_ROUNDS):
            for flow in sorted(order, key=lambda one: -self.prices[one.id]):
                if self.prices[flow.id] > _DEAR:
                    self._again(flow)
        return sum(self.prices.values())

    def _again(self, flow: Flow) -> None:
        """The others are known now: perhaps there is a better way. The old one stays if not."""
        path, price = self.paths[flow.id], self.prices[flow.id]
        if path is not None:
            self.traffic.remove(flow, path)
        self._route(flow)
        new = self.paths[flow.id]
        if path is not None and self.prices[flow.id] > price:
            if new is not None:
                self.traffic.remove(flow, new)
            self._keep(flow, path, price)

    def _ease(self, flow: Flow) -> tuple[bool, bool, int, str]:
        """Straight flows first, then those to the next row, then the near ones."""
        a, b = self.place.cell(flow.source), self.place.cell(flow.target)
        straight = (a.line == b.line and b.column > a.column) or (a.row == b.row and a.column == b.column)
        number = self.grid.lane_number
        away = 2 * abs(number[a.line] - number[b.line]) + abs(a.column - b.column)
        return not straight, flow not in self._wraps, away, flow.id

    def _route(self, flow: Flow) -> None:
        found = find_path(self.grid, self.traffic, self._task(flow))
        self.work += found.work
        self._keep(flow, found.path, found.price)

    def _keep(self, flow: Flow, path: Path | None, price: float) -> None:
        self.paths[flow.id] = path
        self.prices[flow.id] = price if path else PRICE_STUCK
        if path:
            self.traffic.add(flow, path)

    def _task(self, flow: Flow) -> Task:
        starts, own = [], set()
        for dock in self._docks.of(flow.source, leaving=True):
            if not self.traffic.users(flow.source, dock.side):
                price = dock.price + self._docks.leaving_price(flow, dock.side)
                starts.append(Start(dock.points[0], dock.way, price, dock.side))
                own.add(dock.points[0] % self.grid.stride)
        goals = {}
        for dock in self._docks.of(flow.target, leaving=False):
            if not self.traffic.leaving(flow.target, dock.side):
                joined = self.traffic.users(flow.target, dock.side)
                price = dock.price + self._docks.entering_price(flow, dock.side)
                price += _PRICE_MERGE if joined else 0
                goals[4 * dock.points[0] + (dock.way + 2) % 4] = (dock.side, price)
        return Task(
            tuple(starts),
            goals,
            self._merges(flow),
            frozenset(self.grid.side_lines - own),
            self._docks.wrap_levels(flow) if flow in self._wraps else None,
        )

    def _merges(self, flow: Flow) -> dict[int, Merge]:
        """Points where the flow may join others that end at the same dock, close to it."""
        merges: dict[int, Merge] = {}
        for dock in self._docks.of(flow.target, leaving=False):
            if self.traffic.leaving(flow.target, dock.side):
                continue
            users = self.traffic.users(flow.target, dock.side)
            level = dock.side in ("left", "right")
            near = 1 if level and not self._graph.nodes[flow.target].is_activity else 2
            if users:
                merge = Merge((dock.way + 2) % 4, frozenset(users))
                merges |= {point: merge for point in dock.points[:near]}
        return merges
