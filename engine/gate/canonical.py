"""What a modeler would delete on the next save: the file runs today and is another one tomorrow.

Architecture §3. What `engine.gate.ids` says of ids and references, `engine.gate.dialect` of elements and
`engine.gate.diagram` of nodes without a shape is not said again.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine import bpmnxml
from engine.canonical import Lost, losses_of
from engine.domain.findings import Finding, Severity
from engine.gate import ids
from engine.gate.sheet import Sheet

_MILD = frozenset(("comment", "instruction", "diagram"))
"""Nothing that runs is lost with them: a warning, like every finding about the diagram."""


def would_lose(sheet: Sheet) -> Iterator[Finding]:
    """One finding for each loss that no other rule speaks of."""
    said = {finding.line for finding in ids.check_ids(sheet.file, sheet.root)}
    for lost in losses_of(sheet.root):
        if lost.kind in ("id", "follows") or (lost.kind in ("reference", "diagram") and lost.line in said):
            continue
        if lost.kind == "element" and _dialect_speaks(sheet, lost):
            continue
        if lost.kind == "diagram" and _diagram_speaks(sheet, lost):
            continue
        severity: Severity = "warning" if lost.kind in _MILD else "error"
        yield Finding(sheet.file, lost.line, severity, "bpmn.would_lose", lost.element_id, lost.zh, lost.en)


def _dialect_speaks(sheet: Sheet, lost: Lost) -> bool:
    """A child of the process or of one of its nodes, or an extension of theirs."""
    if lost.owner == "extensionElements":
        return lost.element_id == sheet.model.key or lost.element_id in sheet.model.nodes
    return lost.owner == "process" or lost.owner in {node.kind for node in sheet.model.nodes.values()}


def _diagram_speaks(sheet: Sheet, lost: Lost) -> bool:
    """A flow whose ends have no shape: drawing them is what mends it."""
    flow = sheet.model.flows.get(lost.element_id)
    shapes = sheet.root.iter(f"{{{bpmnxml.BPMNDI}}}BPMNShape")
    return flow is not None and not {flow.source, flow.target} <= {one.get("bpmnElement") for one in shapes}


RULES = (would_lose,)
