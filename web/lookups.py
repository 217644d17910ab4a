"""Code lists for form fields, read once a request."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import g

from engine import queries
from web import access, identity


def lookup(name: str) -> Sequence[Any]:
    """Options of a code list."""
    cache = g.setdefault("code_lists", {})
    if name not in cache:
        cache[name] = identity.engine().read(queries.people.code_list, access.visitor(), name)
    return cache[name]


def names(book: str, column: str = "zh") -> dict[str, str]:
    """key -> words of a book."""
    cache = g.setdefault("books", {})
    if (book, column) not in cache:
        cache[book, column] = identity.engine().read(queries.people.names, access.visitor(), book, column)
    return cache[book, column]


def material_names(language: str) -> dict[str, str]:
    return names("materials", "name_en" if language == "en" else "name_zh")
