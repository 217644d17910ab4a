"""The small drawings: what kind of task, gateway or event it is.

Task icons are 22 x 22; event and gateway icons are drawn around (0, 0), about 18 wide.
"""

from __future__ import annotations

from collections.abc import Callable
from math import cos, pi, sin

from engine.diagrams.marks import Look
from engine.diagrams.svg import circle, number, path

Icon = Callable[[Look], str]


def _person(look: Look) -> str:
    coat = "M3 20.5V16.2C3 13.6 5 12 7.6 11.3L11 13.4L14.4 11.3C17 12 19 13.6 19 16.2V20.5Z"
    hair = "M6.7 7.3C6.1 3.6 8.2 2 11 2S15.9 3.6 15.3 7.3C14.4 5 13 5.9 11.2 5.4C9.4 4.9 7.6 5.1 6.7 7.3Z"
    return (
        path(coat, look.stroke, 1, look.fill)
        + circle(11, 6.9, 4.3, look.stroke, 1, look.fill)
        + path(hair, look.stroke, 0.6, look.stroke)
        + path("M6.9 20.3V17M15.1 20.3V17M9.4 12.6L11 15L12.6 12.6", look.stroke, 0.9)
    )


def _gear(x: float, y: float, radius: float, look: Look) -> str:
    teeth, points = 9, []
    for n in range(teeth):
        turn = 2 * pi * n / teeth
        for shift, reach in ((-0.24, 0.76), (-0.14, 1.0), (0.14, 1.0), (0.24, 0.76)):
            angle = turn + shift
            points.append(
                f"{number(x + radius * reach * cos(angle))} {number(y + radius * reach * sin(angle))}"
            )
    return path(f"M{'L'.join(points)}Z", look.stroke, 0.9, look.fill) + circle(
        x, y, radius * 0.36, look.stroke, 0.9, look.fill
    )


def _gears(look: Look) -> str:
    return _gear(8.2, 8.2, 7.2, look) + _gear(13.8, 13.8, 7.2, look)


def _scroll(look: Look) -> str:
    sheet = "M7 2H18C14.5 5 14.5 7.5 16 11S17 17.5 14 20H3C6.5 17 6 14.5 4.6 11S3.6 4.6 7 2Z"
    return path(sheet, look.stroke, 1, look.fill) + path(
        "M7 6H13.4M6.6 9.2H13.8M8 12.6H14.8M8 16H14.6", look.stroke, 0.9
    )


def _table(look: Look) -> str:
    return (
        path("M2 4H20V18H2Z", look.stroke, 1, look.fill)
        + path("M2 4H20V8.4H2Z", look.stroke, 1, look.stroke)
        + path("M2 13.2H20M8 8.4V18", look.stroke, 1)
    )


def _envelope(look: Look) -> str:
    return path("M2 4.5H20V17H2Z", look.stroke, 1, look.fill) + path("M2 4.5L11 11.6L20 4.5", look.stroke, 1)


def _sent(look: Look) -> str:
    return path("M2 4.5H20V17H2Z", look.stroke, 1, look.stroke) + path(
        "M2.4 5L11 11.8L19.6 5", look.fill, 1.1
    )


def _hand(look: Look) -> str:
    return path(
        "M3 10.5L9.6 4.2C10.8 3.2 12.2 4.4 11.2 5.8L9.4 8H18.6M10.4 10.8H19.8M10.4 13.6H19"
        "M10.2 16.4H17.6C17 18.6 15 19 12 19H7.4C4.6 19 3 17.4 3 15Z",
        look.stroke,
        1,
    )


TASKS: dict[str, Icon] = {
    "userTask": _person,
    "serviceTask": _gears,
    "scriptTask": _scroll,
    "businessRuleTask": _table,
    "sendTask": _sent,
    "receiveTask": _envelope,
    "manualTask": _hand,
}


def _cross(look: Look) -> str:
    return path("M-6 -7.5L6 7.5M6 -7.5L-6 7.5", look.stroke, 3.4)


def _plus(look: Look) -> str:
    return path("M-9 0H9M0 -9V9", look.stroke, 3.4)


def _ring(look: Look) -> str:
    return circle(0, 0, 10.5, look.stroke, 2.6, "none")


def _star(look: Look) -> str:
    return path("M-9 0H9M0 -9V9M-6.4 -6.4L6.4 6.4M6.4 -6.4L-6.4 6.4", look.stroke, 3)


def _pentagon(radius: float) -> str:
    turns = (-pi / 2 + 2 * pi * n / 5 for n in range(5))
    return f"M{'L'.join(f'{number(radius * cos(t))} {number(radius * sin(t))}' for t in turns)}Z"


def _either(look: Look) -> str:
    rings = circle(0, 0, 13.5, look.stroke, 1, "none") + circle(0, 0, 11, look.stroke, 1, "none")
    return rings + path(_pentagon(7), look.stroke, 1, "none")


GATEWAYS: dict[str, Icon] = {
    "exclusiveGateway": _cross,
    "parallelGateway": _plus,
    "inclusiveGateway": _ring,
    "eventBasedGateway": _either,
    "complexGateway": _star,
}


def _clock(look: Look) -> str:
    ticks = "".join(
        f"M{number(9 * cos(a))} {number(9 * sin(a))}L{number(11 * cos(a))} {number(11 * sin(a))}"
        for a in (pi * n / 6 for n in range(12))
    )
    return circle(0, 0, 11, look.stroke, 1.4, "none") + path(f"{ticks}M4.6 1.6L0 0L1.8 -7.4", look.stroke, 1)


EVENTS: dict[str, str] = {
    "message": "M-9 -6H9V6H-9ZM-9 -6L0 1.2L9 -6",
    "error": "M-8.5 8L-3.6 -6.5L3 1.6L8.5 -8.5L3.8 7.2L-3.2 -1Z",
    "signal": "M0 -8L8.5 6.5H-8.5Z",
    "escalation": "M0 -8.5L6.5 8L0 2L-6.5 8Z",
    "conditional": "M-7 -8.5H7V8.5H-7ZM-4.6 -5H4.6M-4.6 -1.7H4.6M-4.6 1.7H4.6M-4.6 5H4.6",
    "link": "M-8.5 -3H2V-7L9 0L2 7V3H-8.5Z",
    "compensate": "M0 -6.5V6.5L-8.5 0ZM8.5 -6.5V6.5L0 0Z",
    "cancel": "M-7 -5L-5 -7L0 -2L5 -7L7 -5L2 0L7 5L5 7L0 2L-5 7L-7 5L-2 0Z",
    "multiple": _pentagon(9),
}
"""Outlines; thrown events fill them, caught ones do not."""


def event(kind: str, thrown: bool, look: Look) -> str:
    """The icon of an event definition, "" when there is none to draw."""
    if kind == "timer":
        return _clock(look)
    if kind == "terminate":
        return circle(0, 0, 10, look.stroke, 1, look.stroke)
    if kind == "message" and thrown:
        return path("M-9 -6H9V6H-9Z", look.stroke, 1, look.stroke) + path(
            "M-8.6 -5.6L0 1.2L8.6 -5.6", look.fill, 1.2
        )
    outline = EVENTS.get(kind, "")
    return path(outline, look.stroke, 1.1, look.stroke if thrown else "none") if outline else ""
