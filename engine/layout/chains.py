"""What hangs beside the spine: exceptions, boundary events' paths, loops."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.layout.graph import Graph
from engine.layout.spine import MAX_COLUMNS, Step

_LONGEST = MAX_COLUMNS - 2


@dataclass(frozen=True)
class Chain:
    """Nodes in a line that leave the placed part at `source` and come back to it at `goal`, if at all."""

    source: str
    nodes: tuple[str, ...]
    goal: str | None


def find_chains(graph: Graph, steps: Sequence[Step]) -> list[Chain]:
    """Depth first along the spine, so that an end with several sources stands near the first of them."""
    return _Finder(graph, steps).chains


class _Finder:
    def __init__(self, graph: Graph, steps: Sequence[Step]) -> None:
        self._graph = graph
        self.chains: list[Chain] = []
        spine = [node for step in steps for node in step.nodes]
        self._placed = set(spine)
        for node in spine:
            self._leave(node)
        for one in graph.nodes.values():  # parts that nothing leads to
            if one.id not in self._placed and not one.attached_to:
                self._follow(graph.start, one.id)

    def _leave(self, node: str) -> None:
        """Work list instead of recursion: a chain of chains may be as long as the file."""
        waiting = self._exits(node)
        while waiting:
            source, target = waiting.pop()
            found = self._follow_one(source, target)
            waiting += [pair for one in reversed(found) for pair in self._exits(one)]

    def _follow(self, source: str, target: str) -> None:
        for node in self._follow_one(source, target):
            self._leave(node)

    def _exits(self, node: str) -> list[tuple[str, str]]:
        """The ways out of a node and its boundary events, the last first."""
        sources = [*self._graph.attached[node], node]
        self._placed |= set(sources)
        return [(flow.source, flow.target) for one in sources for flow in self._graph.out[one]][::-1]

    def _follow_one(self, source: str, target: str) -> tuple[str, ...]:
        nodes: list[str] = []
        here: str | None = target
        while here and here not in self._placed and len(nodes) < _LONGEST:
            nodes.append(here)
            self._placed.add(here)
            here = self._graph.onward(here)
        if nodes:
            self.chains.append(Chain(source, tuple(nodes), here))
        return tuple(nodes)
