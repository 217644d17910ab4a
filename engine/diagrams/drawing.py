"""The whole picture: containers, lines, nodes, labels, pills, in this order from back to front."""

from __future__ import annotations

from collections.abc import Iterable

from engine.diagrams import captions, flows, shapes
from engine.diagrams.marks import LOOKS, Marks, flow_state, node_state
from engine.diagrams.picture import Box, Picture, Shape
from engine.diagrams.read import read
from engine.diagrams.svg import Value, number, tag

FONT = '"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif'
MARGIN = 12.0

Layer = list[str]


def draw(data: bytes, marks: Marks, title: str, language: str = "zh") -> str | None:
    """SVG of a BPMN file by its own diagram part, with what `marks` says about a case.

    None when the file is no acceptable XML (DOCTYPE included) or has no diagram part that can be used.
    Never raises, whatever the bytes. The same input gives the same text.
    """
    picture = read(data, language)
    return _Canvas(picture, marks, language).svg(title) if picture is not None else None


class _Canvas:
    """Collects layers and how far the picture reaches."""

    def __init__(self, picture: Picture, marks: Marks, language: str) -> None:
        self._picture, self._marks, self._language = picture, marks, language
        self._back: Layer = []
        self._lines: Layer = []
        self._nodes: Layer = []
        self._labels: Layer = []
        self._pills: Layer = []
        self._reach: list[Box] = []
        self._rooms: dict[str, Box] = {}
        """The label of each element, where one is drawn outside of it."""

    def svg(self, title: str) -> str:
        self._draw_edges()
        self._draw_shapes()
        self._draw_pills()
        layers = (self._back, self._lines, self._nodes, self._labels, self._pills)
        x, y, width, height = _frame(self._reach)
        attributes: dict[str, Value] = {
            "xmlns": "http://www.w3.org/2000/svg",
            "role": "img",
            "viewBox": f"{number(x)} {number(y)} {number(width)} {number(height)}",
            "width": width,
            "height": height,
            "font-family": FONT,
        }
        drawn = "".join(part for layer in layers for part in layer)
        return tag("svg", attributes, tag("title", {}, text=title), drawn)

    def _draw_edges(self) -> None:
        exact = any(edge.id in self._marks.done for edge in self._picture.edges)
        todo: Layer = []
        done: Layer = []
        for edge in self._picture.edges:
            state = flow_state(self._marks, edge.id, edge.ends, exact)
            look = LOOKS[state]
            attributes = {"data-element": edge.id, "data-state": state.value}
            layer = done if state.value == "done" else todo
            layer.append(tag("g", attributes, flows.draw(edge, look)))
            self._reach += [Box(px, py, 1, 1) for px, py in edge.points]
            self._take_label(edge.id, captions.edge_label(edge, look, self._translated))
        # Where two lines meet, the way that was walked lies on top
        self._lines += todo + done

    def _draw_shapes(self) -> None:
        # Boundary events last: they sit on the edge of their host
        for shape in sorted(self._picture.shapes, key=lambda shape: bool(shape.host)):
            self._draw_shape(shape)

    def _draw_shape(self, shape: Shape) -> None:
        state = node_state(self._marks, shape.id)
        look = LOOKS[state]
        attributes = {"data-element": shape.id, "data-state": state.value}
        layer = self._back if shape.is_container else self._nodes
        layer.append(tag("g", attributes, shapes.draw(shape, look, state)))
        self._reach.append(shape.box)
        if shapes.has_outside_label(shape):
            self._take_label(shape.id, captions.shape_label(shape, look, self._translated))

    def _draw_pills(self) -> None:
        """When everything else has its place, so that a pill can stand clear of it."""
        hosts = {shape.host for shape in self._picture.shapes if shape.host}
        boxes = {shape.id: shape.box for shape in self._picture.shapes if not shape.is_container}
        placed: list[Box] = []
        for shape in self._picture.shapes:
            others = placed + [box for name, box in boxes.items() if name not in (shape.id, shape.host)]
            others += [box for name, box in self._rooms.items() if name != shape.id]
            state, room = node_state(self._marks, shape.id), self._rooms.get(shape.id)
            crowded = shape.id in hosts
            part = captions.pill(shape, self._marks, state, crowded, room, others, self._language)
            self._take(part, self._pills)
            placed += [part[0]] if part is not None else []

    @property
    def _translated(self) -> bool:
        return self._language.startswith("en")

    def _take_label(self, element: str, part: captions.Part | None) -> None:
        if part is not None:
            self._rooms[element] = part[0]
        self._take(part, self._labels)

    def _take(self, part: captions.Part | None, layer: Layer) -> None:
        if part is not None:
            self._reach.append(part[0])
            layer.append(part[1])


def _frame(boxes: Iterable[Box]) -> tuple[float, float, float, float]:
    """Left, top, width and height of everything, with a margin."""
    reach = list(boxes)
    left, top = min(box.x for box in reach), min(box.y for box in reach)
    right, bottom = max(box.right for box in reach), max(box.bottom for box in reach)
    return (
        left - MARGIN,
        top - MARGIN,
        right - left + 2 * MARGIN,
        bottom - top + 2 * MARGIN,
    )
