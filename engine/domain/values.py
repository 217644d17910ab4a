"""Values that may enter at all, and the fingerprint of a command's body.

PostgreSQL stores no U+0000 in text and JSON has no infinite numbers: both are refused at the door with a
sentence, so that the two databases never differ (case B65).
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

from engine.errors import InvalidValue

MAX_DEPTH = 32


def fingerprint(command: Any) -> str:
    """SHA-256 over the command's name and body. Raises InvalidValue for a value no store can hold."""
    body = {field.name: _plain(getattr(command, field.name), field.name, 0) for field in fields(command)}
    text = json.dumps([command.name, body], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any, name: str, depth: int) -> Any:
    if depth > MAX_DEPTH:
        raise InvalidValue(field=name, why="嵌套太深", why_en="nested too deep")
    if isinstance(value, str):
        return _text(value, name)
    if isinstance(value, float) and not math.isfinite(value):
        raise InvalidValue(field=name, why="不是有限的数", why_en="not a finite number")
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
