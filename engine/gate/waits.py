"""Waits: for a message that somebody can send, behind gateways and at tasks where the engine can wait."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine import bpmnxml
from engine.domain.findings import Finding
from engine.domain.materials import ASKS_FAULTY
from engine.domain.model import CONFIRM, Node
from engine.gate.expressions import VARIABLE, judged_text
from engine.gate.sheet import Sheet, quoted
from engine.gate.variables import known_at
from engine.gate.words import kind_words

AUDIENCES = ("staff", "citizen")
HOSTS = ("userTask", "receiveTask", "serviceTask", "callActivity")
"""Kinds of nodes that stay open, so that a boundary event can happen beside them."""

_BEHIND = ("intermediateCatchEvent", "receiveTask")


def messages(sheet: Sheet) -> Iterator[Finding]:
    """A wait names a message, and the message has a name that a sender can use."""
    for node in _waits(sheet):
        trigger = node.trigger
        if trigger is None or trigger.name:
            continue
        own = sheet.name(node)
        if not trigger.reference:
            yield sheet.error(
                "bpmn.message_missing",
                node,
                f"{own[0]}没有选等哪个消息，永远等不到。请选一个消息，或新建一个。",
                f"{own[1]} does not say which message it waits for, so it never comes. Choose or make one.",
            )
        elif _defined(sheet, "message", trigger.reference):
            yield sheet.error(
                "bpmn.message_no_name",
                node,
                f"{own[0]}等的消息没有名称（name），没有人能发它。请给消息起名，如 supplemented。",
                f"The message that {own[1]} waits for has no name, so nobody can send it. Name it.",
            )


def _waits(sheet: Sheet) -> Iterator[Node]:
    return (node for node in sheet.model.nodes.values() if node.is_wait)


def _defined(sheet: Sheet, kind: str, reference: str) -> bool:
    """Whether the reference leads somewhere; where it does not, the rule about ids has said so."""
    roots = sheet.root.iterchildren(f"{{{bpmnxml.BPMN}}}{kind}")
    return any(element.get("id") == reference for element in roots)


def who_ends_it(sheet: Sheet) -> Iterator[Finding]:
    """`posts` record it on the case page, `audience=citizen` adds the track page; neither = only a system."""
    for node in _waits(sheet):
        own = sheet.name(node)
        audience = node.properties.get("audience", "").strip()
        if audience and audience not in AUDIENCES:
            word = quoted(audience)
            yield sheet.error(
                "bpmn.audience",
                node,
                f"{own[0]}的 audience 写了{word[0]}。请写 staff（工作人员登记）或 "
                "citizen（申请人也能提交）。",
                f"`audience` of {own[1]} says {word[1]}. Write staff (recorded by clerks) or citizen (the "
                "applicant may send it too).",
            )
        for post in node.posts:
            if not sheet.parts.post(post):
                word = quoted(post)
                yield sheet.error(
                    "bpmn.post_unknown",
                    node,
                    f"{own[0]}的岗位{word[0]}不在岗位名册里，没有人能登记。请改成名册里的岗位，或先登记。",
                    f"The post {word[1]} of {own[1]} is not in the book of posts, so nobody can record it. "
                    "Use one that is, or enter it first.",
                )
        if sheet.strict and not node.posts and audience != "citizen":
            yield sheet.warning(
                "bpmn.wait_only_system",
                node,
                f"{own[0]}只有别的系统发来消息才会结束，窗口和申请人都不能登记。"
                "要由人登记请写 posts（岗位）或 audience=citizen。",
                f"Only another system can end {own[1]}; neither a clerk nor the applicant can record it. For "
                "people to do so write posts or audience=citizen.",
            )


def materials_again(sheet: Sheet) -> Iterator[Finding]:
    """`materials=faulty`: whoever ends the wait hands in again what was not in order (architecture §8)."""
    for node in _waits(sheet):
        asked = node.properties.get("materials")
        if asked is not None and not node.asks_faulty:
            own, word = sheet.name(node), quoted(asked)
            yield sheet.error(
                "bpmn.wait_materials",
                node,
                f"{own[0]}的 materials 写了{word[0]}，只能写 {ASKS_FAULTY}（补交不合格和缺少的材料）。"
                "请改正或删掉。",
                f"`materials` of {own[1]} says {word[1]}. It can only be {ASKS_FAULTY}: what was not in "
                "order or missing is handed in again. Correct or remove it.",
            )


def confirmed(sheet: Sheet) -> Iterator[Finding]:
    """`confirm=yes`: answering the wait ends the application, so the applicant's page asks before."""
    for node in _waits(sheet):
        written = node.properties.get("confirm")
        own = sheet.name(node)
        if written is not None and not node.ends_application:
            word = quoted(written)
            yield sheet.error(
                "bpmn.wait_confirm",
                node,
                f"{own[0]}的 confirm 写了{word[0]}，只能写 {CONFIRM}（申请到此为止，网页先请申请人确认）。"
                "请改正或删掉。",
                f"`confirm` of {own[1]} says {word[1]}. It can only be {CONFIRM}: the application ends with "
                "it, and the page asks the applicant first. Correct or remove it.",
            )
        elif written is not None and node.properties.get("audience", "").strip() != "citizen":
            yield sheet.warning(
                "bpmn.wait_confirm_unused",
                node,
                f"{own[0]}写了 confirm，但申请人看不到它，没有人要确认。请加上 audience=citizen，"
                "或删掉 confirm。",
                f"{own[1]} has `confirm`, but the applicant does not see it, so nobody confirms. Add "
                "audience=citizen or remove it.",
            )


def correlation(sheet: Sheet) -> Iterator[Finding]:
    """`name = FEEL`, several divided by `;`: keys by which a message finds its case."""
    for node in _waits(sheet):
        names: list[str] = []
        written = node.properties.get("correlation")
        for part in written.rstrip("; ").split(";") if written is not None else ():
            name, mark, text = (piece.strip() for piece in part.partition("="))
            if not mark or not text or not VARIABLE.fullmatch(name) or name in names:
                own, word = sheet.name(node), quoted(part)
                yield sheet.error(
                    "bpmn.correlation",
                    node,
                    f"{own[0]}的 correlation 有一段看不懂：{word[0]}。请写成 名称 = 表达式，每个名称一次，"
                    "几个之间用英文分号隔开。",
                    f"Part of `correlation` of {own[1]} is not understood: {word[1]}. Write name = "
                    "expression, "
                    "each name once, several divided by semicolons.",
                )
                continue
            names.append(name)
            yield from judged_text(sheet, node, text, ("对应关系", "correlation"), known_at(sheet, node))


def twice(sheet: Sheet) -> Iterator[Finding]:
    """Of two waits for one message at the same place nobody could say which one it meets (case B15)."""
    for gateway in sheet.model.of_kind("eventBasedGateway"):
        yield from _twice(sheet, _behind(sheet, gateway))
    for events in sheet.graph.boundaries.values():
        yield from _twice(sheet, events)


def _twice(sheet: Sheet, nodes: Iterable[Node]) -> Iterator[Finding]:
    first: dict[str, Node] = {}
    for node in nodes:
        name = node.trigger.name if node.is_wait and node.trigger is not None else ""
        if name and name in first:
            own, other, word = sheet.name(node), sheet.name(first[name]), quoted(name)
            yield sheet.error(
                "bpmn.message_twice",
                node,
                f"{own[0]}和{other[0]}同时等同一个消息{word[0]}，分不清该走哪条线。请改用不同的消息，"
                "或合成一个。",
                f"{own[1]} and {other[1]} wait for the same message {word[1]} at once, so nobody knows which "
                "line it takes. Use different messages, or make them one.",
            )
        first.setdefault(name, node)


def _behind(sheet: Sheet, gateway: Node) -> list[Node]:
    targets = [flow.target for flow in sheet.model.outgoing[gateway.id]]
    return [sheet.model.nodes[target] for target in targets if target in sheet.model.nodes]


def event_gateways(sheet: Sheet) -> Iterator[Finding]:
    """Behind an event gateway stand at least two catch events, each reached from it alone (BPMN 2.0)."""
    for gateway in sheet.model.of_kind("eventBasedGateway"):
        own, events = sheet.name(gateway), _behind(sheet, gateway)
        if len(sheet.model.outgoing[gateway.id]) == 1:
            yield sheet.error(
                "bpmn.event_gateway_one",
                gateway,
                f"事件网关{own[0]}后面只有一个事件，没有什么可选。请删掉网关，或再接一个事件。",
                f"Only one event follows the event gateway {own[1]}. Remove the gateway, or add an event.",
            )
        for node in events:
            yield from _event_behind(sheet, gateway, node)


def _event_behind(sheet: Sheet, gateway: Node, node: Node) -> Iterator[Finding]:
    own, other = sheet.name(gateway), sheet.name(node)
    if node.kind not in _BEHIND:
        kind = kind_words(node.kind)
        yield sheet.error(
            "bpmn.event_gateway_behind",
            node,
            f"事件网关{own[0]}后面直接接了{kind[0]}{other[0]}，只能接消息或定时的捕获事件、接收任务。"
            "请在中间放一个事件。",
            f"The {kind[1]} {other[1]} stands right behind the event gateway {own[1]}, where only catch "
            "events "
            "and receive tasks may stand. Put an event between.",
        )
    elif len(sheet.model.incoming[node.id]) > 1:
        yield sheet.error(
            "bpmn.event_gateway_inflow",
            node,
            f"{other[0]}除了事件网关{own[0]}还有别的进线。请把别的线连到网关前面，或另画一个事件。",
            f"{other[1]} is also reached by a flow that does not come from the event gateway {own[1]}. Lead "
            "that flow to the gateway, or draw another event.",
        )
    elif sheet.graph.boundaries.get(node.id):
        yield sheet.error(
            "bpmn.event_gateway_boundary",
            node,
            f"{other[0]}在事件网关{own[0]}后面，不能再挂边界事件。请把边界事件改成网关后面的另一个事件。",
            f"{other[1]} stands behind the event gateway {own[1]} and cannot carry boundary events. Make "
            "them "
            "further events behind the gateway.",
        )


def boundaries(sheet: Sheet) -> Iterator[Finding]:
    """A boundary event sits at a task that stays open, and no flow leads into it."""
    for node in sheet.model.of_kind("boundaryEvent"):
        own, host = sheet.name(node), sheet.model.nodes.get(node.attached_to)
        if (host is None and not node.attached_to) or (host is not None and host.kind not in HOSTS):
            yield sheet.error(
                "bpmn.boundary_host",
                node,
                f"边界事件{own[0]}没有挂在用户任务、接收任务、服务任务或调用活动上，不起作用。"
                "请挂到这样的任务上。",
                f"The boundary event {own[1]} is not attached to a user task, receive task, service task or "
                "call, so it does nothing. Attach it to one.",
            )
        if sheet.model.incoming[node.id]:
            yield sheet.error(
                "bpmn.boundary_incoming",
                node,
                f"有连线指向边界事件{own[0]}。边界事件自己发生，请删掉这条线，或改连到任务。",
                f"A flow leads into the boundary event {own[1]}, which happens by itself. Remove the flow, "
                "or "
                "lead it to a task.",
            )


RULES = (messages, who_ends_it, materials_again, confirmed, correlation, twice, event_gateways, boundaries)
