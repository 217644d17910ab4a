"""The functions by name. The clock and the calendar come from the context; nothing else is outside."""

from __future__ import annotations

import decimal
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from engine.domain.limits import read_limit
from engine.feel.context import Context
from engine.feel.values import DECIMALS, admit, calculate, equal, kind_of

LIMITS = ("wd", "d", "h", "wh", "m")
"""Functions that count a limit: their amount is a whole number from 0 to MAX_LIMIT."""
MAX_LIMIT = 3660
MAX_ARGUMENTS = 20
MAX_SCALE = 10

# What an argument may be; "numbers" = numbers, or one list of them (the function itself looks inside).
ACCEPTED: dict[str, frozenset[str]] = {
    "number": frozenset({"number"}),
    "text": frozenset({"text"}),
    "list": frozenset({"list"}),
    "moment": frozenset({"text", "date", "datetime"}),
    "numbers": frozenset({"number", "list"}),
    "any": frozenset({"null", "boolean", "number", "text", "date", "datetime", "list", "context"}),
}


@dataclass(frozen=True, slots=True)
class Function:
    """`engine_only` functions need the calendar of the server: a browser cannot follow them."""

    run: Callable[..., Any]
    arguments: tuple[str, ...]
    least: int
    most: int
    result: str
    engine_only: bool = False


# Stricter than fromisoformat, which also reads 20260701 and week dates; no other FEEL engine does.
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DATE_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?"
)


def date_of(context: Context, value: str | date) -> date | None:
    """date(…): of ISO text, a date, or the day of an instant."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if _DATE.fullmatch(value):
        with suppress(ValueError):  # the 30th of February
            return date.fromisoformat(value)
    context.note("feel.bad_date", word=value[:20])
    return None


def instant_of(context: Context, value: str | date) -> datetime | None:
    """date and time(…): of ISO text, an instant, or the first second of a day."""
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time())
    if _DATE_TIME.fullmatch(value):
        with suppress(ValueError):
            return datetime.fromisoformat(value)
    context.note("feel.bad_date", word=value[:20])
    return None


def _now(context: Context) -> datetime | None:
    if context.now is None:
        context.note("feel.no_clock")
    return context.now


def _today(context: Context) -> date | None:
    now = _now(context)
    return now.date() if now else None


def _start(context: Context, value: str | date | None) -> datetime | None:
    """Where a limit starts: now, or the value; without an offset it is meant in the zone of now."""
    if value is None:
        return _now(context)
    start = instant_of(context, value)
    if start is not None and start.tzinfo is None and context.now is not None:
        return start.replace(tzinfo=context.now.tzinfo)
    return start


def _run_out(context: Context, amount: int | Decimal, unit: str, value: str | date | None) -> datetime | None:
    if amount != int(amount) or not 0 <= amount <= MAX_LIMIT:
        context.note("feel.bad_limit", word=f"{amount}{unit}"[:20])
        return None
    if context.calendar is None:
        context.note("feel.no_calendar")
        return None
    start = _start(context, value)
    return context.calendar(int(amount), unit, start) if start else None


def _limit(unit: str) -> Function:
    def run(context: Context, amount: int | Decimal, value: str | date | None = None) -> datetime | None:
        return _run_out(context, amount, unit, value)

    return Function(run, ("number", "moment"), 1, 2, "datetime", engine_only=True)


def _due(context: Context, text: str, value: str | date | None = None) -> datetime | None:
    """due("5wd", start): limits are whole numbers, so 0.05h is null and a note."""
    found = read_limit(text)
    if found is None:
        context.note("feel.bad_limit", word=text[:20])
        return None
    return _run_out(context, *found, value)


def _rounded(rounding: str) -> Callable[..., int | Decimal | None]:
    def run(context: Context, number: int | Decimal, scale: int | Decimal = 0) -> int | Decimal | None:
        if scale != int(scale) or not -MAX_SCALE <= scale <= MAX_SCALE:
            context.note("feel.bad_argument", word="round")
            return None
        unit = Decimal(1).scaleb(-int(scale))
        result = Decimal(number).quantize(unit, rounding, DECIMALS)
        return int(result) if scale <= 0 and result.is_finite() else result

    return run


def _aggregate(name: str, combine: Callable[[Context, list[Any]], Any]) -> Function:
    """min, max, sum: of numbers or of one list of them; of nothing they are null."""

    def run(context: Context, *values: Any) -> Any:
        given = values[0] if len(values) == 1 and type(values[0]) is list else values
        numbers = [admit(value) for value in given]
        if any(kind_of(number) != "number" for number in numbers):
            context.note("feel.bad_argument", word=name)
            return None
        return combine(context, numbers) if numbers else None

    return Function(run, ("numbers",) * MAX_ARGUMENTS, 1, MAX_ARGUMENTS, "number")


def _sum(context: Context, numbers: list[Any]) -> Any:
    total: Any = 0
    for number in numbers:
        total = calculate("+", total, number, context)
    return total


def _list_contains(context: Context, items: list[Any], value: Any) -> bool:
    return any(equal(item, value, context) is True for item in items)


def _abs(_: Context, number: int | Decimal) -> int | Decimal:
    return abs(number) if isinstance(number, int) else DECIMALS.abs(number)


_TEXTS = ("text", "text")

FUNCTIONS: dict[str, Function] = {
    "date": Function(date_of, ("moment",), 1, 1, "date"),
    "date and time": Function(instant_of, ("moment",), 1, 1, "datetime"),
    "today": Function(_today, (), 0, 0, "date"),
    "now": Function(_now, (), 0, 0, "datetime"),
    **{unit: _limit(unit) for unit in LIMITS},
    "due": Function(_due, ("text", "moment"), 1, 2, "datetime", engine_only=True),
    "min": _aggregate("min", lambda _, numbers: min(numbers)),
    "max": _aggregate("max", lambda _, numbers: max(numbers)),
    "sum": _aggregate("sum", _sum),
    "count": Function(lambda _, items: len(items), ("list",), 1, 1, "number"),
    "list contains": Function(_list_contains, ("list", "any"), 2, 2, "boolean"),
    "contains": Function(lambda _, text, part: part in text, _TEXTS, 2, 2, "boolean"),
    "starts with": Function(lambda _, text, part: text.startswith(part), _TEXTS, 2, 2, "boolean"),
    "ends with": Function(lambda _, text, part: text.endswith(part), _TEXTS, 2, 2, "boolean"),
    "string length": Function(lambda _, text: len(text), ("text",), 1, 1, "number"),
    "floor": Function(_rounded(decimal.ROUND_FLOOR), ("number", "number"), 1, 2, "number"),
    "ceiling": Function(_rounded(decimal.ROUND_CEILING), ("number", "number"), 1, 2, "number"),
    "round half up": Function(_rounded(decimal.ROUND_HALF_UP), ("number", "number"), 2, 2, "number"),
    "abs": Function(_abs, ("number",), 1, 1, "number"),
}
