"""What the engine passes in one step, without a person, a message or a timer, in a process and its calls."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from engine.domain.model import Node
from engine.gate.graph import reach
from engine.gate.procedures import throws
from engine.gate.sheet import Reading
from engine.topics import TOPICS

_PASSED = ("startEvent", "exclusiveGateway", "parallelGateway", "scriptTask", "endEvent")


@dataclass(frozen=True)
class AtOnce:
    """How a called process can be over in the step in which it began: at an end, or with an error."""

    ends: bool = False
    errors: frozenset[str] = frozenset()


_NEVER = AtOnce()


def following_at_once(reading: Reading) -> dict[str, list[str]]:
    """Node -> nodes that the engine goes to in the same step. An error leads from a call to its event."""
    return {node.id: _following(reading, node) for node in reading.model.nodes.values()}


def _following(reading: Reading, node: Node) -> list[str]:
    """Ids of the nodes that the engine goes to from here in the same step."""
    if node.kind == "callActivity":
        over = _called(reading, node)
        caught = {catcher(reading, node, code) for code in sorted(over.errors)}
        events = [one.id for one in reading.graph.boundaries.get(node.id, ()) if one.id in caught]
        return [*(targets(reading, node) if over.ends else ()), *events]
    return targets(reading, node) if _goes_on(node) else []


def _goes_on(node: Node) -> bool:
    if node.kind == "serviceTask":
        topic = TOPICS.get(node.topic)
        return topic is not None and topic.inside
    if node.kind == "boundaryEvent":
        return node.trigger is not None and node.trigger.kind == "error"
    return node.kind in _PASSED


def targets(reading: Reading, node: Node) -> list[str]:
    """Nodes to which a flow leads from here."""
    return [flow.target for flow in reading.model.outgoing[node.id] if flow.target in reading.model.nodes]


def catcher(reading: Reading, call: Node, code: str) -> str:
    """Id of the boundary event of the call that catches the error: one that names it before one for any."""
    found = {
        one.trigger.name: one.id
        for one in reading.graph.boundaries.get(call.id, ())
        if one.trigger is not None and one.trigger.kind == "error"
    }
    return found.get(code, found.get("", ""))


def _called(reading: Reading, call: Node) -> AtOnce:
    return reading.callees.once("at_once", call.called, _over, _NEVER)


def _over(called: Reading) -> AtOnce:
    passed = _nodes(called, reach(called.graph.starts, following_at_once(called)))
    errors: set[str] = set()
    ends = False
    for node in passed:
        if throws(node) and node.trigger is not None:
            errors.add(node.trigger.name)
        elif node.kind == "callActivity":
            errors |= {code for code in _called(called, node).errors if not catcher(called, node, code)}
        ends = ends or (node.kind == "endEvent" and not throws(node))
    return AtOnce(ends, frozenset(errors))


def _nodes(reading: Reading, ids: Collection[str]) -> Iterator[Node]:
    return (node for node in reading.model.nodes.values() if node.id in ids)


def most_topics(reading: Reading, edges: Mapping[str, list[str]]) -> dict[str, int]:
    """Node -> topics answered inside one step on the longest way along `edges` that ends with it.

    Circles have findings of their own and are left out.
    """
    own = {node.id: _topics(reading, node) for node in reading.model.nodes.values()}
    before = Counter(there for others in edges.values() for there in others)
    found, ready = dict(own), [node_id for node_id in own if not before[node_id]]
    while ready:
        here = ready.pop()
        for there in edges[here]:
            found[there] = max(found[there], found[here] + own[there])
            before[there] -= 1
            if not before[there]:
                ready.append(there)
    return found


def _topics(reading: Reading, node: Node) -> int:
    if node.kind == "callActivity":
        return reading.callees.once("topics", node.called, _most_inside, 0)
    return 1 if node.kind == "serviceTask" and _goes_on(node) else 0


def _most_inside(called: Reading) -> int:
    """Topics on the longest way from the start of a called process to an end in one step."""
    edges = following_at_once(called)
    passed = reach(called.graph.starts, edges)
    inner = {node_id: others if node_id in passed else [] for node_id, others in edges.items()}
    found = most_topics(called, inner)
    return max((found[node.id] for node in _nodes(called, passed) if node.kind == "endEvent"), default=0)
