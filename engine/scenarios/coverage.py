"""What a case walked of a drawing, read from its audit chain, and what no scenario walked.

The chain names elements, not flows. Two passed ends do not prove the flow between them (a case may go from a
gateway to a task by another task), so a flow counts by what left its source: a passed task, event or
parallel gateway takes all its flows; of an exclusive or event gateway it is the flow to the target that
shows up first after it, passed, opened or waited for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from engine.domain.model import Node, ProcessModel
from engine.queries.case_view import HistoryItem

CHOOSING = ("exclusiveGateway", "eventBasedGateway")
"""Gateways that take one of their flows."""


@dataclass(frozen=True)
class Walked:
    """Ids of elements and flows of one process."""

    passed: frozenset[str] = frozenset()
    flows: frozenset[str] = frozenset()


@dataclass(frozen=True)
class _Seen:
    """One mention of an element; one inside a call is told as the call itself."""

    head: str
    passed: bool


def walked(model: ProcessModel, history: Iterable[HistoryItem], prefix: str = "") -> Walked:
    """What the case walked of `model`, which stands at the path `prefix` such as `call/`."""
    seen = [
        one
        for record in history
        for one in (
            *_seen(record.detail.get("passed", ()), prefix, passed=True),
            *_seen(record.detail.get("opened", ()), prefix),
            *_seen(record.detail.get("waits", ()), prefix),
        )
    ]
    flows: set[str] = set()
    for number, one in enumerate(seen):
        if one.passed:
            flows |= set(_left(model, model.nodes[one.head], seen[number + 1 :]))
    return Walked(frozenset(one.head for one in seen if one.passed), frozenset(flows))


def _seen(paths: Sequence[str], prefix: str, passed: bool = False) -> Iterator[_Seen]:
    for path in paths:
        if path.startswith(prefix):
            head, _, inner = path[len(prefix) :].partition("/")
            yield _Seen(head, passed and not inner)


def _left(model: ProcessModel, node: Node, later: Sequence[_Seen]) -> Iterator[str]:
    """Flows by which the node was left."""
    flows = model.outgoing[node.id]
    if node.kind not in CHOOSING or len(flows) == 1:
        yield from (flow.id for flow in flows)
        return
    targets = {flow.target: flow.id for flow in flows}
    for one in later:
        chosen = one.head if one.head in targets else _gateway_before(model, one.head)
        if chosen in targets:
            yield targets[chosen]
            return


def _gateway_before(model: ProcessModel, node_id: str) -> str:
    """The event gateway that stands before an event: while it waits, its events are what is seen."""
    for flow in model.incoming.get(node_id, ()):
        if model.nodes[flow.source].kind == "eventBasedGateway":
            return flow.source
    return ""


def missed(model: ProcessModel, found: Iterable[Walked]) -> str:
    """A sentence that names every flow, end, boundary event and timer that none walked; "" for none."""
    everything = list(found)
    flows = frozenset[str]().union(*(one.flows for one in everything))
    passed = frozenset[str]().union(*(one.passed for one in everything))
    lost = [flow for flow in model.flows if flow not in flows]
    events = [node for node in model.nodes.values() if _counts(node) and node.id not in passed]
    said = [f"连线 {'、'.join(lost)} / flows never walked"] if lost else []
    if events:
        said.append(f"事件 {'、'.join(_named(node) for node in events)} / events that never happened")
    return f"没有场景走过：{'；'.join(said)}" if said else ""


def _counts(node: Node) -> bool:
    timer = node.trigger is not None and node.trigger.kind == "timer"
    return timer or node.kind in ("endEvent", "boundaryEvent")


def _named(node: Node) -> str:
    return f"{node.id}“{node.name}”" if node.name else node.id
