"""CSV -> rows of a book, and back. UTF-8 with or without BOM, GB18030 as Excel in China saves it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from marshmallow import ValidationError

from engine import digest
from engine.domain import facts as f
from engine.errors import NotFound
from engine.registers.books import BOOKS, BookKind
from engine.registers.calendar_book import day_of


@dataclass(frozen=True)
class RowError:
    """One bad row; `line` counts from 1 with the header as line 1."""

    line: int
    key: str
    zh: str
    en: str

    def as_json(self) -> dict[str, Any]:
        return {"line": self.line, "key": self.key, "message": self.zh, "message_en": self.en}


@dataclass(frozen=True)
class Known:
    """What the reader may ask of other books, and the time of the import as stored text."""

    keys: Callable[[str], frozenset[str]]
    rows: Callable[[str], Sequence[Mapping[str, Any]]]
    at: str


@dataclass(frozen=True)
class Imported:
    fact: f.Fact
    count: int
    sha256: str
    errors: tuple[RowError, ...]


def read_book(book: str, data: bytes, known: Known) -> Imported:
    """All rows or all errors. Raises NotFound for a book that does not exist."""
    kind = BOOKS.get(book)
    if kind is None:
        raise NotFound(what="名册", what_en="book", id=book)
    rows: list[dict[str, Any]] = []
    errors: list[RowError] = []
    seen: set[tuple[str, str]] = set()
    references = {column: known.keys(target) for column, target in kind.refers.items()}
    for line, raw in _lines(data):
        row = _row(kind, raw)
        problem = _problem(kind, row, references, seen)
        if problem is not None:
            errors.append(RowError(line, str(row.get("key", "")), *problem))
        else:
            rows.append(row)
    if kind.check is not None and not errors:
        errors += [RowError(1, *fault) for fault in kind.check(rows)]
    if not rows and not errors:
        errors.append(RowError(1, "", "文件里没有数据行", "the file has no rows"))
    return Imported(_fact(book, rows, known), len(rows), digest.sha256(data), tuple(errors))


def write_book(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """CSV with BOM, so that Excel shows Chinese; columns in the order of first appearance."""
    listed = list(rows)
    columns = list(dict.fromkeys(name for row in listed for name in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(listed)
    return text.getvalue().encode("utf-8-sig")


def _lines(data: bytes) -> Iterable[tuple[int, dict[str, Any]]]:
    reader = csv.DictReader(io.StringIO(_text(data), newline=""))
    for row in reader:
        yield reader.line_num, {str(name): value for name, value in row.items() if name is not None}


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Python's gbk cannot read rare characters that Windows writes; gb18030 can (cases: library facts)
        return data.decode("gb18030", errors="replace")


def _row(kind: BookKind, raw: Mapping[str, Any]) -> dict[str, Any]:
    row = {name.strip(): (value or "").strip() for name, value in raw.items()}
    if kind.key_of != ("key",):
        if kind.key_of == ("list", "key"):
            # an exported book has list:code as its key already
            row["code"] = row["key"] = row.get("key", "").removeprefix(f"{row.get('list', '')}:")
        row["key"] = ":".join(row.get(name, "") for name in kind.key_of)
    return row


def _problem(
    kind: BookKind,
    row: dict[str, Any],
    references: Mapping[str, frozenset[str]],
    seen: set[tuple[str, str]],
) -> tuple[str, str] | None:
    try:
        row.update(kind.schema().load(row))
    except ValidationError as error:
        columns = "、".join(sorted(str(name) for name in error.messages_dict))
        return f"这些列不对：{columns}", f"wrong columns: {columns}"
    mark = (row["key"], row.get("valid_from", ""))
    if mark in seen:
        return f"键 {row['key']} 重复", f"the key {row['key']} is repeated"
    seen.add(mark)
    for column, keys in references.items():
        strange = [word for word in str(row.get(column, "")).split() if word not in keys]
        if strange:
            return f"{column} 里没有登记 {strange[0]}", f"{column}: {strange[0]} is not registered"
    return None


def _fact(book: str, rows: list[dict[str, Any]], known: Known) -> f.Fact:
    if book == "users":
        return _users(rows, known)
    if book == "assignments":
        return f.AssignmentsImported(tuple(_assignment(row) for row in rows))
    if book == "holidays":
        return f.CalendarImported(tuple(day_of(row) for row in rows))
    return f.BookImported(book, tuple(_plain(row) for row in rows))


def _plain(row: Mapping[str, Any]) -> f.RegisterRow:
    body = {name: value for name, value in row.items() if name not in ("key", "valid_from", "valid_to")}
    return f.RegisterRow(row["key"], row["valid_from"], row["valid_to"], digest.canonical(body))


def _users(rows: list[dict[str, Any]], known: Known) -> f.UsersImported:
    people = {str(row["key"]): row for row in known.rows("people")}
    users = tuple(
        {
            "login": row["key"],
            "name": people.get(row["person"], {}).get("name", row["key"]),
            "title": people.get(row["person"], {}).get("title", ""),
            "department": row["department"],
            "village": row["village"],
            "enabled": row["enabled"] == "true",
            "sample": row.get("sample") == "true",
        }
        for row in rows
    )
    roles = tuple((str(row["key"]), role) for row in rows for role in str(row["roles"]).split())
    return f.UsersImported(users, roles, known.at)


def _assignment(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "key": row["key"],
        "login": row["login"],
        "post": row["post"],
        "scope_kind": row["scope_kind"],
        "scope_id": row["scope"],
        "kind": row["kind"],
        "valid_from": row["valid_from"],
        "valid_to": row["valid_to"],
    }
