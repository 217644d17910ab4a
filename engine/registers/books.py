"""The ordinary books and their schemas. Unknown columns are kept as they are: a book may grow.

`users`, `assignments` and `holidays` have tables of their own (architecture §2) but the same way in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from marshmallow import INCLUDE, Schema, fields, validate

from engine.domain.actors import RESERVED_LOGINS
from engine.letters import letter_problems
from engine.registers.calendar_book import Holidays, incomplete_years

_KEY = fields.String(required=True, validate=validate.Regexp(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,119}\Z"))
_DATE = r"(\d{4}-\d{2}-\d{2})?\Z"
_WORDS = fields.String(required=True, validate=validate.Length(min=1, max=400))


class Book(Schema):
    """Columns that every book has: key and the days on which a row holds (valid_to empty = open)."""

    class Meta:
        unknown = INCLUDE

    key = _KEY
    valid_from = fields.String(required=True, validate=validate.Regexp(r"\d{4}-\d{2}-\d{2}\Z"))
    valid_to = fields.String(load_default="", validate=validate.Regexp(_DATE))


class Named(Book):
    zh = _WORDS
    en = fields.String(load_default="")


class Departments(Named):
    number = fields.String(required=True, validate=validate.Length(min=1, max=16))


class Posts(Named):
    scope = fields.String(required=True)


class Roles(Named):
    permissions = fields.String(required=True)


class Materials(Book):
    """Keyed by `code` in the file."""

    name_zh = _WORDS
    name_en = fields.String(load_default="")


class CodeLists(Book):
    """Keyed by list and code: `village:huangtang`."""

    list = fields.String(required=True)
    code = fields.String(required=True)
    zh = _WORDS
    en = fields.String(load_default="")
    order = fields.String(load_default="0", validate=validate.Regexp(r"\d{1,6}\Z"))


class People(Book):
    name = _WORDS
    title = fields.String(load_default="")


class Users(Book):
    """A login, tied to a row of `people`; `roles` are keys of `roles`, blank-separated."""

    key = fields.String(
        required=True,
        validate=[validate.Regexp(r"[a-z][a-z0-9_.-]{1,31}\Z"), validate.NoneOf(RESERVED_LOGINS)],
    )
    person = fields.String(required=True)
    roles = fields.String(load_default="")
    department = fields.String(load_default="")
    village = fields.String(load_default="")
    enabled = fields.String(load_default="true")


class Assignments(Book):
    login = fields.String(required=True)
    post = fields.String(required=True)
    scope_kind = fields.String(
        required=True, validate=validate.OneOf(["town", "department", "village", "grid", "squad"])
    )
    scope = fields.String(required=True)
    kind = fields.String(load_default="main", validate=validate.OneOf(["main", "fallback"]))


class DocumentKinds(Named):
    """`word` stands before a document's number: 徐政许〔2026〕0001号."""

    word = fields.String(required=True, validate=validate.Length(min=1, max=40))


class Letters(Book):
    """Texts of letters to applicants; no blank line and no third language hides in a cell."""

    zh = fields.String(required=True)
    en = fields.String(required=True)


def _bad_letters(rows: Sequence[dict[str, Any]]) -> list[tuple[str, str, str]]:
    return [
        (str(row["key"]), f"{row['key']}：{zh}", f"{row['key']}: {en}")
        for row in rows
        for zh, en in letter_problems(f"{row['zh']}\n{row['en']}")
    ]


@dataclass(frozen=True)
class BookKind:
    """One book: its schema, columns that together make the key, and what its cells refer to."""

    schema: type[Schema]
    key_of: tuple[str, ...] = ("key",)
    refers: dict[str, str] = field(default_factory=dict)
    """column -> book whose keys its blank-separated words must be."""
    check: Callable[[Sequence[dict[str, Any]]], list[tuple[str, str, str]]] | None = None
    """What only the whole file shows: key, sentence in Chinese and in English of each fault."""


BOOKS: dict[str, BookKind] = {
    "departments": BookKind(Departments),
    "posts": BookKind(Posts),
    "roles": BookKind(Roles),
    "villages": BookKind(Named),
    "counters": BookKind(Named),
    "stations": BookKind(Named),
    "materials": BookKind(Materials, key_of=("code",)),
    "codelists": BookKind(CodeLists, key_of=("list", "key")),
    "people": BookKind(People),
    "users": BookKind(Users, refers={"person": "people", "roles": "roles"}),
    "assignments": BookKind(Assignments, refers={"post": "posts"}),
    "holidays": BookKind(Holidays, key_of=("day",), check=incomplete_years),
    "document_kinds": BookKind(DocumentKinds),
    "laws": BookKind(Named),
    "letters": BookKind(Letters, check=_bad_letters),
}
"""Order = order of import: a book comes after those it refers to."""
