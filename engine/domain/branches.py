"""Which branches of a drawing a node lies in: where a return may lead without splitting a case in two."""

from __future__ import annotations

from collections.abc import Iterable

from engine.domain.model import ProcessModel


def branches(model: ProcessModel, node_id: str) -> tuple[str, ...]:
    """Ids of the flows that begin the branches around a node, the outermost first.

    A branch begins at a flow out of a fork, or out of a boundary event that lets its task go on. It holds
    the nodes that cannot be reached but through that flow: what lies behind the join is reached through the
    other branches too.
    """
    around = {
        flow_id: inside
        for flow_id in _beginnings(model)
        if node_id in (inside := only_through(model, flow_id))
    }
    return tuple(sorted(around, key=lambda flow_id: (-len(around[flow_id]), flow_id)))


def may_go_back(model: ProcessModel, here: str, there: str) -> bool:
    """Whether what waits at `here` may start again at `there`: not in a branch that it is not in."""
    target = branches(model, there)
    return branches(model, here)[: len(target)] == target


def branch_around(model: ProcessModel, node_id: str) -> frozenset[str]:
    """Nodes of the innermost branch around a node, those of the whole process when it lies in none: what ends
    when a case goes back to it."""
    around = branches(model, node_id)
    return only_through(model, around[-1]) if around else frozenset(model.nodes)


def leads_to(model: ProcessModel, here: str, there: str) -> bool:
    """Whether a way along the flows leads from `here` to `there`; the boundary events of a node are ways
    out of it."""
    return there in _reached(model, _after(model, here))


def _beginnings(model: ProcessModel) -> list[str]:
    forks = [node.id for node in model.of_kind("parallelGateway") if len(model.outgoing[node.id]) > 1]
    beside = [node.id for node in model.of_kind("boundaryEvent") if not node.interrupting]
    return [flow.id for node_id in (*forks, *beside) for flow in model.outgoing[node_id]]


def only_through(model: ProcessModel, flow_id: str) -> frozenset[str]:
    """Nodes that cannot be reached but through the flow: the branch that begins there."""
    if model.start is None:
        return frozenset()
    return _reached(model, [model.start.id]) - _reached(model, [model.start.id], without=flow_id)


def _reached(model: ProcessModel, begin: Iterable[str], without: str = "") -> frozenset[str]:
    """Nodes reached from `begin`, these among them, when the flow `without` is taken away."""
    waiting = [node_id for node_id in begin if node_id in model.nodes]
    seen = set(waiting)
    while waiting:
        after = _after(model, waiting.pop(), without)
        fresh = [node_id for node_id in after if node_id not in seen and node_id in model.nodes]
        seen.update(fresh)
        waiting.extend(fresh)
    return frozenset(seen)


def _after(model: ProcessModel, here: str, without: str = "") -> list[str]:
    after = [flow.target for flow in model.outgoing[here] if flow.id != without]
    return [*after, *(node.id for node in model.boundary_of(here))]
