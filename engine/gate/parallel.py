"""Parallel gateways: what would make a case wait for ever at a join, with nobody to act."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.domain.findings import Finding
from engine.domain.model import Flow, Node, ProcessModel
from engine.gate.graph import Edges, reach
from engine.gate.procedures import throws
from engine.gate.sheet import Sheet

_MOST_STATES = 5_000

_MOST_TOKENS = 3

_ONE_OF = ("exclusiveGateway", "eventBasedGateway")
"""Gateways of which one line is taken."""

Tokens = tuple[str, ...]
"""Ids of the flows on which tokens stand, sorted, one for each token."""


def forks_with_two_incoming(sheet: Sheet) -> Iterator[Finding]:
    """SpiffWorkflow deadlocks at a fork with two incoming flows (families.md §1 point 10)."""
    for node in sheet.model.of_kind("parallelGateway"):
        if len(sheet.model.incoming[node.id]) > 1 and len(sheet.model.outgoing[node.id]) > 1:
            zh, en = sheet.name(node)
            yield sheet.error(
                "bpmn.fork_two_incoming",
                node,
                f"并行网关{zh}既有几条进线又有几条出线，办件会停在这里。请在它前面加一个网关先汇合："
                "几路只来一路用排他网关，几路都要到齐用并行网关。",
                f"The parallel gateway {en} has several flows in and several out, where a case gets stuck. "
                "Put a gateway before it that merges: exclusive for alternatives, parallel for branches.",
            )


def flows_twice(sheet: Sheet) -> Iterator[Finding]:
    """Two flows between the same two elements, one of them a parallel gateway, are counted as one."""
    seen: set[tuple[str, str]] = set()
    for flow in sheet.model.flows.values():
        ends = (flow.source, flow.target)
        kinds = {sheet.model.nodes[end].kind for end in ends if end in sheet.model.nodes}
        if ends in seen and "parallelGateway" in kinds:
            zh, en = sheet.name(flow)
            yield sheet.error(
                "bpmn.flow_twice", flow, f"{zh}画了两条。请删掉一条。", f"There are two of {en}. Remove one."
            )
        seen.add(ends)


def joins_behind_themselves(sheet: Sheet) -> Iterator[Finding]:
    """The norm says deadlock, engines differ: no join may wait for a line that starts behind it (B04)."""
    for node in sheet.model.of_kind("parallelGateway"):
        late = _late_flow(sheet, node)
        if late is not None:
            zh, en = sheet.name(node)
            line = sheet.name(late)
            yield sheet.error(
                "bpmn.join_behind_itself",
                node,
                f"并行网关{zh}要等{line[0]}，而这条线要先过{zh}才走得到，永远等不到。请改用排他网关汇合。",
                f"The join {en} waits for a line that starts behind it ({line[1]}) and never comes. "
                "Merge with an exclusive gateway instead.",
            )


def _late_flow(sheet: Sheet, node: Node) -> Flow | None:
    incoming = sheet.model.incoming[node.id]
    if len(incoming) < 2 or node.id not in sheet.graph.reachable:
        return None
    early = sheet.graph.reachable_without(node.id)
    return next(
        (flow for flow in incoming if flow.source not in early and flow.source in sheet.graph.reachable), None
    )


def stuck_joins(sheet: Sheet) -> Iterator[Finding]:
    """A join behind alternatives: only one of its lines is ever taken, and it waits for all.

    Played as tokens. In every state only one node moves: the drawing is a free-choice net, where that
    still meets every deadlock. Of a drawing with too many states the first are looked at.
    """
    if any(_late_flow(sheet, node) for node in sheet.model.of_kind("parallelGateway")):
        return
    for node_id in _deadlocked(sheet.model, sheet.graph.before):
        node = sheet.model.nodes[node_id]
        zh, en = sheet.name(node)
        yield sheet.error(
            "bpmn.join_stuck",
            node,
            f"并行网关{zh}要等所有进线，但有的走法只会来其中几条，办件会停在这里。"
            "几选一的分支请改用排他网关汇合。",
            f"The join {en} waits for all its lines, but on some ways only some of them come. "
            "Merge alternatives with an exclusive gateway.",
        )


def _deadlocked(model: ProcessModel, before: Edges) -> list[str]:
    joins = {node.id for node in model.of_kind("parallelGateway") if len(model.incoming[node.id]) > 1}
    if not joins or model.start is None:
        return []
    # tokens that can meet no join any more, such as those of side branches, decide nothing
    watched = reach(joins, before)
    first = _placed(model, watched, (), model.outgoing[model.start.id])
    seen, waiting, stuck = {first}, [first], set()
    while waiting:
        here = waiting.pop()
        moved = _moves(model, joins, watched, here)
        if not moved:
            stuck |= {model.flows[flow_id].target for flow_id in here} & joins
        if len(seen) > _MOST_STATES:
            break
        fresh = {state for state in moved if state not in seen and not _heaped(state)}
        seen |= fresh
        waiting.extend(fresh)
    return [node_id for node_id in model.nodes if node_id in stuck]


def _moves(model: ProcessModel, joins: set[str], watched: frozenset[str], here: Tokens) -> list[Tokens]:
    """The states after one node moved; empty when none can."""
    for flow_id in here:
        target = model.flows[flow_id].target
        taken = [flow.id for flow in model.incoming[target]] if target in joins else [flow_id]
        if all(one in here for one in taken):
            rest = list(here)
            for one in taken:
                rest.remove(one)
            return [_placed(model, watched, rest, choice) for choice in _choices(model, target)]
    return []


def _choices(model: ProcessModel, node_id: str) -> list[tuple[Flow, ...]]:
    """Flows that are taken together when a token leaves the node: by its own end, by an event that interrupts
    it, or with tokens of events that let it go on (these fire once, engine-facts §4)."""
    outgoing = model.outgoing[node_id]
    alone = model.nodes[node_id].kind in _ONE_OF and len(outgoing) > 1
    choices: list[tuple[Flow, ...]] = [(flow,) for flow in outgoing] if alone else [outgoing]
    beside: tuple[Flow, ...] = ()
    for event in model.boundary_of(node_id):
        if event.interrupting:
            choices.append(model.outgoing[event.id])
        else:
            beside += model.outgoing[event.id]
    return [*choices, *([(*outgoing, *beside)] if beside else [])]


def _heaped(state: Tokens) -> bool:
    """A circle that leaves a token behind each time has endless states: the first few are looked at."""
    return any(state.count(flow_id) > _MOST_TOKENS for flow_id in state)


def _placed(
    model: ProcessModel, watched: frozenset[str], rest: Sequence[str], flows: Sequence[Flow]
) -> Tokens:
    there = [flow for flow in flows if flow.target in model.nodes]
    if any(throws(model.nodes[flow.target]) for flow in there):
        return ()  # an error ends the process and takes all its tokens away
    fresh = [flow.id for flow in there if flow.target in watched]
    return tuple(sorted([*rest, *fresh]))


RULES = (forks_with_two_incoming, flows_twice, joins_behind_themselves, stuck_joins)
