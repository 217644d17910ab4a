"""Values that may enter at all, and the fingerprint of a command's body.

PostgreSQL stores no U+0000 in text and JSON has no infinite numbers: both are refused at the door with a
sentence, so that the two databases never differ (case B65).
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from typing import Any

from engine.errors import InvalidValue

MAX_DEPTH = 32
MAX_SHORT = 200
"""Characters of a command's own text; SQLite would keep more than PostgreSQL's columns hold."""
FREE_TEXT = frozenset({"opinion", "reason", "note", "filename", "password", "comment"})
"""Fields that are stored without a limit, or cut, or only hashed."""
MAX_BITS = 1024
"""Bits of a whole number (308 digits); Python itself refuses to write 4,300 digits."""


def fingerprint(command: Any) -> str:
    """SHA-256 over the command's name and body. Raises InvalidValue for a value no store can hold."""
    for field in fields(command):
        value = getattr(command, field.name)
        if field.name not in FREE_TEXT and isinstance(value, str):
            require_short(value, field.name)
    body = {field.name: _plain(getattr(command, field.name), field.name, 0) for field in fields(command)}
    text = json.dumps([command.name, body], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def require_short(value: str, name: str) -> None:
    """Raise InvalidValue for a text longer than MAX_SHORT."""
    if len(value) > MAX_SHORT:
        raise InvalidValue(field=name, why=f"超过 {MAX_SHORT} 个字", why_en=f"over {MAX_SHORT} characters")


def require_texts(values: Iterable[Any]) -> None:
    """Raise InvalidValue for a text to search for that no database can be asked about."""
    for value in values:
        if isinstance(value, str):
            _text(value, "q")


def _plain(value: Any, name: str, depth: int) -> Any:
    if depth > MAX_DEPTH:
        raise InvalidValue(field=name, why="嵌套太深", why_en="nested too deep")
    if isinstance(value, str):
        return _text(value, name)
    if isinstance(value, float) and not math.isfinite(value):
        raise InvalidValue(field=name, why="不是有限的数", why_en="not a finite number")
    if isinstance(value, int) and value.bit_length() > MAX_BITS:
        raise InvalidValue(field=name, why="数太大", why_en="the number is too large")
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    if isinstance(value, Mapping):
        return dict(_pairs(value, name, depth))
    if isinstance(value, list | tuple):
        return [_plain(item, name, depth + 1) for item in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    raise InvalidValue(
        field=name, why="不能保存这种内容", why_en=f"a {type(value).__name__} cannot be stored"
    )


def _pairs(value: Mapping[Any, Any], name: str, depth: int) -> Iterator[tuple[str, Any]]:
    for key, item in value.items():
        yield _text(str(key), name), _plain(item, str(key), depth + 1)


def _text(value: str, name: str) -> str:
    if "\x00" in value:
        raise InvalidValue(field=name, why="含有不可见字符 U+0000", why_en="it holds U+0000")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise InvalidValue(field=name, why="含有残缺的字符", why_en="it holds half a character") from error
    return value
