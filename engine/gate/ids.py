"""Ids: legal XML names, unique over the whole file, and references that lead somewhere.

bpmn-moddle silently drops an element whose id is not a name or is used twice, and a reference to nothing;
the engine runs such a file, but the next save in the modeler loses the part (modeler-facts §2, B19-B21).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from engine import bpmnxml
from engine.domain.findings import Finding
from engine.gate.sheet import short
from engine.gate.words import kind_words
from engine.runtime.read import FLOW_NODES

_NAME = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)
MOST = 200
_REFERENCES = (
    "sourceRef",
    "targetRef",
    "default",
    "bpmnElement",
    "attachedToRef",
    "processRef",
    "messageRef",
    "errorRef",
    "signalRef",
    "escalationRef",
)
_TEXT_REFERENCES = ("incoming", "outgoing", "flowNodeRef")


def check_ids(file: str, root: etree._Element) -> Iterator[Finding]:
    """All rules about ids of one file."""
    elements = list(_carriers(root))
    first: dict[str, etree._Element] = {}
    for element in elements:
        found = element.get("id")
        if found is None:
            yield from _missing(file, element)
            continue
        yield from _illegal(file, element, found)
        if found in first:
            yield _twice(file, first[found], element, found)
        first.setdefault(found, element)
    for element in elements:
        yield from _dangling(file, element, first)


def _carriers(root: etree._Element) -> Iterator[etree._Element]:
    """Elements of BPMN and of its diagram; what stands inside extensionElements has ids of its own (B19)."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        if not isinstance(element.tag, str) or bpmnxml.is_bpmn(element, "extensionElements"):
            continue
        if etree.QName(element).namespace in (bpmnxml.BPMN, bpmnxml.BPMNDI):
            yield element
        waiting.extend(reversed(element))


def _missing(file: str, element: etree._Element) -> Iterator[Finding]:
    kind = bpmnxml.local(element)
    if bpmnxml.is_bpmn(element) and (kind in FLOW_NODES or kind in ("process", "sequenceFlow")):
        zh, en = _described(element)
        yield _finding(
            file,
            element,
            "bpmn.id_missing",
            f"{zh}没有编号（id），不能记录办到哪一步。请用流程设计器重新画这一个。",
            f"The {en} has no id. Draw it again with the modeler.",
        )


def _illegal(file: str, element: etree._Element, found: str) -> Iterator[Finding]:
    zh, en = _described(element)
    if not _NAME.fullmatch(found):
        yield _finding(
            file,
            element,
            "bpmn.id_illegal",
            f"{zh}的编号“{short(found)}”不合规：只能用英文字母、数字、“_”“-”“.”，并以字母或“_”开头；"
            "否则设计器保存时会丢掉它。请改编号。",
            f'The id "{short(found)}" of the {en} is not allowed: letters, digits, "_", "-" and "." only, '
            'beginning with a letter or "_"; otherwise the modeler loses the element. Change the id.',
        )
    elif len(found) > MOST:
        yield _finding(
            file,
            element,
            "bpmn.id_too_long",
            f"{zh}的编号有 {len(found)} 个字符，最多 {MOST} 个。请改短。",
            f"The id of the {en} has {len(found)} characters; {MOST} at most. Shorten it.",
        )


def _twice(file: str, first: etree._Element, second: etree._Element, found: str) -> Finding:
    zh_a, en_a = _described(first)
    zh_b, en_b = _described(second)
    return _finding(
        file,
        second,
        "bpmn.id_twice",
        f"编号“{short(found)}”用了两次：第 {_line(first)} 行的{zh_a}和第 {_line(second)} 行的{zh_b}。"
        "设计器保存时会丢掉其中一个。请给其中一个改编号。",
        f'The id "{short(found)}" is used twice: by the {en_a} in line {_line(first)} and the {en_b} in '
        f"line {_line(second)}. The modeler loses one of them on saving. Change one id.",
    )


def _dangling(file: str, element: etree._Element, known: dict[str, etree._Element]) -> Iterator[Finding]:
    """Every reference is an id of this file, and a flow joins two nodes."""
    for attribute in _REFERENCES:
        found = element.get(attribute)
        if found is not None and not _leads_somewhere(element, found, known):
            yield _to_nothing(file, element, found)
    if bpmnxml.is_bpmn(element, "sequenceFlow"):
        for attribute in ("sourceRef", "targetRef"):
            if element.get(attribute) is None:
                yield _to_nothing(file, element, "")
    if bpmnxml.is_bpmn(element) and bpmnxml.local(element) in _TEXT_REFERENCES:
        text = (element.text or "").strip()
        if text not in known:
            owner = element.getparent()
            yield _to_nothing(file, element if owner is None else owner, text, _line(element))


def _leads_somewhere(element: etree._Element, found: str, known: dict[str, etree._Element]) -> bool:
    target = known.get(found)
    if target is None or not bpmnxml.is_bpmn(element, "sequenceFlow"):
        return target is not None
    same_scope = target.getparent() is element.getparent()
    return same_scope and bpmnxml.local(target) in FLOW_NODES


def _to_nothing(file: str, element: etree._Element, found: str, line: int = 0) -> Finding:
    zh, en = _described(element)
    return _finding(
        file,
        element,
        "bpmn.dangling",
        f"{zh}指向“{short(found)}”，流程里没有这个编号的对应元素。请重新连接，或删掉它再画。",
        f'The {en} points to "{short(found)}", and no fitting element has that id. Connect it again.',
        line,
    )


def _described(element: etree._Element) -> tuple[str, str]:
    """`用户任务“审核”`: kind and name (or what a shape shows)."""
    zh, en = kind_words(bpmnxml.local(element))
    name = element.get("name") or element.get("bpmnElement") or element.get("id") or ""
    return f"{zh}“{short(name)}”", f'{en} "{short(name)}"'


def _finding(file: str, element: etree._Element, code: str, zh: str, en: str, line: int = 0) -> Finding:
    return Finding(file, line or _line(element), "error", code, element.get("id") or "", zh, en)


def _line(element: etree._Element) -> int:
    return int(element.sourceline or 0)
