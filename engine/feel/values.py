"""The values of the language and what comparison and arithmetic mean. Kinds never mix: null and a note.

Numbers are exact: int stays int (money counts fen), the rest is Decimal with 34 digits. What JavaScript
would coerce, or compare as true by accident, is null here (feel-facts §4).
"""

from __future__ import annotations

import decimal
import operator
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from engine.feel.context import Context

MAX_LIST = 1000
MAX_JOINED = 2000
MAX_DEPTH = 32
LARGEST = 10**30
LARGEST_STORED = 2**63 - 1

# No traps: what goes wrong becomes NaN or infinity, and admit() makes null of both.
DECIMALS = decimal.Context(prec=34, traps=[])

KINDS: dict[type, str] = {
    type(None): "null",
    bool: "boolean",
    int: "number",
    float: "number",
    Decimal: "number",
    str: "text",
    date: "date",
    datetime: "datetime",
    list: "list",
    dict: "context",
}
KIND_ZH = {
    "null": "空值",
    "boolean": "真假值",
    "number": "数",
    "text": "文字",
    "date": "日期",
    "datetime": "日期时间",
    "list": "列表",
    "context": "对象",
    "any": "任意值",
}
KIND_EN = {**{kind: f"a {kind}" for kind in KIND_ZH}, "null": "null", "datetime": "a date and time"}
ORDERED_KINDS = frozenset({"number", "text", "date", "datetime"})
ORDERINGS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def kind_of(value: Any) -> str:
    """Exact types only: a subclass could carry behaviour of its own."""
    return KINDS.get(type(value), "any")


def admit(value: Any) -> Any:
    """The value as the language sees it: floats become exact, what it cannot hold becomes null."""
    kind = KINDS.get(type(value))
    if kind == "number":
        number = Decimal(repr(value)) if type(value) is float else value
        if type(number) is Decimal and not number.is_finite():
            return None
        return number if -LARGEST < number < LARGEST else None
    if kind is None or (kind == "list" and len(value) > MAX_LIST):
        return None
    return value


def settle(value: Any, depth: int = 0) -> Any:
    """admit() all the way down: what an evaluation hands out."""
    if depth > MAX_DEPTH:
        return None
    value = admit(value)
    if type(value) is list:
        return [settle(item, depth + 1) for item in value]
    if type(value) is dict:
        return {key: settle(item, depth + 1) for key, item in value.items() if type(key) is str}
    return value


def to_json(value: Any) -> Any:
    """The stored form: integers stay integers, whole decimals become some, dates become ISO text."""
    value = settle(value)
    if type(value) is int or type(value) is Decimal:
        return _stored_number(value)
    if isinstance(value, date):
        return value.isoformat()
    if type(value) is list:
        return [to_json(item) for item in value]
    if type(value) is dict:
        return {key: to_json(item) for key, item in value.items()}
    return value


def _stored_number(value: int | Decimal) -> int | float:
    """Beyond 64 bits orjson refuses an integer and a browser loses its digits anyway."""
    number = Decimal(value)
    whole = number == number.to_integral_value(context=DECIMALS)
    return int(number) if whole and abs(number) <= LARGEST_STORED else float(number)


def is_true(value: Any) -> bool:
    """Only `true` takes a flow: not null, not 1, not a text."""
    return value is True


def boolean(value: Any, context: Context) -> bool | None:
    """The truth value of an operand; another kind is null and a note."""
    if value is True or value is False or value is None:
        return value
    kind = kind_of(value)
    context.note("feel.not_boolean", left=KIND_EN[kind], left_zh=KIND_ZH[kind])
    return None


def note_mixed(left: Any, right: Any, context: Context) -> None:
    """Leave the note that two kinds do not go together."""
    first, second = kind_of(left), kind_of(right)
    context.note(
        "feel.mixed_kinds",
        left=KIND_EN[first],
        left_zh=KIND_ZH[first],
        right=KIND_EN[second],
        right_zh=KIND_ZH[second],
    )


def equal(left: Any, right: Any, context: Context) -> bool | None:
    """`=`: with null true or false; kinds that differ are null; lists compare element by element."""
    if left is None or right is None:
        return left is right
    left, right = admit(left), admit(right)
    kind = kind_of(left)
    if kind != kind_of(right):
        note_mixed(left, right, context)
        return None
    if kind == "list":
        return _equal_lists(left, right, context)
    return None if kind == "context" else _equal_scalars(left, right)


def _equal_scalars(left: Any, right: Any) -> bool | None:
    if type(left) is datetime and (left.tzinfo is None) != (right.tzinfo is None):
        return None
    return bool(left == right)


def _equal_lists(left: list[Any], right: list[Any], context: Context) -> bool | None:
    if len(left) != len(right):
        return False
    result: bool | None = True
    for first, second in zip(left, right, strict=True):
        # A list inside a list is null: nested comparison took 4.7 s in 2,000 characters.
        nested = type(first) is list and type(second) is list
        same = None if nested else equal(first, second, context)
        if same is False:
            return False
        if same is None:
            result = None
    return result


def ordered(symbol: str, left: Any, right: Any, context: Context) -> bool | None:
    """`< <= > >=`: null with null, with another kind, and for kinds that have no order."""
    if left is None or right is None:
        return None
    kind = kind_of(left)
    if kind != kind_of(right):
        note_mixed(left, right, context)
        return None
    if kind not in ORDERED_KINDS:
        context.note("feel.not_ordered", left=KIND_EN[kind], left_zh=KIND_ZH[kind])
        return None
    try:
        return ORDERINGS[symbol](left, right)
    except TypeError:  # an instant with an offset against one without
        return None


def calculate(symbol: str, left: Any, right: Any, context: Context) -> Any:
    """`+ - * /` on numbers and `+` on texts."""
    left, right = admit(left), admit(right)
    if left is None or right is None:
        return None
    kinds = (kind_of(left), kind_of(right))
    if symbol == "+" and kinds == ("text", "text"):
        return _join(left, right, context)
    if kinds != ("number", "number"):
        note_mixed(left, right, context)
        return None
    if symbol == "/" and right == 0:
        context.note("feel.division_by_zero")
        return None
    result = admit(_number(symbol, left, right))
    if result is None:
        context.note("feel.number_too_large")
    return result


def _join(left: str, right: str, context: Context) -> str | None:
    if len(left) + len(right) > MAX_JOINED:
        context.note("feel.text_too_long")
        return None
    return left + right


_INTEGERS: dict[str, Callable[[int, int], int]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.floordiv,
}
_FRACTIONS: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": DECIMALS.add,
    "-": DECIMALS.subtract,
    "*": DECIMALS.multiply,
    "/": DECIMALS.divide,
}


def _number(symbol: str, left: int | Decimal, right: int | Decimal) -> int | Decimal:
    if isinstance(left, int) and isinstance(right, int) and (symbol != "/" or left % right == 0):
        return _INTEGERS[symbol](left, right)
    return _FRACTIONS[symbol](Decimal(left), Decimal(right))
