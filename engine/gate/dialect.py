"""The dialect of this release (architecture §4): what else is drawn is refused by name, never half-run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

from engine import bpmnxml
from engine.domain.findings import Finding
from engine.domain.model import ITEM_KINDS, Node
from engine.gate.sheet import Place, Sheet, quoted
from engine.gate.words import kind_words, suggestion

RUN = (
    *("startEvent", "intermediateCatchEvent", "boundaryEvent", "endEvent"),
    *("userTask", "scriptTask", "serviceTask", "receiveTask", "callActivity"),
    *("exclusiveGateway", "parallelGateway", "eventBasedGateway"),
)
"""Node kinds that this release runs."""

_SILENT = frozenset(
    (
        *("sequenceFlow", "laneSet", "extensionElements", "documentation"),
        *("textAnnotation", "association", "group", "supportedInterfaceRef"),
    )
)
_SILENT_INSIDE = frozenset(("extensionElements", "documentation", "incoming", "outgoing", "script"))
_FOR_GOOD = frozenset(("adHocSubProcess", "transaction", "complexGateway", "compensateEventDefinition"))
_LATER = frozenset(
    (
        *("businessRuleTask", "sendTask", "manualTask", "task"),
        *("subProcess", "inclusiveGateway", "intermediateThrowEvent"),
    )
)
_EVENTS: Mapping[str, frozenset[str]] = {
    "intermediateCatchEvent": frozenset(("messageEventDefinition", "timerEventDefinition")),
    "boundaryEvent": frozenset(("messageEventDefinition", "timerEventDefinition", "errorEventDefinition")),
    "endEvent": frozenset(("errorEventDefinition",)),
}
"""Event definitions that this release runs, by the kind of the event."""

_DATA = frozenset(("dataObject", "dataObjectReference", "dataStoreReference", "property", "ioSpecification"))
_RUN_SET = frozenset(RUN)
_ROOTS_FOR_GOOD = frozenset(("choreography", "conversation", "globalChoreographyTask", "globalConversation"))


def later(sheet: Sheet, place: Place, what: tuple[str, str]) -> Finding:
    """Refused today by name, to come with a later release."""
    name = sheet.name(place)
    return sheet.error(
        "bpmn.not_yet",
        place,
        f"{name[0]}用了{what[0]}，本版本还不能运行。请先去掉，或改用用户任务、网关、事件和 FEEL 脚本任务。",
        f"{name[1]} uses a {what[1]}, which this release does not run yet. Remove it, or use user tasks, "
        "gateways, events and FEEL script tasks.",
    )


def _refused(sheet: Sheet, place: Place, what: tuple[str, str]) -> Finding:
    name = sheet.name(place)
    return sheet.error(
        "bpmn.refused",
        place,
        f"{name[0]}用了{what[0]}，本系统不支持。请改用用户任务和网关来画。",
        f"{name[1]} uses a {what[1]}, which this system does not support. Draw it with tasks and gateways.",
    )


def process_kind(sheet: Sheet) -> Iterator[Finding]:
    """Five kinds of process (architecture §3); families are never deployed."""
    kind = sheet.model.properties.get("kind")
    if kind is None or kind in (*ITEM_KINDS, "procedure"):
        return
    if kind == "family":
        yield later(sheet, None, ("流程族", "family"))
        return
    zh, en = suggestion(kind, (*ITEM_KINDS, "procedure", "family"))
    yield sheet.property_error(
        "bpmn.kind_unknown",
        "kind",
        f"流程属性 kind 的值{quoted(kind)[0]}不认识。{zh}请写 service、social、penalty 或 procedure，"
        "普通流程不写。",
        f"The process property kind has the unknown value {quoted(kind)[1]}.{en} "
        "Write service, social, penalty or procedure; leave it out for a plain process.",
    )


def elements(sheet: Sheet) -> Iterator[Finding]:
    """Every element of the process is run, or silent like a lane, or named here."""
    for child in sheet.process:
        if not isinstance(child.tag, str):
            continue
        kind, place = bpmnxml.local(child), _place(sheet, child)
        if not bpmnxml.is_bpmn(child) or kind not in _LATER | _DATA | _SILENT | _RUN_SET:
            yield _refused(sheet, place, quoted(kind))
        elif kind in _LATER | _DATA:
            yield later(sheet, place, kind_words(kind))


def inner_elements(sheet: Sheet) -> Iterator[Finding]:
    """Event definitions, loop markers and data inside a node that is run otherwise."""
    for node in run(sheet):
        fine = _SILENT_INSIDE | _EVENTS.get(node.kind, frozenset())
        for child in sheet.elements[node.id]:
            kind = bpmnxml.local(child)
            if kind and kind not in fine:
                yield (_refused if kind in _FOR_GOOD else later)(sheet, node, kind_words(kind))
        if sheet.elements[node.id].get("isForCompensation") == "true":
            yield _refused(sheet, node, kind_words("compensateEventDefinition"))


def triggers(sheet: Sheet) -> Iterator[Finding]:
    """A catching event has one thing that it waits for; an end throws at most one error."""
    for node in run(sheet):
        if node.kind not in _EVENTS:
            continue
        found = [
            one for one in map(bpmnxml.local, sheet.elements[node.id]) if one.endswith("EventDefinition")
        ]
        own = sheet.name(node)
        if len(found) > 1:
            yield sheet.error(
                "bpmn.two_triggers",
                node,
                f"{own[0]}里有 {len(found)} 个事件定义，只能有一个。请删掉多余的，或画成几个事件。",
                f"{own[1]} holds {len(found)} event definitions; it may have one. Remove the others, or draw "
                "several events.",
            )
        elif not found and node.kind != "endEvent":
            yield sheet.error(
                "bpmn.no_trigger",
                node,
                f"{own[0]}没有写等什么，办件到这里会停住。请改成消息事件或定时事件。",
                f"{own[1]} does not say what it waits for, and a case would stop there. Make it a message or "
                "timer event.",
            )


def roots(sheet: Sheet) -> Iterator[Finding]:
    """Diagrams that describe talk between parties are not processes."""
    for child in sheet.root:
        kind = bpmnxml.local(child)
        if bpmnxml.is_bpmn(child) and kind in _ROOTS_FOR_GOOD:
            yield _refused(sheet, None, quoted(kind))


def run(sheet: Sheet) -> Iterator[Node]:
    return (node for node in sheet.model.nodes.values() if node.kind in RUN)


def _place(sheet: Sheet, element: etree._Element) -> Place:
    """The node of an element; an element that is no flow node stands in as one, to be named."""
    known = sheet.model.nodes.get(element.get("id", ""))
    if known is not None:
        return known
    name, line = (element.get("name") or "").strip(), int(element.sourceline or 0)
    return Node(element.get("id", ""), bpmnxml.local(element), name or bpmnxml.local(element), line)


RULES = (process_kind, elements, inner_elements, triggers, roots)
