"""The dialect of this release (architecture §4): what else is drawn is refused by name, never half-run."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lxml import etree

from engine import bpmnxml
from engine.domain.findings import Finding
from engine.domain.model import ITEM_KINDS, Node
from engine.gate.sheet import Place, Sheet, quoted
from engine.gate.words import kind_words, suggestion

RUN = ("startEvent", "userTask", "exclusiveGateway", "scriptTask", "parallelGateway", "endEvent")
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
        *("serviceTask", "businessRuleTask", "sendTask", "receiveTask", "manualTask", "task", "callActivity"),
        *("subProcess", "inclusiveGateway", "eventBasedGateway", "boundaryEvent"),
        *("intermediateCatchEvent", "intermediateThrowEvent"),
    )
)
_DATA = frozenset(("dataObject", "dataObjectReference", "dataStoreReference", "property", "ioSpecification"))
_RUN_SET = frozenset(RUN)
_ROOTS_FOR_GOOD = frozenset(("choreography", "conversation", "globalChoreographyTask", "globalConversation"))

_ATTRIBUTES: Mapping[str, tuple[str, str]] = {
    "assignee": ("指定办理人", "assignee"),
    "candidateUsers": ("候选人", "list of candidate users"),
    "dueDate": ("到期时间", "due date"),
    "followUpDate": ("跟进时间", "follow-up date"),
    "formRef": ("表单引用", "form reference"),
    "formHandlerClass": ("表单处理类", "form handler class"),
}
"""Camunda attributes of a task that would change what happens, and that nothing here reads."""

_PROPERTIES: Mapping[str, tuple[str, ...]] = {
    "startEvent": ("label_en", "formout", "milestone", "doc"),
    "userTask": (
        *("label_en", "milestone", "milestone_on", "limit", "outcomes", "outcomes_en"),
        *("not_same_as", "doc", "risk", "formout"),
    ),
    "endEvent": ("label_en", "result", "doc"),
}
_LATER_PROPERTY = re.compile(
    r"people|clock|form|posts|audience|correlation|makes|when"
    r"|(in|outcomes\.when|milestone\.when|milestone_on\.when)\..*"
)


def _later(sheet: Sheet, place: Place, what: tuple[str, str]) -> Finding:
    name = sheet.name(place)
    return sheet.error(
        "bpmn.not_yet",
        place,
        f"{name[0]}用了{what[0]}，本版本还不能运行。请先去掉，或改用用户任务、网关和 FEEL 脚本任务。",
        f"{name[1]} uses a {what[1]}, which this release does not run yet. Remove it, or use user tasks, "
        "gateways and FEEL script tasks.",
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
    """Five kinds of process (architecture §3); families are never deployed, procedures need calls."""
    kind = sheet.model.properties.get("kind")
    if kind is None or kind in ITEM_KINDS:
        return
    if kind in ("procedure", "family"):
        yield _later(sheet, None, {"procedure": ("公用程序", "procedure")}.get(kind, ("流程族", "family")))
        return
    zh, en = suggestion(kind, (*ITEM_KINDS, "procedure", "family"))
    yield sheet.property_error(
        "bpmn.kind_unknown",
        "kind",
        f"流程属性 kind 的值{quoted(kind)[0]}不认识。{zh}请写 service、social 或 penalty，普通流程不写。",
        f"The process property kind has the unknown value {quoted(kind)[1]}.{en} "
        "Write service, social or penalty; leave it out for a plain process.",
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
            yield _later(sheet, place, kind_words(kind))


def inner_elements(sheet: Sheet) -> Iterator[Finding]:
    """Event definitions, loop markers and data inside a node that is run otherwise."""
    for node in _run(sheet):
        for child in sheet.elements[node.id]:
            kind = bpmnxml.local(child)
            if not kind or kind in _SILENT_INSIDE:
                continue
            yield (_refused if kind in _FOR_GOOD else _later)(sheet, node, kind_words(kind))
        if sheet.elements[node.id].get("isForCompensation") == "true":
            yield _refused(sheet, node, kind_words("compensateEventDefinition"))


def extensions(sheet: Sheet) -> Iterator[Finding]:
    """Camunda extensions that change what happens; what belongs to other tools is kept and ignored (B29)."""
    yield from _extensions(sheet, None, sheet.process)
    for node in _run(sheet):
        yield from _extensions(sheet, node, sheet.elements[node.id])
        for attribute, words in _ATTRIBUTES.items():
            if bpmnxml.camunda(sheet.elements[node.id], attribute):
                yield _later(sheet, node, words)


def _extensions(sheet: Sheet, place: Place, element: etree._Element) -> Iterator[Finding]:
    for child in element.iterfind(f"{{{bpmnxml.BPMN}}}extensionElements/*"):
        name = bpmnxml.local(child)
        if not isinstance(child.tag, str) or etree.QName(child).namespace != bpmnxml.CAMUNDA:
            continue
        if name == "formData":
            yield _form_data(sheet, place)
        elif name != "properties":
            yield _later(sheet, place, _extension_words(name))


def _extension_words(name: str) -> tuple[str, str]:
    known = {
        "inputOutput": ("输入输出映射", "input or output mapping"),
        "executionListener": ("执行监听器", "execution listener"),
        "taskListener": ("任务监听器", "task listener"),
        "connector": ("连接器", "connector"),
    }
    return known.get(name, quoted(f"camunda:{name}"))


def _form_data(sheet: Sheet, node: Place) -> Finding:
    """Fields stand in form files (architecture §8); a formField's id is no element id (case B19)."""
    name = sheet.name(node)
    return sheet.warning(
        "bpmn.form_data_unused",
        node,
        f"{name[0]}里的表单字段（formData）这里不使用。请做成 .form 文件，在节点上填表单名（formKey）。",
        f"The form fields (formData) in {name[1]} are not used here. Make a .form file and name it "
        "as the form key.",
    )


def node_properties(sheet: Sheet) -> Iterator[Finding]:
    """Properties of nodes: known ones, later ones, and misspelt ones that would do nothing."""
    for node in _run(sheet):
        known = _PROPERTIES.get(node.kind, ("label_en",))
        for name in node.properties:
            if name in known or (node.kind == "userTask" and name.startswith("outcome_if.")):
                continue
            if _LATER_PROPERTY.fullmatch(name):
                word = quoted(name)
                yield _later(sheet, node, (f"属性{word[0]}", f"property {word[1]}"))
            else:
                yield _unknown_property(sheet, node, name, known)


def _unknown_property(sheet: Sheet, node: Node, name: str, known: tuple[str, ...]) -> Finding:
    own, word = sheet.name(node), quoted(name)
    zh, en = suggestion(name, known)
    return sheet.warning(
        "bpmn.property_unknown",
        node,
        f"{own[0]}的属性{word[0]}不起作用。{zh}请改名或删掉。",
        f"The property {word[1]} of {own[1]} has no effect.{en} Rename or remove it.",
    )


def roots(sheet: Sheet) -> Iterator[Finding]:
    """Diagrams that describe talk between parties are not processes."""
    for child in sheet.root:
        kind = bpmnxml.local(child)
        if bpmnxml.is_bpmn(child) and kind in _ROOTS_FOR_GOOD:
            yield _refused(sheet, None, quoted(kind))


def _run(sheet: Sheet) -> Iterator[Node]:
    return (node for node in sheet.model.nodes.values() if node.kind in RUN)


def _place(sheet: Sheet, element: etree._Element) -> Place:
    """The node of an element; an element that is no flow node stands in as one, to be named."""
    known = sheet.model.nodes.get(element.get("id", ""))
    if known is not None:
        return known
    name, line = (element.get("name") or "").strip(), int(element.sourceline or 0)
    return Node(element.get("id", ""), bpmnxml.local(element), name or bpmnxml.local(element), line)


RULES = (process_kind, elements, inner_elements, extensions, node_properties, roots)
