"""BPMN bytes -> Picture. Whatever cannot be drawn is left out; no diagram part gives None."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isfinite
from typing import TypeVar

from lxml import etree

from engine import bpmnxml
from engine.bpmnxml import BPMN, BPMNDI, DC
from engine.diagrams.picture import SUB_PROCESSES, Box, Edge, Picture, Point, Shape

DI = "http://www.omg.org/spec/DD/20100524/DI"
EDGE_KINDS = frozenset(
    ("sequenceFlow", "messageFlow", "association", "dataInputAssociation", "dataOutputAssociation")
)
# No canvas is that large: beyond it the numbers are a mistake or an attack on the viewer's memory.
FAR = 100_000.0
# Wrapping is quadratic in the length of a text; no label is that long (the gate warns from 18 letters on).
LONGEST = 300

Index = Mapping[str, etree._Element]
Part = TypeVar("Part", Shape, Edge)


def read(data: bytes, language: str) -> Picture | None:
    """The first diagram of the file that has a usable shape; None for anything else, whatever the bytes."""
    try:
        root = bpmnxml.parse(data)
    except bpmnxml.XmlRefused:
        return None
    index: dict[str, etree._Element] = {}
    for element in root.iter(f"{{{BPMN}}}*"):
        index.setdefault(element.get("id", ""), element)
    for plane in root.iter(f"{{{BPMNDI}}}BPMNPlane"):
        shapes = tuple(_once(_shapes(plane, index, language)))
        if any(shape.kind not in ("participant", "lane") for shape in shapes):
            return Picture(shapes, tuple(_once(_edges(plane, index, language))))
    return None


def _once(parts: Iterator[Part]) -> Iterator[Part]:
    """A modeler keeps the first drawing of an element that is drawn twice."""
    seen: set[str] = set()
    for part in parts:
        if part.id not in seen:
            seen.add(part.id)
            yield part


def _shapes(plane: etree._Element, index: Index, language: str) -> Iterator[Shape]:
    for shape in plane.iterchildren(f"{{{BPMNDI}}}BPMNShape"):
        element = index.get(shape.get("bpmnElement") or " ")
        box = _box(shape)
        if element is None or box is None:
            continue
        kind = bpmnxml.local(element)
        yield Shape(
            id=element.get("id", ""),
            kind=kind,
            name=_name(element, language),
            box=box,
            label=_label(shape),
            expanded=kind in SUB_PROCESSES and shape.get("isExpanded") == "true",
            host=element.get("attachedToRef", ""),
            event=_event(element),
            # Attributes that equal their default are left out of canonical files (modeler-facts §2)
            interrupting=element.get("cancelActivity") != "false"
            and element.get("isInterrupting") != "false",
            marker=shape.get("isMarkerVisible") == "true" or kind != "exclusiveGateway",
            repeat=_repeat(element),
        )


def _edges(plane: etree._Element, index: Index, language: str) -> Iterator[Edge]:
    for edge in plane.iterchildren(f"{{{BPMNDI}}}BPMNEdge"):
        element = index.get(edge.get("bpmnElement") or " ")
        points = tuple(_points(edge))
        if element is None or len(points) < 2 or bpmnxml.local(element) not in EDGE_KINDS:
            continue
        source, flow_id = element.get("sourceRef", ""), element.get("id", "")
        origin = index.get(source or " ")
        yield Edge(
            id=flow_id,
            kind=bpmnxml.local(element),
            name=_name(element, language),
            points=points,
            ends=(source, element.get("targetRef", "")),
            label=_label(edge),
            default=origin is not None and origin.get("default") == flow_id,
            # bpmn-js puts a diamond on conditions behind tasks, none behind gateways
            conditional=_has(element, "conditionExpression")
            and origin is not None
            and not bpmnxml.local(origin).endswith("Gateway"),
        )


def _name(element: etree._Element, language: str) -> str:
    if language.startswith("en"):
        for key, value, _ in bpmnxml.properties(element):
            if key == "label_en" and value.strip():
                return value.strip()[:LONGEST]
    if bpmnxml.local(element) == "textAnnotation":
        return (element.findtext(f"{{{BPMN}}}text") or "").strip()[:LONGEST]
    return element.get("name", "").strip()[:LONGEST]


def _event(element: etree._Element) -> str:
    found = [
        bpmnxml.local(child).removesuffix("EventDefinition")
        for child in element.iterchildren(f"{{{BPMN}}}*")
        if bpmnxml.local(child).endswith("EventDefinition")
    ]
    return found[0] if len(found) == 1 else "multiple" if found else ""


def _repeat(element: etree._Element) -> str:
    several = element.find(f"{{{BPMN}}}multiInstanceLoopCharacteristics")
    if several is not None:
        return "sequential" if several.get("isSequential") == "true" else "parallel"
    return "loop" if _has(element, "standardLoopCharacteristics") else ""


def _has(element: etree._Element, child: str) -> bool:
    return element.find(f"{{{BPMN}}}{child}") is not None


def _label(part: etree._Element) -> Box | None:
    label = part.find(f"{{{BPMNDI}}}BPMNLabel")
    return _box(label) if label is not None else None


def _box(part: etree._Element) -> Box | None:
    bounds = part.find(f"{{{DC}}}Bounds")
    if bounds is None:
        return None
    x, y, width, height = (_number(bounds, name) for name in ("x", "y", "width", "height"))
    if x is None or y is None or width is None or height is None or width < 1 or height < 1:
        return None
    return Box(x, y, width, height)


def _points(edge: etree._Element) -> Iterator[Point]:
    for waypoint in edge.iterchildren(f"{{{DI}}}waypoint"):
        x, y = _number(waypoint, "x"), _number(waypoint, "y")
        if x is not None and y is not None:
            yield x, y


def _number(element: etree._Element, name: str) -> float | None:
    try:
        value = float(element.get(name, ""))
    except ValueError:
        return None
    return value if isfinite(value) and abs(value) <= FAR else None
