"""Nodes as bpmn-js draws them (diagram-facts §5): one function a family of shapes, chosen by kind."""

from __future__ import annotations

from engine.diagrams import icons
from engine.diagrams.marks import HERE, Look, State
from engine.diagrams.picture import Box, Shape
from engine.diagrams.svg import Value, circle, moved, number, path, tag
from engine.diagrams.text import INSIDE, inside, lines_at, wrap

TASK, CALL, START, END, RING, CURRENT = 2.0, 5.0, 2.0, 4.0, 1.5, 3.0
"""Widths of outlines in pixels."""
_THROWING = ("intermediateThrowEvent", "endEvent")


def draw(shape: Shape, look: Look, state: State) -> str:
    """The shape without its outside label."""
    if shape.is_event:
        return _event(shape, look, state)
    if shape.is_gateway:
        return _gateway(shape, look, state)
    if shape.kind in ("participant", "lane"):
        return _pool(shape, look)
    if shape.kind == "group":
        return _rectangle(shape.box, look, 1.5, 10, fill="none", dash="8 4 1 4")
    if shape.kind == "textAnnotation":
        return _annotation(shape, look)
    if shape.kind.startswith("data"):
        return _rectangle(shape.box, look, 1.5, 0)
    return _activity(shape, look, state)


def has_outside_label(shape: Shape) -> bool:
    return shape.is_event or shape.is_gateway or shape.kind.startswith("data") or shape.kind == "group"


def _rectangle(
    box: Box, look: Look, width: float, radius: float, fill: str | None = None, dash: str | None = None
) -> str:
    attributes: dict[str, Value] = {
        "x": box.x,
        "y": box.y,
        "width": box.width,
        "height": box.height,
        "rx": radius or None,
        "fill": fill or look.fill,
        "stroke": look.stroke,
        "stroke-width": width,
        "stroke-dasharray": dash,
    }
    return tag("rect", attributes)


def _thick(width: float, state: State) -> float:
    return max(width, CURRENT) if state in HERE else width


def _activity(shape: Shape, look: Look, state: State) -> str:
    box = shape.box
    width = _thick(CALL if shape.kind == "callActivity" else TASK, state)
    parts = [_rectangle(box, look, width, 10)]
    icon = icons.TASKS.get(shape.kind)
    if icon is not None:
        parts.append(moved(box.x + 4, box.y + 4, icon(look)))
    if shape.expanded:
        lines = wrap(shape.name, max(box.width - 14, INSIDE), INSIDE)
        parts.append(lines_at(lines, box.middle[0], box.y + 5, INSIDE, look.ink))
    else:
        parts.append(inside(shape.name, box, look.ink))
    return "".join(parts) + _feet(shape, look)


def _feet(shape: Shape, look: Look) -> str:
    """Markers at the lower middle: `+` of what opens elsewhere, lines and loops of what repeats."""
    feet = []
    if shape.is_folded:
        feet.append("M-7 -7H7V7H-7ZM-4 0H4M0 -4V4")
    if shape.repeat == "parallel":
        feet.append("M-4 -6V6M0 -6V6M4 -6V6")
    elif shape.repeat == "sequential":
        feet.append("M-6 -4H6M-6 0H6M-6 4H6")
    elif shape.repeat == "loop":
        feet.append("M-2.6 5.6A6 6 0 1 1 2.6 5.6M-6.4 5.8H-2.4V1.8")
    middle = shape.box.middle[0]
    first = middle - 9 * (len(feet) - 1)
    y = shape.box.bottom - 14
    return "".join(moved(first + 18 * n, y, path(foot, look.stroke, 1.4)) for n, foot in enumerate(feet))


def _event(shape: Shape, look: Look, state: State) -> str:
    x, y = shape.box.middle
    radius = min(shape.box.width, shape.box.height) / 2
    dash = None if shape.interrupting else "5 3"
    if shape.kind in ("startEvent", "endEvent"):
        width = _thick(END if shape.kind == "endEvent" else START, state)
        parts = [circle(x, y, radius, look.stroke, width, look.fill, dash)]
    else:
        width = 2.5 if state in HERE else RING
        parts = [circle(x, y, radius, look.stroke, width, look.fill, dash)]
        parts.append(circle(x, y, max(radius - 3, 1), look.stroke, width, look.fill, dash))
    parts.append(moved(x, y, icons.event(shape.event, shape.kind in _THROWING, look)))
    return "".join(parts)


def _gateway(shape: Shape, look: Look, state: State) -> str:
    box = shape.box
    x, y = box.middle
    corners = f"{number(x)} {number(box.y)}L{number(box.right)} {number(y)}L{number(x)} {number(box.bottom)}"
    diamond = path(f"M{corners}L{number(box.x)} {number(y)}Z", look.stroke, _thick(TASK, state), look.fill)
    icon = icons.GATEWAYS.get(shape.kind) if shape.marker else None
    return diamond + (moved(x, y, icon(look)) if icon is not None else "")


def _pool(shape: Shape, look: Look) -> str:
    box = shape.box
    frame = _rectangle(box, look, 1.5, 0)
    if not shape.name:
        return frame
    band = path(f"M{number(box.x + 30)} {number(box.y)}V{number(box.bottom)}", look.stroke, 1.5)
    turned = tag(
        "g",
        {"transform": f"translate({number(box.x + 15)} {number(box.middle[1])}) rotate(-90)"},
        lines_at(wrap(shape.name, max(box.height - 10, INSIDE), INSIDE)[:1], 0, -7, INSIDE, look.ink),
    )
    return frame + band + turned


def _annotation(shape: Shape, look: Look) -> str:
    box = shape.box
    left, reach = number(box.x), number(box.x + min(15, box.width))
    bracket = f"M{reach} {number(box.y)}H{left}V{number(box.bottom)}H{reach}"
    return path(bracket, look.stroke, 1.5) + inside(shape.name, box, look.ink)
