"""Ways through a drawing, and through what it calls, that do not reach a milestone."""

from __future__ import annotations

from collections.abc import Mapping

from engine.domain.case_variables import OUTCOME, RESULT
from engine.domain.model import MAIN_OUTCOME, Node, split_list
from engine.gate.graph import Edges
from engine.gate.outcomes import deciding_gateway, ways
from engine.gate.procedures import ended_with, results
from engine.gate.sheet import Reading


def reached_in(reading: Reading, name: str) -> bool:
    """Whether any node reaches the milestone, here or in a called procedure."""
    if any(name in node.milestones for node in reading.model.nodes.values()):
        return True
    return any(
        reading.callees.once(f"reaches {name}", key, lambda called: reached_in(called, name), False)
        for key in reading.model.called_keys
    )


def ways_past(reading: Reading, name: str) -> frozenset[str]:
    """Nodes that a token can reach without the milestone. A join is passed only if all its branches were."""
    edges = {node.id: _steps_past(reading, node, name) for node in reading.model.nodes.values()}
    joins = {
        node.id: len(set(reading.graph.before[node.id])) for node in reading.model.of_kind("parallelGateway")
    }
    return _flood(reading.graph.starts, edges, joins)


def _flood(starts: tuple[str, ...], edges: Edges, joins: Mapping[str, int]) -> frozenset[str]:
    """Like `reach`, but a join needs all its incoming nodes."""
    seen: set[str] = set()
    arrived: dict[str, set[str]] = {}
    waiting = list(starts)
    while waiting:
        here = waiting.pop()
        if here in seen:
            continue
        seen.add(here)
        for there in edges[here]:
            arrived.setdefault(there, set()).add(here)
            if len(arrived[there]) >= joins.get(there, 1):
                waiting.append(there)
    return frozenset(seen)


def _steps_past(reading: Reading, node: Node, name: str) -> list[str]:
    """Where a token can go from the node without reaching the milestone there."""
    after = list(reading.graph.after[node.id])
    if node.kind == "callActivity":
        return _steps_past_call(reading, node, name, after)
    if name not in node.milestones:
        return after
    left = [one.key for one in node.outcomes if name not in node.milestones_reached(one.key)]
    if not node.outcomes and name not in node.milestones_reached(MAIN_OUTCOME):
        return after
    gateway = deciding_gateway(reading, node)
    if not left or gateway is None:
        return after if left else []
    return [target for key in left for target in _targets(reading, gateway, key, OUTCOME)]


def _steps_past_call(reading: Reading, node: Node, name: str, after: list[str]) -> list[str]:
    """A call reaches its own milestones with every result, or those of `milestone_on`, and the milestones on
    every way through the procedure to the result it came back with."""
    found = results(reading, node.called)
    own = split_list(node.properties.get("milestone_on", "")) or found
    if name in node.milestones and not found:
        return []
    past = reading.callees.once(
        f"past {name}", node.called, lambda called: _results_past(called, name), found
    )
    left = [result for result in found if result in past and not (name in node.milestones and result in own)]
    variable = next((one.target for one in node.passed_out if one.source == RESULT and one.target), "")
    gateway = deciding_gateway(reading, node) if variable else None
    if gateway is None or not left:
        return after if left or not found else []
    return [target for result in left for target in _targets(reading, gateway, result, variable)]


def _results_past(called: Reading, name: str) -> tuple[str, ...]:
    """Results to which some way leads that does not reach the milestone."""
    past = ways_past(called, name)
    return tuple(end.properties["result"] for end in ended_with(called.model) if end.id in past)


def _targets(reading: Reading, gateway: Node, value: str, variable: str) -> list[str]:
    """Where an outcome leads: its own flows, and the default when it is known that they may not be taken."""
    found = ways(reading, gateway, value, variable)
    targets = [flow.target for flow in found.possible]
    default = reading.model.flows.get(gateway.default_flow)
    unsure = not found.possible or (found.possible == found.sometimes and not found.always)
    if unsure and default is not None:
        targets.append(default.target)
    known = reading.model.nodes
    return [there for target in targets if target in known for there in reading.graph.entered(target)]
