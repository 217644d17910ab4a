"""Text in pictures: how wide it is, where it breaks, and how it is written."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from engine.diagrams.picture import Box
from engine.diagrams.svg import Value, tag

INSIDE, OUTSIDE = 12, 11
"""Sizes of bpmn-js: text in shapes, labels beside them (diagram-facts §5)."""
LINE = 1.2

# Widths of Helvetica for U+0020-7E in thousandths of the size, as its published metrics give them. The CJK
# fonts that really draw the text are wider in Latin, hence 1.06: with it, Noto Sans CJK in Chromium draws
# 0.93 to 1.03 of the width computed here (9 texts).
_WIDTHS = (
    "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 "
    "556 556 556 556 556 556 278 278 584 584 584 556 1015 667 667 722 722 667 611 778 "
    "722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944 667 667 611 278 "
    "278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 "
    "556 556 333 500 278 556 500 722 500 500 500 334 260 334 584"
)
_LATIN = {chr(32 + n): int(width) / 1000 * 1.06 for n, width in enumerate(_WIDTHS.split())}


@lru_cache(maxsize=8192)
def _em(letter: str) -> float:
    if letter in _LATIN:
        return _LATIN[letter]
    if unicodedata.combining(letter):
        return 0.0
    return 1.0 if unicodedata.east_asian_width(letter) in "WFA" else 0.6


def width(text: str, size: float) -> float:
    return sum(_em(letter) for letter in text) * size


def wrap(text: str, room: float, size: float) -> list[str]:
    """Lines as bpmn-js breaks them: at blanks and hyphens, else by letter, one letter early (§4)."""
    lines: list[str] = []
    for paragraph in text.replace("\r", "").split("\n"):
        rest = paragraph.strip()
        while rest:
            line = _fit(rest, room, size)
            lines.append(line.strip())
            rest = rest[len(line) :].lstrip()
    return lines


def _fit(text: str, room: float, size: float) -> str:
    line = text
    while len(line) > 1 and width(line, size) > room:
        count = len(line) * room / width(line, size)
        line = _at_break(line, count) or line[: max(round(count - 1), 1)]
    return line


def _at_break(text: str, count: float) -> str:
    """The longest beginning of at most `count` letters that ends at a blank or hyphen, or ""."""
    end = min(int(count), len(text) - 1)
    for place in range(end, 0, -1):
        if text[place - 1] in " -\u00ad":
            return text[:place]
    return ""


def lines_at(lines: list[str], centre: float, top: float, size: float, ink: str, bold: bool = False) -> str:
    """A text element; `top` is the upper edge of the first line, every line is centred on `centre`."""
    if not lines:
        return ""
    pitch = size * LINE
    # The body of a CJK letter is centred about 0.36 of the size above the baseline.
    first = top + pitch / 2 + size * 0.36
    spans = [tag("tspan", {"x": centre, "y": first + n * pitch}, text=line) for n, line in enumerate(lines)]
    look: dict[str, Value] = {
        "font-size": size,
        "fill": ink,
        "text-anchor": "middle",
        "font-weight": "600" if bold else None,
    }
    return tag("text", look, *spans)


def height(lines: list[str], size: float) -> float:
    return len(lines) * size * LINE


def inside(text: str, box: Box, ink: str) -> str:
    """Text in the middle of a task: 7 px padding."""
    lines = wrap(text, max(box.width - 14, INSIDE), INSIDE)
    x, y = box.middle
    return lines_at(lines, x, y - height(lines, INSIDE) / 2, INSIDE, ink)
