"""The variables an expression at a node can read: the case's, `outcome`, and what nodes before it set."""

from __future__ import annotations

from dataclasses import replace

from engine.domain.case_variables import CASE_VARIABLES, OUTCOME
from engine.domain.model import Node
from engine.feel import Variable
from engine.gate.setters import merged, sets
from engine.gate.sheet import Reading


def known_at(reading: Reading, node: Node) -> dict[str, Variable]:
    """Everything that some way to the node can have set."""
    if node.id not in reading.known:
        reading.known[node.id] = _collected(reading, node)
    return dict(reading.known[node.id])


def _collected(reading: Reading, node: Node) -> dict[str, Variable]:
    known = {name: Variable("text", nullable=False) for name in CASE_VARIABLES}
    setters: dict[str, list[tuple[str, Variable]]] = {}
    for setter in reading.model.nodes.values():
        found = sets(reading, setter)
        if found and node.id in reading.graph.behind(setter.id):
            for name, variable in found.items():
                setters.setdefault(name, []).append((setter.id, variable))
    for name, several in setters.items():
        variable = merged([one for _, one in several])
        missed = node.id in reading.graph.reachable_without(*(setter for setter, _ in several))
        known[name] = replace(variable, nullable=variable.nullable or missed)
    outcomes = outcomes_before(reading, node)
    if outcomes:
        known[OUTCOME] = Variable("text", values=outcomes, nullable=False)
    return known


def nearest_tasks(reading: Reading, node: Node) -> list[Node]:
    """The user tasks (or the start) from which a token reaches the node without passing another task."""
    if node.id not in reading.nearest:
        reading.nearest[node.id] = _nearest(reading, node)
    return reading.nearest[node.id]


def _nearest(reading: Reading, node: Node) -> list[Node]:
    found: dict[str, Node] = {}
    seen: set[str] = set()
    waiting = list(reading.graph.before[node.id])
    while waiting:
        here = waiting.pop()
        if here in seen:
            continue
        seen.add(here)
        if reading.model.nodes[here].kind in ("userTask", "startEvent"):
            found[here] = reading.model.nodes[here]
        else:
            waiting.extend(reading.graph.before[here])
    return [one for one in reading.model.nodes.values() if one.id in found]


def outcomes_before(reading: Reading, node: Node) -> tuple[str, ...]:
    """Values of `outcome` at the node: those of the tasks right before it, else of any task before it."""
    tasks = [task for task in nearest_tasks(reading, node) if task.outcomes]
    if not tasks:
        tasks = [
            task for task in reading.model.of_kind("userTask") if node.id in reading.graph.behind(task.id)
        ]
    return tuple(dict.fromkeys(outcome.key for task in tasks for outcome in task.outcomes))
