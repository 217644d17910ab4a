"""The diagram part: missing, incomplete (case B23) or hard to read. Warnings, never errors."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from engine import bpmnxml
from engine.domain.findings import Finding
from engine.domain.model import Flow, Node
from engine.gate.shape import MOST_NODES
from engine.gate.sheet import Sheet
from engine.layout import Fault, judge_root

_MOST_FAULTS = 10
"""A messy drawing is one matter, not a hundred findings."""
_SAID_ABOVE = "missing"


def diagram(sheet: Sheet) -> Iterator[Finding]:
    """A file without diagram runs; pages show its steps as a list."""
    drawn = _drawn(sheet.root)
    if drawn is None:
        yield sheet.warning(
            "bpmn.no_diagram",
            None,
            f"文件里没有图，设计器打开是空白，办件页只能列出步骤。请在设计器里画好{sheet.name(None)[0]}再上传。",
            f"The file holds no diagram: the modeler shows nothing, the case page lists the steps of "
            f"{sheet.name(None)[1]}. Draw it with the modeler.",
        )
        return
    places: list[Node | Flow] = [*sheet.model.nodes.values(), *sheet.model.flows.values()]
    for place in places:
        if place.id not in drawn:
            zh, en = sheet.name(place)
            yield sheet.warning(
                "bpmn.no_shape",
                place,
                f"图上没有{zh}，设计器里看不见它。请重新画上。",
                f"The diagram does not show {en}, so the modeler hides it. Draw it again.",
            )


def _drawn(root: etree._Element) -> frozenset[str] | None:
    """Ids with a shape or an edge; None when there is no diagram at all."""
    shapes = [
        element.get("bpmnElement", "")
        for kind in ("BPMNShape", "BPMNEdge")
        for element in root.iter(f"{{{bpmnxml.BPMNDI}}}{kind}")
    ]
    return frozenset(shapes) if shapes else None


def faults(sheet: Sheet) -> Iterator[Finding]:
    """What a reader of the picture stumbles over: lines through shapes, labels on lines, too wide."""
    if len(sheet.model.nodes) > MOST_NODES:
        return
    found = [fault for fault in judge_root(sheet.root) if fault.kind != _SAID_ABOVE]
    for fault in found[:_MOST_FAULTS]:
        yield sheet.warning("bpmn.diagram_fault", _place(sheet, fault), fault.zh, fault.en)
    more = len(found) - _MOST_FAULTS
    if more > 0:
        yield sheet.warning(
            "bpmn.diagram_fault",
            None,
            f"图上还有 {more} 处同类问题。请在设计器里重新排图；生成的文件可用 zhenwu layout 排。",
            f"The diagram has {more} more such faults. Arrange it in the modeler; zhenwu layout arranges "
            f"generated files.",
        )


def _place(sheet: Sheet, fault: Fault) -> Node | Flow | None:
    nodes, flows = sheet.model.nodes, sheet.model.flows
    return nodes.get(fault.element_id) or flows.get(fault.element_id)


RULES = (diagram, faults)
