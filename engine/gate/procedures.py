"""What callers need to know of a process that they call: how it ends, and whether anybody acts in it."""

from __future__ import annotations

from engine.domain.model import Node, ProcessModel
from engine.gate.graph import reach
from engine.gate.sheet import Reading
from engine.topics import TOPICS

_AT_ONCE = ("startEvent", "exclusiveGateway", "parallelGateway", "scriptTask", "endEvent")


def throws(node: Node) -> bool:
    """Whether the node is an end that throws an error."""
    return node.kind == "endEvent" and node.trigger is not None and node.trigger.kind == "error"


def ended_with(model: ProcessModel) -> list[Node]:
    """Ends that set a result; ends of side branches and of errors set none."""
    return [end for end in model.of_kind("endEvent") if not throws(end) and end.properties.get("result")]


def results(reading: Reading, key: str) -> tuple[str, ...]:
    """Values of `result` after a call of that process."""
    return reading.callees.once("results", key, _results, ())


def _results(called: Reading) -> tuple[str, ...]:
    return tuple(dict.fromkeys(end.properties["result"] for end in ended_with(called.model)))


def engine_only(reading: Reading, node: Node) -> bool:
    """Whether the engine passes the node in the same step, without a person, a message or a timer."""
    if node.kind == "serviceTask":
        topic = TOPICS.get(node.topic)
        return topic is not None and topic.inside
    if node.kind == "callActivity":
        return reading.callees.once("at_once", node.called, _ends_at_once, False)
    return node.kind in _AT_ONCE


def _ends_at_once(called: Reading) -> bool:
    model, graph = called.model, called.graph
    waiting = [node.id for node in model.nodes.values() if not engine_only(called, node)]
    passed = reach(graph.starts, graph.after, frozenset(waiting))
    return any(end.id in passed for end in model.of_kind("endEvent") if not throws(end))
