"""Keyset pages with an opaque cursor: the sort time and id of the last row."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, and_, or_

from engine.domain.values import require_texts
from engine.errors import InvalidValue

Row = TypeVar("Row")

MOST = 200
"""Rows a page at most (contract)."""
COUNT_CAP = 1000
"""Counts stop here and read 999+ (architecture §6.3)."""


@dataclass(frozen=True)
class Page(Generic[Row]):
    items: tuple[Row, ...]
    next: str | None


def page(
    statement: Select[Any],
    order: tuple[ColumnElement[Any], ColumnElement[Any]],
    *,
    cursor: str | None,
    limit: int,
    descending: bool,
) -> Select[Any]:
    """The statement for one page plus one row more, which tells whether a next page exists."""
    first, second = order
    if cursor:
        at, identity = _read(cursor)
        if descending:
            after = or_(first < at, and_(first == at, second < identity))
        else:
            after = or_(first > at, and_(first == at, second > identity))
        statement = statement.where(after)
    keys = (first.desc(), second.desc()) if descending else (first, second)
    return statement.order_by(*keys).limit(bounded(limit) + 1)


def cut(
    rows: Sequence[Any], limit: int, make: Callable[[Any], Row], key: Callable[[Any], tuple[str, str]]
) -> Page[Row]:
    """The page of the fetched rows, with the cursor of the next one."""
    most = bounded(limit)
    shown = rows[:most]
    following = _write(*key(shown[-1])) if len(rows) > most else None
    return Page(tuple(make(row) for row in shown), following)


def seen(cursor: str) -> tuple[str, str]:
    """Sort text and id of the last row of the page before. Raises InvalidValue."""
    return _read(cursor)


def bounded(limit: int) -> int:
    return max(1, min(limit, MOST))


def _write(at: str, identity: str) -> str:
    return base64.urlsafe_b64encode(f"{at}|{identity}".encode()).decode().rstrip("=")


def _read(cursor: str) -> tuple[str, str]:
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError) as error:
        raise InvalidValue(field="cursor", why="翻页标记不对", why_en="not a cursor of this list") from error
    at, _, identity = text.partition("|")
    require_texts((at, identity))
    return at, identity
