"""Exclusive gateways: exactly one way is taken, whatever the data (architecture §4)."""

from __future__ import annotations

from collections.abc import Iterator

from engine.domain.findings import Finding
from engine.domain.model import Flow, Node
from engine.feel import Branching
from engine.gate.expressions import sound_conditions
from engine.gate.sheet import Sheet, short
from engine.gate.variables import known_at


def conditions_ignored(sheet: Sheet) -> Iterator[Finding]:
    """SpiffWorkflow silently ignores a condition behind anything but an exclusive gateway (feel-facts §6)."""
    for flow in sheet.model.flows.values():
        node = sheet.model.nodes.get(flow.source)
        if flow.condition is not None and node is not None and node.kind != "exclusiveGateway":
            zh, en = sheet.name(flow)
            own = sheet.name(node)
            yield sheet.error(
                "bpmn.condition_ignored",
                flow,
                f"{zh}上有条件，但{own[0]}不是排他网关，条件不起作用。请在中间加排他网关，或删掉条件。",
                f"There is a condition on {en}, but {own[1]} is no exclusive gateway, so it has no effect. "
                "Put an exclusive gateway between, or remove the condition.",
            )


def defaults(sheet: Sheet) -> Iterator[Finding]:
    """A gateway that divides has a default flow of its own: the happy path, and no case without a way."""
    for node in sheet.model.of_kind("exclusiveGateway"):
        flows = sheet.model.outgoing[node.id]
        if node.default_flow and node.default_flow not in {flow.id for flow in flows}:
            yield _default_not_own(sheet, node)
        elif not node.default_flow and (len(flows) > 1 or any(flow.condition for flow in flows)):
            zh, en = sheet.name(node)
            bare = not any(flow.condition for flow in flows)
            yield sheet.error(
                "bpmn.no_default",
                node,
                f"排他网关{zh}{'的出线都没有条件，也' if bare else ''}没有默认连线，"
                "条件都不成立时办件会停住。请把正常办理的那条设为默认，其余写条件。",
                f"The exclusive gateway {en} has no {'conditions and no ' if bare else ''}default flow: when "
                "nothing is true the case stops. Make the normal way the default, the others get conditions.",
            )


def _default_not_own(sheet: Sheet, node: Node) -> Finding:
    zh, en = sheet.name(node)
    return sheet.error(
        "bpmn.default_not_own",
        node,
        f"网关{zh}的默认连线“{short(node.default_flow)}”不是从它出去的。请在它的出线里选一条。",
        f'The default flow "{short(node.default_flow)}" of the gateway {en} does not leave it. Choose one '
        "that does.",
    )


def conditions_missing(sheet: Sheet) -> Iterator[Finding]:
    """Each flow but the default says when it is taken."""
    for node, flow in _choices(sheet):
        if flow.condition is None and flow.id != node.default_flow:
            zh, en = sheet.name(flow)
            yield sheet.error(
                "bpmn.condition_missing",
                flow,
                f"{zh}没有条件，也不是默认连线。请写上条件。",
                f"There is no condition on {en}, and it is not the default. Write a condition.",
            )
        elif flow.condition is not None and flow.id == node.default_flow:
            zh, en = sheet.name(flow)
            yield sheet.error(
                "bpmn.default_has_condition",
                flow,
                f"{zh}是默认连线，它的条件不起作用。请删掉条件，或另设默认连线。",
                f"{en[0].upper()}{en[1:]} is the default, so its condition has no effect. Remove it.",
            )


def branches(sheet: Sheet) -> Iterator[Finding]:
    """Two flows both true: layout would decide which is taken (feel-facts §3). Never true: a dead way."""
    for node in sheet.model.of_kind("exclusiveGateway"):
        found = sheet.trials.branches(sound_conditions(sheet, node), known_at(sheet, node))
        if found.analysed:
            yield from _both_true(sheet, node, found)
            yield from _one_sided(sheet, found)


def _both_true(sheet: Sheet, node: Node, found: Branching) -> Iterator[Finding]:
    for first, second, example in found.both_true:
        zh, en = sheet.name(node)
        a, b = sheet.name(sheet.model.flows[first]), sheet.name(sheet.model.flows[second])
        case = _example(example)
        yield sheet.error(
            "bpmn.two_true",
            node,
            f"网关{zh}的两条线可能同时成立：{a[0]}和{b[0]}（例如 {case}）。请把条件改成互相排斥。",
            f"Two flows of the gateway {en} can both be true: {a[1]} and {b[1]} (for example {case}). "
            "Make the conditions exclude each other.",
        )


def _one_sided(sheet: Sheet, found: Branching) -> Iterator[Finding]:
    for flow_id in found.never_true:
        zh, en = sheet.name(sheet.model.flows[flow_id])
        yield sheet.error(
            "bpmn.never_true",
            sheet.model.flows[flow_id],
            f"{zh}的条件永远不会成立。请核对条件里的值。",
            f"The condition of {en} can never be true. Check the values in it.",
        )
    for flow_id in found.always_true:
        zh, en = sheet.name(sheet.model.flows[flow_id])
        yield sheet.warning(
            "bpmn.always_true",
            sheet.model.flows[flow_id],
            f"{zh}的条件总是成立，其他连线永远走不到。请核对条件。",
            f"The condition of {en} is always true, so no other flow is ever taken. Check it.",
        )


def _example(example: object) -> str:
    if isinstance(example, dict):
        pairs = (f"{name} = {_literal(value)}" for name, value in example.items())
        return short("，".join(pairs), 200)
    return short(str(example), 200)


def _literal(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return f'"{value}"' if isinstance(value, str) else str(value)


def _choices(sheet: Sheet) -> Iterator[tuple[Node, Flow]]:
    """Flows of the gateways that divide."""
    for node in sheet.model.of_kind("exclusiveGateway"):
        flows = sheet.model.outgoing[node.id]
        if len(flows) > 1:
            yield from ((node, flow) for flow in flows)


RULES = (conditions_ignored, defaults, conditions_missing, branches)
