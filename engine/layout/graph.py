"""A process as nodes and flows: who follows whom, what is the happy way, what forks and joins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

TASK_HEIGHT = 80
GATEWAY, EVENT = (50, 50), (36, 36)
_WIDTHS = ((12, 100), (16, 120), (18, 140))
"""Letters of a name that fit two lines, and the width they need (modeler-facts §7)."""
_WIDEST = 160
_FORKS = ("parallelGateway", "inclusiveGateway")


@dataclass(frozen=True)
class Node:
    """A flow node. `kind` is its BPMN tag; `label` its name; `attached_to` the host of a boundary event."""

    id: str
    kind: str
    label: str = ""
    attached_to: str = ""

    @property
    def is_gateway(self) -> bool:
        return self.kind.endswith("Gateway")

    @property
    def is_event(self) -> bool:
        return self.kind.endswith("Event")

    @property
    def is_activity(self) -> bool:
        return not (self.is_gateway or self.is_event)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height as bpmn-js draws them; a long name gets a wider task."""
        if self.is_gateway:
            return GATEWAY
        if self.is_event:
            return EVENT
        fits = (width for most, width in _WIDTHS if len(self.label) <= most)
        return next(fits, _WIDEST), TASK_HEIGHT


@dataclass(frozen=True)
class Flow:
    """A sequence flow; `default` marks the happy way out of a gateway."""

    id: str
    source: str
    target: str
    label: str = ""
    default: bool = False


@dataclass(frozen=True)
class Block:
    """What stands between a fork and the join where all its branches meet."""

    branches: tuple[tuple[str, ...], ...]
    join: str

    @property
    def nodes(self) -> tuple[str, ...]:
        return (*(node for branch in self.branches for node in branch), self.join)


@dataclass(frozen=True)
class Graph:
    """Flows begin and end at `nodes`, hosts are among them: `engine.layout.source` sees to it."""

    nodes: dict[str, Node]
    flows: tuple[Flow, ...]
    out: dict[str, list[Flow]] = field(default_factory=dict)
    into: dict[str, list[Flow]] = field(default_factory=dict)
    attached: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, nodes: Sequence[Node], flows: Sequence[Flow]) -> Graph:
        graph = cls({node.id: node for node in nodes}, tuple(flows))
        for table in (graph.out, graph.into):
            table.update({node.id: [] for node in nodes})
        graph.attached.update({node.id: [] for node in nodes})
        for flow in flows:
            graph.out[flow.source].append(flow)
            graph.into[flow.target].append(flow)
        for node in nodes:
            if node.attached_to:
                graph.attached[node.attached_to].append(node.id)
        return graph

    @property
    def start(self) -> str:
        """The first node that nothing leads to; in a ring, the first node."""
        free = [one for one in self.nodes.values() if not one.attached_to]
        return next((one.id for one in free if not self.into[one.id]), free[0].id)

    def host(self, node_id: str) -> str:
        """Where a boundary event stands; any other node stands for itself."""
        return self.nodes[node_id].attached_to or node_id

    def happy(self, node_id: str) -> Flow | None:
        """The default flow, else the first."""
        out = self.out[node_id]
        return next((flow for flow in out if flow.default), out[0] if out else None)

    def onward(self, node_id: str) -> str | None:
        flow = self.happy(node_id)
        return flow.target if flow else None

    def block(self, fork: str) -> Block | None:
        """The block that a fork opens; None when its branches do not meet in one join."""
        if not self._forks(fork):
            return None
        branches: list[tuple[str, ...]] = []
        joins: set[str | None] = set()
        for flow in self.out[fork]:
            branch: list[str] = []
            here: str | None = flow.target
            while here and here not in branch and not self._joins(here):
                branch.append(here)
                here = self.onward(here)
            branches.append(tuple(branch))
            joins.add(here)
        join = joins.pop()
        if joins or join is None or not self._joins(join):
            return None
        block = Block(tuple(branches), join)
        return block if len(set(block.nodes) - {fork}) == len(block.nodes) else None

    def _forks(self, node_id: str) -> bool:
        return self.nodes[node_id].kind in _FORKS and len(self.out[node_id]) > 1

    def _joins(self, node_id: str) -> bool:
        return self.nodes[node_id].kind in _FORKS and len(self.into[node_id]) > 1
