"""Camunda extensions, attributes and properties inside nodes: known ones, later ones, misspelt ones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lxml import etree

from engine import bpmnxml
from engine.domain.findings import Finding
from engine.domain.model import Node
from engine.gate.dialect import later, run
from engine.gate.shape import GATEWAYS
from engine.gate.sheet import Place, Sheet, quoted
from engine.gate.words import suggestion

_ATTRIBUTES: Mapping[str, tuple[str, str]] = {
    "assignee": ("指定办理人", "assignee"),
    "candidateUsers": ("候选人", "list of candidate users"),
    "dueDate": ("到期时间", "due date"),
    "followUpDate": ("跟进时间", "follow-up date"),
    "formRef": ("表单引用", "form reference"),
    "formHandlerClass": ("表单处理类", "form handler class"),
    "calledElementVersion": ("被调用流程的版本", "version of the called process"),
    "calledElementVersionTag": ("被调用流程的版本标签", "version tag of the called process"),
    "calledElementTenantId": ("被调用流程的租户", "tenant of the called process"),
    "caseRef": ("CMMN 案例引用", "CMMN case reference"),
    "variableMappingClass": ("变量映射类", "variable mapping class"),
    "class": ("Java 类", "Java class"),
    "expression": ("服务表达式", "service expression"),
    "delegateExpression": ("代理表达式", "delegate expression"),
}
"""Camunda attributes that would change what happens, and that nothing here reads."""

_ANY = ("label_en", "clock")
_WAIT = (
    *("form", "posts", "audience", "confirm", "correlation", "formout", "materials"),
    *("doc", "milestone", "sms"),
)
_PROPERTIES: Mapping[str, tuple[str, ...]] = {
    "startEvent": (*_ANY, "formout", "milestone", "doc"),
    "userTask": (
        *(*_ANY, "milestone", "milestone_on", "limit", "outcomes", "outcomes_en"),
        *("faulty_on", "told_only", "not_same_as", "people", "doc", "risk", "formout", "sms"),
    ),
    "callActivity": (*_ANY, "milestone", "milestone_on", "doc", "sms"),
    "serviceTask": (*_ANY, "milestone", "doc", "sms"),
    "endEvent": (*_ANY, "result", "doc", "sms"),
}
_FAMILY_PROPERTY = re.compile(r"makes|when|(outcomes|milestone|milestone_on)\.when\..*")

_PARAMETERS: Mapping[str, tuple[str, ...]] = {
    "serviceTask": ("inputParameter", "outputParameter"),
    "userTask": ("outputParameter",),
}


def extensions(sheet: Sheet) -> Iterator[Finding]:
    """Camunda extensions that change what happens; what belongs to other tools is kept and ignored (B29)."""
    yield from _extensions(sheet, None, sheet.process)
    for node in run(sheet):
        yield from _extensions(sheet, node, sheet.elements[node.id])
        for attribute, words in _ATTRIBUTES.items():
            if bpmnxml.camunda(sheet.elements[node.id], attribute):
                yield later(sheet, node, words)
        binding = bpmnxml.camunda(sheet.elements[node.id], "calledElementBinding")
        if binding not in ("", "latest"):
            yield later(sheet, node, ("被调用流程的版本绑定", "binding of the called process"))


def _extensions(sheet: Sheet, place: Node | None, element: etree._Element) -> Iterator[Finding]:
    kind = place.kind if place is not None else ""
    for child in element.iterfind(f"{{{bpmnxml.BPMN}}}extensionElements/*"):
        name = bpmnxml.local(child)
        if not isinstance(child.tag, str) or etree.QName(child).namespace != bpmnxml.CAMUNDA:
            continue
        if name == "formData":
            yield _form_data(sheet, place)
        elif name == "inputOutput" and kind in _PARAMETERS:
            yield from _parameters(sheet, place, child, _PARAMETERS[kind])
        elif name in ("in", "out") and kind == "callActivity":
            if child.get("businessKey"):
                yield _business_key(sheet, place)
        elif name != "properties":
            yield later(sheet, place, _extension_words(name))


def _parameters(
    sheet: Sheet, place: Place, element: etree._Element, known: tuple[str, ...]
) -> Iterator[Finding]:
    """Parameters hold one FEEL text each."""
    for child in element:
        name = bpmnxml.local(child)
        if name and name not in known:
            yield later(sheet, place, _extension_words(name))
        elif len(child):
            yield later(
                sheet, place, ("用列表、映射或脚本写的参数", "parameter written as a list, map or script")
            )


def _extension_words(name: str) -> tuple[str, str]:
    known = {
        "inputOutput": ("输入输出映射", "input or output mapping"),
        "inputParameter": ("输入参数", "input parameter"),
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


def _business_key(sheet: Sheet, node: Place) -> Finding:
    name = sheet.name(node)
    return sheet.warning(
        "bpmn.business_key_unused",
        node,
        f"{name[0]}传入的业务键（businessKey）这里不使用：被调用的程序都知道办件编号 case_no。请删掉。",
        f"The business key that {name[1]} passes is not used here: a called process knows case_no anyway. "
        "Remove it.",
    )


def node_properties(sheet: Sheet) -> Iterator[Finding]:
    """Properties of nodes: known ones, those of families, and misspelt ones that would do nothing."""
    for node in run(sheet):
        known = _known(node)
        for name in node.properties:
            if name in known or (node.kind == "userTask" and name.startswith("outcome_if.")):
                continue
            if node.kind == "callActivity" and name.startswith("in."):
                continue
            if _FAMILY_PROPERTY.fullmatch(name):
                word = quoted(name)
                yield later(sheet, node, (f"属性{word[0]}", f"property {word[1]}"))
            else:
                yield unknown_property(sheet, node, name, known)


def _known(node: Node) -> tuple[str, ...]:
    if node.is_wait:
        return (*_ANY, *_WAIT)
    if node.kind == "intermediateCatchEvent":
        return (*_ANY, "milestone")
    return ("label_en",) if node.kind in GATEWAYS else _PROPERTIES.get(node.kind, _ANY)


def unknown_property(sheet: Sheet, node: Node, name: str, known: tuple[str, ...]) -> Finding:
    """A misspelt property, which would silently do nothing."""
    own, word = sheet.name(node), quoted(name)
    zh, en = suggestion(name, known)
    return sheet.warning(
        "bpmn.property_unknown",
        node,
        f"{own[0]}的属性{word[0]}不起作用。{zh}请改名或删掉。",
        f"The property {word[1]} of {own[1]} has no effect.{en} Rename or remove it.",
    )


def clock(sheet: Sheet) -> Iterator[Finding]:
    """`clock=open|close`: a stop of the legal clock begins or ends at the node (architecture §4)."""
    for node in run(sheet):
        if node.clock not in ("", "open", "close"):
            own, word = sheet.name(node), quoted(node.clock)
            yield sheet.error(
                "bpmn.clock",
                node,
                f"{own[0]}的 clock 写了{word[0]}。请写 open（从这里停表）或 close（到这里恢复计时）。",
                f"`clock` of {own[1]} says {word[1]}. Write open (the clock stops here) or close (it goes "
                "on).",
            )


RULES = (extensions, node_properties, clock)
