"""Types of declared inputs and outputs, and which values they take; gate and runtime ask here."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from engine.domain.limits import read_limit

TYPE_WORDS: Mapping[str, tuple[str, str]] = {
    "text": ("文字", "text"),
    "int": ("整数，如 3", "a whole number such as 3"),
    "fen": ("以分为单位的整数，如 20000", "whole fen such as 20000"),
    "bool": ("true 或 false", "true or false"),
    "date": ("日期，如 2026-11-25", "a date such as 2026-11-25"),
    "list": ("列表，写成用英文逗号隔开的几项", "a list, written as parts divided by commas"),
    "limit": ("期限，如 10wd、7d、4h", "a limit such as 10wd, 7d, 4h"),
    "document_kind": ("文书种类，见名册 document_kinds，如 refusal", "a kind of the book document_kinds"),
}
"""Type -> what it is in Chinese and English. Source: families.md §4; fen is money in whole fen."""

TYPES = tuple(TYPE_WORDS)
KINDS_OF_TEXT = ("limit", "document_kind")
"""Types whose values are texts of a certain form: not every text will do."""

_WHOLE = re.compile(r"-?\d{1,15}", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_SHOWN = 20


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_date(value: Any) -> bool:
    """A day, or an instant as FEEL stores it: both can be counted from."""
    if not isinstance(value, str):
        return False
    try:
        return bool(date.fromisoformat(value) if _DAY.fullmatch(value) else _instant(value))
    except ValueError:
        return False


def _instant(text: str) -> datetime:
    if not _DAY.fullmatch(text[:10]) or text[10:11] != "T":
        raise ValueError(text)
    return datetime.fromisoformat(text)


_FITS: Mapping[str, Callable[[Any], bool]] = {
    "text": lambda value: isinstance(value, str),
    "int": _is_whole,
    "fen": _is_whole,
    "bool": lambda value: isinstance(value, bool),
    "date": _is_date,
    "list": lambda value: isinstance(value, list),
    "limit": lambda value: isinstance(value, str) and read_limit(value) is not None,
    # whether the town's book has it is asked where the book is
    "document_kind": lambda value: isinstance(value, str) and bool(value),
}


def fits(kind: str, value: Any) -> bool:
    """Whether a value as variables hold it (JSON) is of the declared type; null never is. An unknown type,
    which no file may publish, takes anything."""
    return kind not in _FITS or _FITS[kind](value)


def literal(kind: str, text: str) -> Any:
    """The value of a text in a property, as its declared type reads it.

    Raises ValueError when it does not fit. Limits and dates stay text.
    """
    value: Any = text
    if kind in ("int", "fen"):
        value = int(text) if _WHOLE.fullmatch(text) else None
    elif kind == "bool":
        value = {"true": True, "false": False}.get(text)
    elif kind == "list":
        value = [part.strip() for part in text.split(",") if part.strip()]
    if not fits(kind, value):
        raise ValueError(text)
    return value


def is_literal(kind: str, text: str) -> bool:
    """Whether a text in a property can be read as that type."""
    try:
        literal(kind, text)
    except ValueError:
        return False
    return True


def described(value: Any) -> tuple[str, str]:
    """What came instead, for a refusal: short, and nothing of what a list or object holds."""
    if value is None:
        return "空值", "null"
    if isinstance(value, bool):
        return ("true", "true") if value else ("false", "false")
    if isinstance(value, int | float):
        return f"数 {value}"[: 2 + _SHOWN], f"the number {value}"[: 11 + _SHOWN]
    if isinstance(value, str):
        shown = value if len(value) <= _SHOWN else f"{value[:_SHOWN]}…"
        return f"文字“{shown}”", f'the text "{shown}"'
    return ("一个列表", "a list") if isinstance(value, list) else ("一个对象", "an object")
