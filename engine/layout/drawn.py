"""What a file draws: elements of the process with their boxes, lines and labels. Of strangers' files too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import isfinite

from lxml import etree

from engine import bpmnxml
from engine.bpmnxml import BPMN, BPMNDI, DC
from engine.layout.drawing import Drawing
from engine.layout.geometry import Box, Point
from engine.layout.graph import Graph
from engine.layout.source import is_node

DI = "http://www.omg.org/spec/DD/20100524/DI"
_SUB_PROCESSES = ("subProcess", "transaction", "adHocSubProcess")
_FAR = 100_000.0
"""No canvas is that large: such numbers are left out."""
_FREE_WIDTH = 90.0
"""Room of a label that the file gives no box, as in bpmn-js."""


@dataclass(frozen=True)
class Element:
    """A node, or a flow from `source` to `target`. `inside`: the sub-processes around it."""

    id: str
    kind: str
    name: str
    source: str = ""
    target: str = ""
    host: str = ""
    inside: tuple[str, ...] = ()

    @property
    def is_flow(self) -> bool:
        return self.kind == "sequenceFlow"

    @property
    def is_gateway(self) -> bool:
        return self.kind.endswith("Gateway")

    @property
    def is_event(self) -> bool:
        return self.kind.endswith("Event")

    @property
    def labelled_outside(self) -> bool:
        return bool(self.name) and (self.is_flow or self.is_gateway or self.is_event)


@dataclass(frozen=True)
class Drawn:
    """`elsewhere`: drawn, but in another diagram of the file."""

    elements: dict[str, Element]
    boxes: dict[str, Box] = field(default_factory=dict)
    paths: dict[str, list[Point]] = field(default_factory=dict)
    labels: dict[str, Box] = field(default_factory=dict)
    elsewhere: frozenset[str] = frozenset()


def of_drawing(graph: Graph, drawing: Drawing) -> Drawn:
    """A drawing of our own, not yet written."""
    nodes = [Element(one.id, one.kind, one.label, host=one.attached_to) for one in graph.nodes.values()]
    flows = [Element(one.id, "sequenceFlow", one.label, one.source, one.target) for one in graph.flows]
    elements = {one.id: one for one in (*nodes, *flows)}
    return Drawn(elements, drawing.shapes, drawing.waypoints, drawing.labels)


def of_file(root: etree._Element) -> Drawn:
    """The first diagram of a file."""
    drawn = Drawn(_elements(root), elsewhere=_in_later_planes(root))
    plane = next(root.iter(f"{{{BPMNDI}}}BPMNPlane"), None)
    if plane is None:
        return drawn
    for shape in plane.iterchildren(f"{{{BPMNDI}}}BPMNShape"):
        element, box = drawn.elements.get(shape.get("bpmnElement", "")), _box(shape)
        if element and not element.is_flow and box:
            drawn.boxes.setdefault(element.id, box)
            _take_label(drawn, element, shape)
    for edge in plane.iterchildren(f"{{{BPMNDI}}}BPMNEdge"):
        element, points = drawn.elements.get(edge.get("bpmnElement", "")), list(_points(edge))
        if element and element.is_flow and len(points) > 1:
            drawn.paths.setdefault(element.id, points)
            _take_label(drawn, element, edge)
    return drawn


def _elements(root: etree._Element) -> dict[str, Element]:
    found: dict[str, Element] = {}
    for process in root.iterchildren(f"{{{BPMN}}}process"):
        for one in process.iter(f"{{{BPMN}}}*"):
            kind, key = bpmnxml.local(one), one.get("id", "")
            if not key or not (kind == "sequenceFlow" or kind in _SUB_PROCESSES or is_node(kind)):
                continue
            around = tuple(
                up.get("id", "") for up in one.iterancestors() if bpmnxml.local(up) in _SUB_PROCESSES
            )
            name = one.get("name", "").strip()
            ends = (one.get("sourceRef", ""), one.get("targetRef", ""), one.get("attachedToRef", ""))
            found.setdefault(key, Element(key, kind, name, *ends, around))
    return found


def _in_later_planes(root: etree._Element) -> frozenset[str]:
    planes = list(root.iter(f"{{{BPMNDI}}}BPMNPlane"))[1:]
    return frozenset(part.get("bpmnElement", "") for plane in planes for part in plane)


def _take_label(drawn: Drawn, element: Element, part: etree._Element) -> None:
    if not element.labelled_outside:
        return
    label = part.find(f"{{{BPMNDI}}}BPMNLabel")
    box = _box(label) if label is not None else None
    drawn.labels.setdefault(element.id, box or _free_label(drawn, element))


def _free_label(drawn: Drawn, element: Element) -> Box:
    """Where bpmn-js puts a label without bounds: on the middle of a flow, under a shape."""
    width = min(_FREE_WIDTH, 11 * len(element.name) + 2)
    if not element.is_flow:
        box = drawn.boxes[element.id]
        return Box(box.middle[0] - width / 2, box.bottom, width, 14)
    points = drawn.paths[element.id]
    a, b = points[(len(points) - 1) // 2], points[len(points) // 2]
    x, y = (a[0] + b[0]) / 2, (a[1] + b[1]) / 2
    x, y = (x, y - 15) if a[1] == b[1] else (x + 15, y)
    return Box(x - width / 2, y - 7, width, 14)


def _box(part: etree._Element) -> Box | None:
    bounds = part.find(f"{{{DC}}}Bounds")
    if bounds is None:
        return None
    found = [_number(bounds.get(name, "")) for name in ("x", "y", "width", "height")]
    x, y, width, height = found
    if x is None or y is None or not width or not height or width < 0 or height < 0:
        return None
    return Box(x, y, width, height)


def _points(edge: etree._Element) -> Iterator[Point]:
    for waypoint in edge.iterchildren(f"{{{DI}}}waypoint"):
        x, y = _number(waypoint.get("x", "")), _number(waypoint.get("y", ""))
        if x is not None and y is not None:
            yield x, y


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if isfinite(value) and abs(value) <= _FAR else None
