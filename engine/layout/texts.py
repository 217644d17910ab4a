"""How wide and high bpmn-js draws a label outside a shape (diagram-facts §4)."""

from __future__ import annotations

from math import ceil
from typing import NamedTuple

FONT = 11
_LINE = 13.2
_PADDING = 6
"""Without it a rounding error wraps the last letter."""
_ONE_LINE = 96
_TWO_LINES = 180
_LINE_OF_MORE = 90
_EARLY = 1.3
"""bpmn-js breaks early: a line of a broken label gets so many letters more than it needs."""
_FEWEST_TO_BREAK = 6
_FIRST_WIDE = 0x2E80


class Size(NamedTuple):
    width: int
    height: int


def text_width(text: str) -> int:
    letters = sum(FONT if ord(letter) >= _FIRST_WIDE else FONT * 0.6 for letter in text)
    return round(letters) + _PADDING


def label_height(lines: int) -> int:
    """14, 27, 40 for 1, 2, 3 lines: what bpmn-js writes, so opening a file changes nothing."""
    return ceil(lines * _LINE)


def label_sizes(text: str) -> list[Size]:
    """One line if it is short enough, then two; more for long texts."""
    whole = text_width(text)
    sizes = [Size(whole, label_height(1))] if whole <= _ONE_LINE else []
    if len(text) >= _FEWEST_TO_BREAK:
        lines = 2 if whole <= _TWO_LINES else -(-whole // _LINE_OF_MORE)
        sizes.append(Size(round(whole / lines + _EARLY * FONT), label_height(lines)))
    return sizes or [Size(whole, label_height(1))]
