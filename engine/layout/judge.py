"""Judges a drawing by its diagram part, whoever drew it (kinds of faults: diagram-facts §1)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from math import hypot

from lxml import etree

from engine import bpmnxml
from engine.layout.drawing import Drawing
from engine.layout.drawn import Drawn, Element, of_file
from engine.layout.faults import Fault, Speaker
from engine.layout.geometry import Box, Point, cuts, meet, meets_diamond
from engine.layout.meetings import Piece, all_meetings

MAX_WIDTH = 1400
MOST_PIECES = 1500
"""More pieces of line are not judged: comparing them takes their square."""
_STRAIGHT = 0.5
_INSIDE_OWN_GATEWAY, _INSIDE = 14, 1
"""A flow may dock on a slanted edge, inside the bounds of its gateway."""
_ON_DIAMOND, _ON_CIRCLE, _ON_EDGE = 0.06, 1.5, 1.0


def judge(data: bytes) -> tuple[Fault, ...]:
    """Faults of the first diagram of a file; raises XmlRefused for bytes that are no acceptable XML."""
    return judge_root(bpmnxml.parse(data))


def judge_root(root: etree._Element) -> tuple[Fault, ...]:
    return find_faults(of_file(root))


def find_faults(drawn: Drawn) -> tuple[Fault, ...]:
    """Each fault once, in the order of the elements in the file."""
    say = Speaker(drawn.elements)
    missing = [
        say.pair("missing", key)
        for key in drawn.elements
        if key not in drawn.boxes and key not in drawn.paths and key not in drawn.elsewhere
    ]
    pieces = [Piece(key, a, b) for key, points in drawn.paths.items() for a, b in pairwise(points)]
    if len(pieces) > MOST_PIECES:
        return (*missing, say.number("too_many_points", len(pieces), MOST_PIECES))
    judges: tuple[Callable[[], Iterable[tuple[str, str, str]]], ...] = (
        lambda: _shapes(drawn),
        lambda: _flows(drawn, pieces),
        lambda: all_meetings(drawn, pieces),
        lambda: _labels(drawn, pieces),
    )
    found = dict.fromkeys(fault for one in judges for fault in one())
    faults = [*missing, *(say.pair(*fault) for fault in found)]
    width = _width(drawn)
    return (*faults, say.number("too_wide", width, MAX_WIDTH)) if width > MAX_WIDTH else tuple(faults)


def _width(drawn: Drawn) -> int:
    if not drawn.boxes and not drawn.paths:
        return 0
    return round(Drawing(drawn.boxes, drawn.labels, drawn.paths).reach.width)


def _related(a: Element, b: Element) -> bool:
    """A boundary event on its host, a node in its sub-process."""
    return b.id in (a.host, *a.inside) or a.id in (b.host, *b.inside)


def _shapes(drawn: Drawn) -> Iterator[tuple[str, str, str]]:
    keys = list(drawn.boxes)
    for k, a in enumerate(keys):
        for b in keys[k + 1 :]:
            if meet(drawn.boxes[a], drawn.boxes[b]) and not _related(drawn.elements[a], drawn.elements[b]):
                yield "shape_on_shape", a, b


def _flows(drawn: Drawn, pieces: list[Piece]) -> Iterator[tuple[str, str, str]]:
    for key, points in drawn.paths.items():
        flow = drawn.elements[key]
        if any(abs(a[0] - b[0]) > _STRAIGHT < abs(a[1] - b[1]) for a, b in pairwise(points)):
            yield "slanted", key, ""
        for end, point in ((flow.source, points[0]), (flow.target, points[-1])):
            if end in drawn.boxes and not _on_border(drawn.elements[end], drawn.boxes[end], point):
                yield "undocked", key, end
    for shape, box in drawn.boxes.items():
        element = drawn.elements[shape]
        for key, a, b in pieces:
            if not _near(box, a, b) or shape in drawn.elements[key].inside:
                continue
            own = shape in (drawn.elements[key].source, drawn.elements[key].target)
            inner = box.grown(-_INSIDE_OWN_GATEWAY if own and element.is_gateway else -_INSIDE)
            if cuts(inner, a, b):
                yield "flow_through_shape", key, shape


def _labels(drawn: Drawn, pieces: list[Piece]) -> Iterator[tuple[str, str, str]]:
    keys = list(drawn.labels)
    for k, key in enumerate(keys):
        box, element = drawn.labels[key], drawn.elements[key]
        for shape, other in drawn.boxes.items():
            hit = meets_diamond if drawn.elements[shape].is_gateway else meet
            if meet(box, other) and hit(box, other) and shape not in element.inside:
                yield "label_on_shape", key, shape
        for other_key in keys[k + 1 :]:
            if meet(box, drawn.labels[other_key]):
                yield "label_on_label", key, other_key
        around = box.grown(1)
        for flow, a, b in pieces:
            if _near(around, a, b) and cuts(around, a, b):
                yield "label_on_flow", key, flow


def _near(box: Box, a: Point, b: Point) -> bool:
    """Cheap: whether the bounds of a line meet a box at all."""
    return not (
        (a[0] < box.x and b[0] < box.x)
        or (a[0] > box.right and b[0] > box.right)
        or (a[1] < box.y and b[1] < box.y)
        or (a[1] > box.bottom and b[1] > box.bottom)
    )


def _on_border(element: Element, box: Box, point: Point) -> bool:
    dx, dy = abs(point[0] - box.middle[0]), abs(point[1] - box.middle[1])
    wide, high = box.width / 2, box.height / 2
    if element.is_gateway:
        return abs(dx / wide + dy / high - 1) < _ON_DIAMOND
    if element.is_event:
        return abs(hypot(dx, dy) - wide) < _ON_CIRCLE
    on_side = abs(dx - wide) < _ON_EDGE and dy <= high + _ON_EDGE
    return on_side or (abs(dy - high) < _ON_EDGE and dx <= wide + _ON_EDGE)
