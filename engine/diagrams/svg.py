"""SVG as text: escaped, without ids, without style attributes (they would need an exception in the CSP)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape

Value = str | float | int | None

# What XML 1.0 cannot hold, lone surrogates included: such a letter would make the whole picture unreadable.
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    return escape(_ILLEGAL.sub("\ufffd", text), quote=True)


def number(value: float) -> str:
    """Two decimals at most and no `-0`, so that the same file always gives the same bytes."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def tag(name: str, attributes: Mapping[str, Value], *children: str, text: str = "") -> str:
    """An element; attributes that are None are left out, `text` is escaped, `children` are markup."""
    parts = [
        f' {key}="{clean(value) if isinstance(value, str) else number(value)}"'
        for key, value in attributes.items()
        if value is not None
    ]
    content = clean(text) + "".join(children)
    return f"<{name}{''.join(parts)}>{content}</{name}>" if content else f"<{name}{''.join(parts)}/>"


def path(data: str, stroke: str, width: float, fill: str = "none", dash: str | None = None) -> str:
    return tag(
        "path",
        {
            "d": data,
            "fill": fill,
            "stroke": stroke,
            "stroke-width": width,
            "stroke-linejoin": "round",
            "stroke-linecap": "round",
            "stroke-dasharray": dash,
        },
    )


def circle(
    x: float, y: float, radius: float, stroke: str, width: float, fill: str, dash: str | None = None
) -> str:
    return tag(
        "circle",
        {
            "cx": x,
            "cy": y,
            "r": radius,
            "fill": fill,
            "stroke": stroke,
            "stroke-width": width,
            "stroke-dasharray": dash,
        },
    )


def group(attributes: Mapping[str, Value], *children: str) -> str:
    return tag("g", attributes, *children)


def moved(x: float, y: float, *children: str) -> str:
    return group({"transform": f"translate({number(x)} {number(y)})"}, *children)
