"""Questions about a drawn graph. All iterative: no file may meet Python's recursion limit."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from engine.domain.model import Node, ProcessModel

Edges = Mapping[str, Sequence[str]]


def reach(starts: Iterable[str], edges: Edges, without: Collection[str] = ()) -> frozenset[str]:
    """Every node that can be reached from `starts` (these included) when `without` is taken away."""
    seen: set[str] = set()
    waiting = [start for start in starts if start not in without]
    while waiting:
        here = waiting.pop()
        if here not in seen:
            seen.add(here)
            waiting.extend(there for there in edges.get(here, ()) if there not in without)
    return frozenset(seen)


def loops(nodes: Iterable[str], edges: Edges) -> list[list[str]]:
    """Groups of two or more nodes that lie on common circles, in the order of `nodes` (Kosaraju)."""
    order, inside = list(nodes), set(nodes)
    back: dict[str, list[str]] = {node: [] for node in order}
    for node in order:
        for there in edges.get(node, ()):
            if there in inside:
                back[there].append(node)
    group: dict[str, list[str]] = {}
    for root in reversed(_finished(order, edges, inside)):
        if root not in group:
            members: list[str] = []
            waiting = [root]
            while waiting:
                here = waiting.pop()
                if here not in group:
                    group[here] = members
                    members.append(here)
                    waiting.extend(back[here])
    unique = {id(members): members for members in (group[node] for node in order)}
    place = {node: index for index, node in enumerate(order)}
    return [sorted(members, key=place.__getitem__) for members in unique.values() if len(members) > 1]


def _finished(order: list[str], edges: Edges, inside: set[str]) -> list[str]:
    """Nodes in the order in which a depth-first walk leaves them."""
    done: list[str] = []
    seen: set[str] = set()
    for root in order:
        if root in seen:
            continue
        seen.add(root)
        stack = [(root, iter(edges.get(root, ())))]
        while stack:
            here, rest = stack[-1]
            there = next((there for there in rest if there in inside and there not in seen), None)
            if there is None:
                done.append(here)
                stack.pop()
            else:
                seen.add(there)
                stack.append((there, iter(edges.get(there, ()))))
    return done


@dataclass(frozen=True)
class Graph:
    """Nodes and flows of a model; flows that lead nowhere and those from a node to itself are left out.

    Where a flow leads to a task it leads to the task's boundary events as well: they happen while the task
    is open, so a way through one never passed the task's completion.
    """

    model: ProcessModel

    @cached_property
    def after(self) -> Edges:
        """Node -> nodes behind it."""
        return self._edges(lambda source, target: (source, target))

    @cached_property
    def before(self) -> Edges:
        """Node -> nodes in front of it."""
        return self._edges(lambda source, target: (target, source))

    @cached_property
    def starts(self) -> tuple[str, ...]:
        return tuple(node.id for node in self.model.of_kind("startEvent"))

    @cached_property
    def reachable(self) -> frozenset[str]:
        return reach(self.starts, self.after)

    @cached_property
    def _avoiding(self) -> dict[frozenset[str], frozenset[str]]:
        return {}

    def reachable_without(self, *node_ids: str) -> frozenset[str]:
        """What a way from the start can reach that never passes one of the nodes."""
        without = frozenset(node_ids)
        if without not in self._avoiding:
            self._avoiding[without] = reach(self.starts, self.after, without)
        return self._avoiding[without]

    @cached_property
    def boundaries(self) -> Mapping[str, tuple[Node, ...]]:
        """Node -> boundary events attached to it, those that interrupt first."""
        found: dict[str, list[Node]] = {}
        for node in self.model.of_kind("boundaryEvent"):
            found.setdefault(node.attached_to, []).append(node)
        return {
            host: tuple(sorted(ones, key=lambda one: not one.interrupting)) for host, ones in found.items()
        }

    def entered(self, node_id: str) -> list[str]:
        """The node and its boundary events: what becomes possible when a flow leads there."""
        return [node_id, *(one.id for one in self.boundaries.get(node_id, ()))]

    @cached_property
    def _behind(self) -> dict[str, frozenset[str]]:
        return {}

    def behind(self, node_id: str) -> frozenset[str]:
        """Every node that can come after the node; itself only if it lies on a circle."""
        if node_id not in self._behind:
            self._behind[node_id] = reach(self.after.get(node_id, ()), self.after)
        return self._behind[node_id]

    def _edges(self, turn: Callable[[str, str], tuple[str, str]]) -> Edges:
        found: dict[str, dict[str, None]] = {node_id: {} for node_id in self.model.nodes}
        for flow in self.model.flows.values():
            if flow.source in found and flow.target in found and flow.source != flow.target:
                for target in self.entered(flow.target):
                    here, there = turn(flow.source, target)
                    if here != there:
                        found[here][there] = None
        return {node_id: list(others) for node_id, others in found.items()}
