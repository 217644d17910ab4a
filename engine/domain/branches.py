"""Which branches of a drawing a node lies in: where a return may lead without splitting a case in two."""

from __future__ import annotations

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
        if node_id in (inside := _only_through(model, flow_id))
    }
    return tuple(sorted(around, key=lambda flow_id: (-len(around[flow_id]), flow_id)))


def may_go_back(model: ProcessModel, here: str, there: str) -> bool:
    """Whether what waits at `here` may start again at `there`: not in a branch that it is not in."""
    target = branches(model, there)
    return branches(model, here)[: len(target)] == target


def _beginnings(model: ProcessModel) -> list[str]:
    forks = [node.id for node in model.of_kind("parallelGateway") if len(model.outgoing[node.id]) > 1]
    beside = [node.id for node in model.of_kind("boundaryEvent") if not node.interrupting]
    return [flow.id for node_id in (*forks, *beside) for flow in model.outgoing[node_id]]


def _only_through(model: ProcessModel, flow_id: str) -> frozenset[str]:
    return _reached(model, "") - _reached(model, flow_id)


def _reached(model: ProcessModel, without: str) -> frozenset[str]:
    """Nodes reached from the start when the flow `without` is taken away."""
    if model.start is None:
        return frozenset()
    seen, waiting = {model.start.id}, [model.start.id]
    while waiting:
        here = waiting.pop()
        after = [flow.target for flow in model.outgoing[here] if flow.id != without]
        after += [node.id for node in model.boundary_of(here)]
        fresh = [node_id for node_id in after if node_id not in seen and node_id in model.nodes]
        seen.update(fresh)
        waiting.extend(fresh)
    return frozenset(seen)
