"""Stored values as words for read-only pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.forms import numbers
from engine.forms.model import CHOICES, Field, Lookup


def mask(kind: str, value: str) -> str:
    """`3****************7` for an ID number, `154****0001` for a phone; other kinds unchanged. Idempotent."""
    if kind == "id_number":
        return value[:1] + "*" * (len(value) - 2) + value[-1:] if len(value) > 2 else "*" * len(value)
    if kind == "phone":
        return value[:3] + "*" * (len(value) - 7) + value[-4:] if len(value) > 7 else "*" * len(value)
    return value


def show(field: Field, value: Any, lookup: Lookup, language: str = "zh") -> str:
    """`value` of `field` in words, "" when there is none. Never rounds; sensitive kinds come out masked."""
    if value is None or value == "" or value == []:
        return ""
    english = language.startswith("en")
    if field.kind in CHOICES:
        return _choices(field, value, lookup, english)
    if field.kind == "address":
        return _address(field, value, lookup, english)
    return _plain(field, value, english)


def _plain(field: Field, value: Any, english: bool) -> str:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if field.kind == "money" and isinstance(value, int):
        return _money(value, english)
    if field.kind == "number" and is_number:
        return numbers.plain(value)
    if field.kind == "checkbox":
        return ("Yes" if value else "No") if english else ("是" if value else "否")
    if field.kind == "file" and isinstance(value, list):
        return _files(len(value), english)
    if field.kind == "datetime":
        return str(value).replace("T", " ")
    return mask(field.kind, str(value))


def _labels(field: Field, lookup: Lookup, english: bool) -> dict[str, str]:
    options = lookup(field.options_from) if field.options_from else field.options
    return {one.value: (one.label_en if english else "") or one.label for one in options}


def _choices(field: Field, value: Any, lookup: Lookup, english: bool) -> str:
    """Labels of the chosen options; a value whose option is gone stands for itself."""
    labels = _labels(field, lookup, english)
    chosen = value if isinstance(value, list) else [value]
    return (", " if english else "、").join(labels.get(str(one), str(one)) for one in chosen)


def _address(field: Field, value: Any, lookup: Lookup, english: bool) -> str:
    if not isinstance(value, Mapping):
        return str(value)
    village = str(value.get("village") or "")
    parts = [_labels(field, lookup, english).get(village, village), str(value.get("text") or "")]
    return (", " if english else "，").join(part for part in parts if part)


def _money(fen: int, english: bool) -> str:
    yuan, rest = divmod(abs(fen), 100)
    amount = f"{'-' if fen < 0 else ''}{yuan:,}.{rest:02d}"
    return f"{amount} yuan" if english else f"{amount} 元"


def _files(count: int, english: bool) -> str:
    if english:
        return "1 file" if count == 1 else f"{count} files"
    return f"{count} 个文件"
