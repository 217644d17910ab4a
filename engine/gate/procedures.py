"""What callers need to know of a process that they call: how it ends."""

from __future__ import annotations

from engine.domain.model import Node, ProcessModel
from engine.gate.sheet import Reading


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
