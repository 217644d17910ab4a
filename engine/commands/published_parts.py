"""The gate's questions answered from the database: published forms and definitions, the town's books."""

from __future__ import annotations

from datetime import date

from engine.commands.context import Context
from engine.domain.model import ProcessModel
from engine.forms import Form
from engine.store import load_definitions


class PublishedParts:
    """Parts port of `engine.gate` over one transaction."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._values: dict[str, frozenset[str]] = {}

    def form(self, key: str) -> Form | None:
        row = load_definitions.form_current(self._ctx.connection, self._ctx.town_id, key)
        return self._ctx.library.form(self._ctx.connection, row.sha256, key) if row is not None else None

    def process(self, key: str) -> ProcessModel | None:
        row = load_definitions.published(self._ctx.connection, self._ctx.town_id, key)
        return self._ctx.library.program(self._ctx.connection, row.sha256).model if row is not None else None

    def has_book(self, book: str) -> bool | None:
        return bool(self._ctx.book(book))

    def post(self, key: str) -> bool:
        return self._has("posts", "key", key)

    def department(self, number: str) -> bool:
        return self._has("departments", "number", number)

    def material(self, code: str) -> bool:
        return self._has("materials", "key", code)

    def letter(self, key: str) -> bool:
        return self._has("letters", "key", key)

    def document_kind(self, key: str) -> bool:
        return self._has("document_kinds", "key", key)

    def law(self, key: str) -> bool:
        return self._has("laws", "key", key)

    def today(self) -> date | None:
        return self._ctx.today

    def _has(self, book: str, column: str, value: str) -> bool:
        if book not in self._values:
            self._values[book] = frozenset(str(row.get(column, "")) for row in self._ctx.book(book))
        known = self._values[book]
        return not known or value in known
