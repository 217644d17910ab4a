"""Units of limits (`3wd`, `15d`, `4h`), in one table. Another unit is a line here.

Source: architecture §4: wd = working day, d = natural day, h = clock hour, wh = working hour, m = month;
minutes only in limits of events.
"""

from __future__ import annotations

import re

UNITS: dict[str, tuple[str, str]] = {
    "wd": ("个工作日", "working days"),
    "wh": ("个工作小时", "working hours"),
    "min": ("分钟", "minutes"),
    "d": ("天", "days"),
    "h": ("小时", "hours"),
    "m": ("个月", "months"),
}
"""unit -> words in Chinese and English."""

_BY_LENGTH = sorted(UNITS, key=len, reverse=True)
LIMIT = re.compile(rf"([1-9]\d{{0,3}})({'|'.join(_BY_LENGTH)})\Z", re.ASCII)
"""A limit as a designer writes it: a number from 1 to 9999 and a unit."""


def read_limit(text: str) -> tuple[int, str] | None:
    """`3wd` -> (3, "wd"); None when it is no limit."""
    found = LIMIT.match(text.strip())
    return (int(found[1]), found[2]) if found is not None else None


def limit_words(text: str, language: str = "zh") -> str:
    """`3wd` -> 3 个工作日; a text that is no limit comes back as it is."""
    found = read_limit(text)
    if found is None:
        return text
    zh, en = UNITS[found[1]]
    words = (en.removesuffix("s") if found[0] == 1 else en) if language.startswith("en") else zh
    return f"{found[0]} {words}"
