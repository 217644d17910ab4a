"""The drawing as a graph: one start, ends, nothing unreachable, no way that leads nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from engine.domain.findings import Finding
from engine.domain.model import Node
from engine.gate.at_once import following_at_once
from engine.gate.graph import loops, reach
from engine.gate.sheet import Sheet, both

MOST_NODES = 400
"""SpiffWorkflow's parser is recursive: 1,200 nodes in a row break it, 400 pass (engine-facts §4)."""

GATEWAYS = ("exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway")


def size(sheet: Sheet) -> Iterator[Finding]:
    """At most 400 nodes; a drawing of this size cannot be read either."""
    count = len(sheet.model.nodes)
    if count > MOST_NODES:
        yield sheet.error(
            "bpmn.too_many_nodes",
            None,
            f"流程有 {count} 个节点，最多 {MOST_NODES} 个。请拆成几个流程。",
            f"The process has {count} nodes; {MOST_NODES} at most. Split it.",
        )


def starts(sheet: Sheet) -> Iterator[Finding]:
    """Exactly one start without incoming flow: an application enters at one place."""
    found = list(sheet.model.of_kind("startEvent"))
    if not found:
        yield sheet.error(
            "bpmn.no_start",
            None,
            f"流程{sheet.name(None)[0]}没有开始事件。请画一个。",
            f"The process {sheet.name(None)[1]} has no start event. Draw one.",
        )
    for node in found[1:]:
        zh, en = sheet.name(node)
        yield sheet.error(
            "bpmn.many_starts",
            node,
            f"{zh}是多余的开始事件，只能有一个。请删掉，或把它后面的步骤接到第一个开始事件之后。",
            f"{en} is one start event too many. Remove it, or connect its steps behind the first one.",
        )
    for node in found:
        if sheet.model.incoming[node.id]:
            zh, en = sheet.name(node)
            yield sheet.error(
                "bpmn.start_has_incoming",
                node,
                f"有连线指向开始事件{zh}。要重来的步骤请连到它后面的任务。",
                f"A flow leads into the start event {en}. Lead it to the task behind it.",
            )


def ends(sheet: Sheet) -> Iterator[Finding]:
    """A case must be able to end, and nothing follows an end."""
    found = list(sheet.model.of_kind("endEvent"))
    if not found:
        yield sheet.error(
            "bpmn.no_end",
            None,
            f"流程{sheet.name(None)[0]}没有结束事件，办件永远办不完。请画一个。",
            f"The process {sheet.name(None)[1]} has no end event, so a case never ends. Draw one.",
        )
    for node in found:
        if sheet.model.outgoing[node.id]:
            zh, en = sheet.name(node)
            yield sheet.error(
                "bpmn.end_has_outgoing",
                node,
                f"结束事件{zh}后面还有连线。请删掉连线，或把它换成任务。",
                f"A flow leaves the end event {en}. Remove the flow, or make it a task.",
            )


def dead_ends(sheet: Sheet) -> Iterator[Finding]:
    """A node that is no end and leads nowhere leaves the case open for ever (engine-facts §4)."""
    for node in sheet.model.nodes.values():
        if node.kind != "endEvent" and not sheet.model.outgoing[node.id]:
            zh, en = sheet.name(node)
            yield sheet.error(
                "bpmn.dead_end",
                node,
                f"{zh}后面没有连线，办到这里就停住了。请连到下一步或结束事件。",
                f"Nothing follows {en}: a case stops there. Connect it to the next step or to an end.",
            )


def unreachable(sheet: Sheet) -> Iterator[Finding]:
    """The engine accepts a node that nothing leads to and never gets there (engine-facts §4)."""
    if not sheet.graph.starts:
        return
    for node in sheet.model.nodes.values():
        if node.kind == "boundaryEvent":
            continue  # reached with the task that it is attached to
        if node.id not in sheet.graph.reachable:
            zh, en = sheet.name(node)
            yield sheet.error(
                "bpmn.unreachable",
                node,
                f"从开始事件走不到{zh}。请把它连上，或删掉。",
                f"No way leads from the start to {en}. Connect it or remove it.",
            )


def never_ends(sheet: Sheet) -> Iterator[Finding]:
    """Nodes on a circle that no flow leaves: every way must be able to come to an end."""
    stops = [node.id for node in sheet.model.nodes.values() if not sheet.graph.after[node.id]]
    fine = reach(stops, sheet.graph.before)
    caught = [node for node in sheet.model.nodes.values() if node.id not in fine]
    if caught:
        zh, en = both([sheet.name(node) for node in caught])
        yield sheet.error(
            "bpmn.never_ends",
            caught[0],
            f"进入{zh}之后再也走不到结束。请加一条出去的线。",
            f"From {en} no way leads to an end. Draw a flow that leaves the circle.",
        )


def self_flows(sheet: Sheet) -> Iterator[Finding]:
    for flow in sheet.model.flows.values():
        if flow.source == flow.target and flow.source in sheet.model.nodes:
            zh, en = sheet.name(sheet.model.nodes[flow.source])
            yield sheet.error(
                "bpmn.self_flow",
                flow,
                f"{zh}有一条连线指向自己。要再办一次请经过一个排他网关再连回来。",
                f"A flow leads from {en} to itself. To repeat it, go through an exclusive gateway.",
            )


def implicit_forks(sheet: Sheet) -> Iterator[Finding]:
    """Several flows out of a task start all at once, which hardly any designer means."""
    for node in sheet.model.nodes.values():
        if node.kind not in (*GATEWAYS, "endEvent") and len(sheet.model.outgoing[node.id]) > 1:
            zh, en = sheet.name(node)
            yield sheet.error(
                "bpmn.implicit_fork",
                node,
                f"{zh}后面直接接了几条线。要选一条请加排他网关，要同时办请加并行网关。",
                f"Several flows leave {en}. Put an exclusive gateway behind it to choose, or a parallel one "
                "to do all.",
            )


def engine_loops(sheet: Sheet) -> Iterator[Finding]:
    """A circle without a person or a wait in it runs until the engine stops the step (engine-facts §4). An
    error that comes at once goes round as well, from the call through its boundary event."""
    for group in loops(sheet.model.nodes, following_at_once(sheet)):
        nodes: list[Node] = [sheet.model.nodes[node_id] for node_id in group]
        zh, en = both([sheet.name(node) for node in nodes])
        yield sheet.error(
            "bpmn.engine_loop",
            nodes[0],
            f"{zh}连成一圈，圈里没有人办的任务也没有等待，会一直转下去。请在圈里放一个用户任务，或改掉连线。",
            f"{en} form a circle without a user task or a wait, which would run for ever. Put a user task "
            "into it.",
        )


def endless_loops(sheet: Sheet) -> Iterator[Finding]:
    """A circle in which nothing decides: a fork that feeds itself starts new work for ever."""
    deciding = _deciding(sheet)
    stops = [node.id for node in sheet.model.nodes.values() if not sheet.graph.after[node.id]]
    leaving = reach(stops, sheet.graph.before)
    inside = [node_id for node_id in sheet.model.nodes if node_id not in deciding and node_id in leaving]
    for group in loops(inside, sheet.graph.after):
        nodes = [sheet.model.nodes[node_id] for node_id in group]
        if loops(group, following_at_once(sheet)):
            continue  # has a finding of its own
        zh, en = both([sheet.name(node) for node in nodes])
        yield sheet.error(
            "bpmn.endless_loop",
            nodes[0],
            f"{zh}连成一圈，圈里没有排他网关决定还要不要再来一轮，永远办不完。请在圈里加排他网关。",
            f"{en} form a circle in which no exclusive gateway decides whether to go round again. Add one.",
        )


def _deciding(sheet: Sheet) -> set[str]:
    """Nodes behind which one of several ways is taken."""
    gateways = (*sheet.model.of_kind("exclusiveGateway"), *sheet.model.of_kind("eventBasedGateway"))
    found = {node.id for node in gateways if sheet.model.outgoing[node.id][1:]}
    for node in sheet.model.of_kind("boundaryEvent"):
        if node.interrupting:
            found |= {node.id, node.attached_to}
    return found


RULES = (
    *(starts, ends, dead_ends, unreachable, never_ends),
    *(self_flows, implicit_forks, engine_loops, endless_loops),
)
