"""What an evaluation may see: variables, the instant, the calendar; and the notes it leaves behind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

MAX_NOTES = 20

NOTES: dict[str, tuple[str, str]] = {
    "feel.unknown_name": ("没有变量 {word}，按空值处理。", "There is no variable {word}: taken as null."),
    "feel.mixed_kinds": (
        "{left_zh}和{right_zh}不能放在一起比较或计算，结果为空。",
        "{left} and {right} cannot be compared or combined: the result is null.",
    ),
    "feel.not_ordered": ("{left_zh}不分大小，结果为空。", "{left} has no order: the result is null."),
    "feel.not_boolean": (
        "这里要真假值，得到的是{left_zh}，按空值处理。",
        "A boolean is expected, but this is {left}: taken as null.",
    ),
    "feel.division_by_zero": ("除数为 0，结果为空。", "Division by zero: the result is null."),
    "feel.number_too_large": (
        "数太大（超过 30 位），结果为空。",
        "The number is beyond 10^30: taken as null.",
    ),
    "feel.text_too_long": (
        "拼接的文字超过 2000 个字符，结果为空。",
        "The joined text has more than 2,000 characters: the result is null.",
    ),
    "feel.bad_argument": (
        "函数 {word} 得到了不合适的值，结果为空。",
        "{word} got a value it does not take: the result is null.",
    ),
    "feel.bad_date": ("“{word}”不是日期，结果为空。", '"{word}" is no date: the result is null.'),
    "feel.bad_limit": (
        "“{word}”不是期限（如 5wd、3d、15min），结果为空。",
        '"{word}" is no limit (such as 5wd, 3d, 15min): the result is null.',
    ),
    "feel.no_clock": ("这里没有当前时间，结果为空。", "No clock is given here: the result is null."),
    "feel.no_calendar": ("这里不能计算期限，结果为空。", "No calendar is given here: the result is null."),
}


@dataclass(frozen=True)
class Note:
    """Why something became null."""

    code: str
    zh: str
    en: str


@dataclass(frozen=True)
class Context:
    """One evaluation. `calendar(amount, unit, start)` knows working days and ends of limits."""

    variables: Mapping[str, Any]
    now: datetime | None = None
    calendar: Callable[[int, str, datetime], datetime | None] | None = None
    notes: list[Note] = field(default_factory=list)

    def note(self, code: str, **words: str) -> None:
        """Keep one note; the first 20 are enough to explain a result."""
        if len(self.notes) < MAX_NOTES:
            zh, en = NOTES[code]
            self.notes.append(Note(code, zh.format(**words), en.format(**words)))
