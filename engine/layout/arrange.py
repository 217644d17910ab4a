"""The search for a drawing: chains try their places, every try is really routed, the cheapest wins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.layout.chains import Chain, find_chains
from engine.layout.drawing import Drawing
from engine.layout.drawn import of_drawing
from engine.layout.graph import Graph
from engine.layout.grid import TRACKS
from engine.layout.judge import find_faults
from engine.layout.labels import place_labels
from engine.layout.lines import Thing
from engine.layout.pixels import Pixels
from engine.layout.places import Placement
from engine.layout.router import Router
from engine.layout.runs import Runs
from engine.layout.spine import GOOD_COLUMNS, MAX_COLUMNS, Step, cut_rows, find_spine

_FEWEST_COLUMNS = 4
_ROUNDS, _PLACES = 3, 6
"""More rounds or places gave 1 % fewer bends for 1.6 times the time (diagram-facts §3)."""
_BUDGET = 300_000
"""States that the router may look at, about 2 s: large processes are searched less, never endlessly. The
worst of 59 families and procedures takes 160,000."""
_PRICE_LANE, _PRICE_ABOVE, _PRICE_COLUMN = 14, 30, 12
_STRAIGHT = 30
"""A chain whose flows cost no more stays where it is."""
_MOST_TRACKS = 12
_MEASURES, _WIDEN = 8, 12
_BETTER = 0.01
_NO_LIMIT = 1e9


@dataclass(frozen=True)
class _Try:
    """One choice of places, routed."""

    choices: tuple[int, ...]
    router: Router
    price: float


def arrange(graph: Graph, phases: Mapping[str, int], steps: Sequence[Step] | None = None) -> Drawing:
    """The drawing with the fewest faults; rows get shorter until it has none. The same input gives the same
    drawing."""
    steps = find_spine(graph) if steps is None else steps
    chains = find_chains(graph, steps)
    best: tuple[int, Drawing] | None = None
    effort = _Effort(_BUDGET)
    tried = []
    for most in range(MAX_COLUMNS, _FEWEST_COLUMNS - 1, -1):
        rows = cut_rows(graph, steps, phases, most)
        if rows in tried or (best and effort.spent):
            continue
        tried.append(rows)
        drawing = _measure(graph, _Search(graph, rows, chains, effort).run())
        faults = len(find_faults(of_drawing(graph, drawing)))
        if best is None or faults < best[0]:
            best = (faults, drawing)
        if not faults:
            break
    assert best is not None
    return best[1].settled()


class _Effort:
    def __init__(self, left: int) -> None:
        self.left = left

    @property
    def spent(self) -> bool:
        return self.left <= 0


class _Search:
    """Coordinate descent over the places of the chains."""

    def __init__(
        self, graph: Graph, rows: Sequence[Sequence[Step]], chains: Sequence[Chain], effort: _Effort
    ) -> None:
        self._graph, self._rows, self._chains, self._effort = graph, rows, chains, effort

    def run(self) -> Router:
        best = self._try((0,) * len(self._chains), _NO_LIMIT)
        for _ in range(_ROUNDS):
            before = best
            for k in range(len(self._chains)):
                if self._bent(best.router, self._chains[k]):
                    best = self._move(best, k)
            if best is before:
                break
        router = best.router
        tracks = TRACKS
        while router.stuck and tracks < _MOST_TRACKS:  # no way through: more tracks in the gaps
            tracks += TRACKS
            router = Router(router.place, tracks)
            router.route_all(_NO_LIMIT)
        return router

    def _move(self, best: _Try, k: int) -> _Try:
        """The best of the places of chain k, the others staying."""
        for place in range(_PLACES):
            if place != best.choices[k] and not self._effort.spent:
                choices = (*best.choices[:k], place, *best.choices[k + 1 :])
                found = self._try(choices, best.price)
                if found.price < best.price - _BETTER:
                    best = found
        return best

    def _try(self, choices: tuple[int, ...], limit: float) -> _Try:
        placement = Placement(self._graph, self._rows)
        for chain, choice in zip(self._chains, choices, strict=True):
            placement.add(chain, choice)
        router = Router(placement)
        price = self._taste(placement, router)
        price += router.route_all(limit - price)
        self._effort.left -= router.work
        return _Try(choices, router, price)

    def _taste(self, placement: Placement, router: Router) -> float:
        """Few lanes, no task above the line, no more columns than fit a page."""
        nodes = self._graph.nodes
        with_tasks = {cell.line for node, cell in placement.cells.items() if nodes[node].is_activity}
        price = sum(_PRICE_LANE if lane in with_tasks else _PRICE_LANE / 3 for lane in router.grid.lanes)
        firsts = [chain.nodes[0] for chain in self._chains if placement.cell(chain.nodes[0]).lane < 0]
        price += _PRICE_ABOVE * sum(nodes[first].is_activity for first in firsts)
        return price + _PRICE_COLUMN * max(0, placement.columns - GOOD_COLUMNS)

    def _bent(self, router: Router, chain: Chain) -> bool:
        members = {chain.source, *chain.nodes}
        return sum(router.prices[flow.id] for one in members for flow in self._graph.out[one]) > _STRAIGHT


def _measure(graph: Graph, router: Router) -> Drawing:
    """Pixels and labels in turn, until the labels stand where the lines were placed for them."""
    runs = Runs(router)
    wider: dict[int, int] = {}
    things: dict[str, Thing] = {}
    for _ in range(_MEASURES):
        pixels = Pixels(runs, wider, things.values())
        labels = place_labels(pixels)
        if labels.things == things and not labels.stuck:
            break
        things = labels.things
        for gap in _gaps_behind(graph, runs, labels.stuck):
            wider[gap] = wider.get(gap, 0) + _WIDEN
    return Drawing(pixels.shapes, labels.boxes, pixels.waypoints)


def _gaps_behind(graph: Graph, runs: Runs, stuck: frozenset[str]) -> list[int]:
    """Gaps right of the elements whose labels found no room, one a label."""
    sources = {flow.id: flow.source for flow in graph.flows}
    return [runs.place.cell(sources.get(key, key)).column + 1 for key in sorted(stuck)]
