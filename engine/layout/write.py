"""A drawing as the diagram part of a file, put in place of the old one; no other byte changes."""

from __future__ import annotations

from collections.abc import Iterator
from xml.parsers import expat
from xml.sax.saxutils import escape

from lxml import etree

from engine.bpmnxml import BPMN, BPMNDI, DC
from engine.layout.drawing import Drawing
from engine.layout.drawn import DI
from engine.layout.geometry import Box, Point
from engine.layout.graph import Graph

_PREFIXES = (("bpmndi", BPMNDI), ("dc", DC), ("di", DI))
_DIAGRAM, _PLANE = "BPMNDiagram", "BPMNPlane"


def replace_diagrams(
    data: bytes, root: etree._Element, process_id: str, graph: Graph, drawing: Drawing
) -> bytes:
    """`data` with one diagram in place of all it had. Lines end as in the file; `data` must be UTF-8."""
    newline = b"\r\n" if b"\r\n" in data else b"\n"
    part = "\n".join(_Writer(root, graph, drawing).lines(process_id)).encode().replace(b"\n", newline)
    places = _Places(data)
    kept, done = b"", 0
    for begin, end in places.diagrams:
        kept += data[done:begin].rstrip(b" \t\r\n")
        kept += b"" if done else newline + part
        done = end
    if done:
        return kept + data[done:]
    return data[: places.root_end].rstrip(b" \t\r\n") + newline + part + newline + data[places.root_end :]


class _Places:
    """Where in the bytes the diagrams stand, and where the end tag of the root begins."""

    def __init__(self, data: bytes) -> None:
        self.diagrams: list[tuple[int, int]] = []
        self.root_end = 0
        self._begin, self._ended, self._depth = 0, False, 0
        self._parser = expat.ParserCreate("utf-8", "}")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.DefaultHandler = lambda _: self._next()
        self._parser.Parse(data, True)

    def _next(self) -> None:
        """A diagram reaches to where the next thing begins, whatever that is."""
        if self._ended:
            self.diagrams.append((self._begin, self._parser.CurrentByteIndex))
            self._ended = False

    def _is_diagram(self, name: str) -> bool:
        return self._depth == 1 and name == f"{BPMNDI}}}{_DIAGRAM}"

    def _start(self, name: str, _: object) -> None:
        self._next()
        if self._is_diagram(name):
            self._begin = self._parser.CurrentByteIndex
        self._depth += 1

    def _end(self, name: str) -> None:
        self._next()
        self._depth -= 1
        self._ended = self._is_diagram(name)
        self.root_end = self._parser.CurrentByteIndex


class _Writer:
    """Canonical order (modeler-facts §2): nodes as in the file, boundary events last and reversed, flows."""

    def __init__(self, root: etree._Element, graph: Graph, drawing: Drawing) -> None:
        self._graph, self._drawing = graph, drawing
        known = {uri: prefix for prefix, uri in root.nsmap.items()}
        self._prefix = {uri: known.get(uri, prefix) for prefix, uri in _PREFIXES}
        self._declared = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in _PREFIXES if uri not in known)
        self._taken = {one.get("id", "") for one in root.iter(f"{{{BPMN}}}*")}

    def _id(self, wanted: str) -> str:
        while wanted in self._taken:
            wanted += "_"
        self._taken.add(wanted)
        return wanted

    def _tag(self, uri: str, name: str) -> str:
        prefix = self._prefix[uri]
        return f"{prefix}:{name}" if prefix else name

    def lines(self, process_id: str) -> Iterator[str]:
        diagram, plane = self._tag(BPMNDI, _DIAGRAM), self._tag(BPMNDI, _PLANE)
        yield f'  <{diagram}{self._declared} id="{self._id("BPMNDiagram_1")}">'
        yield f'    <{plane} id="{self._id("BPMNPlane_1")}" bpmnElement="{_quoted(process_id)}">'
        nodes = list(self._graph.nodes.values())
        attached = [node for node in nodes if node.attached_to]
        for node in (*(one for one in nodes if not one.attached_to), *reversed(attached)):
            marker = ' isMarkerVisible="true"' if node.kind == "exclusiveGateway" else ""
            bounds = [self._bounds(self._drawing.shapes[node.id], 8)]
            label = self._label(node.id, bool(node.label) and node.is_activity)
            yield from self._part("BPMNShape", node.id, marker, [*bounds, *label])
        for flow in self._graph.flows:
            points = [self._waypoint(point) for point in self._drawing.waypoints[flow.id]]
            yield from self._part("BPMNEdge", flow.id, "", [*points, *self._label(flow.id, False)])
        yield f"    </{plane}>"
        yield f"  </{diagram}>"

    def _part(self, name: str, key: str, more: str, inner: list[str]) -> Iterator[str]:
        tag = self._tag(BPMNDI, name)
        own = self._id(f"{key}_di")
        yield f'      <{tag} id="{_quoted(own)}" bpmnElement="{_quoted(key)}"{more}>'
        yield from inner
        yield f"      </{tag}>"

    def _label(self, key: str, empty: bool) -> list[str]:
        """An activity's label has no box, yet the modeler writes the element once the task was renamed."""
        tag, box = self._tag(BPMNDI, "BPMNLabel"), self._drawing.labels.get(key)
        if box is not None:
            return [f"        <{tag}>", self._bounds(box, 10), f"        </{tag}>"]
        return [f"        <{tag} />"] if empty else []

    def _bounds(self, box: Box, indent: int) -> str:
        x, y, width, height = (f"{value:g}" for value in box)
        return (
            f'{" " * indent}<{self._tag(DC, "Bounds")} x="{x}" y="{y}" width="{width}" height="{height}" />'
        )

    def _waypoint(self, point: Point) -> str:
        return f'        <{self._tag(DI, "waypoint")} x="{point[0]:g}" y="{point[1]:g}" />'


def _quoted(text: str) -> str:
    return escape(text, {'"': "&#34;"})
