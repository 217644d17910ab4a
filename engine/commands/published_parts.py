"""The gate's questions answered from the database: published forms and definitions, the town's books."""

from __future__ import annotations

from datetime import date
from functools import cached_property

from engine.commands.context import Context
from engine.domain.model import ProcessModel
from engine.forms import Form
from engine.store import load_definitions


class PublishedParts:
    """Parts port of `engine.gate` over one transaction."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx

    def form(self, key: str) -> Form | None:
        row = load_definitions.form_current(self._ctx.connection, self._ctx.town_id, key)
        return self._ctx.library.form(self._ctx.connection, row.sha256, key) if row is not None else None

    def process(self, key: str) -> ProcessModel | None:
        row = load_definitions.published(self._ctx.connection, self._ctx.town_id, key)
        return self._ctx.library.program(self._ctx.connection, row.sha256).model if row is not None else None

    def post(self, key: str) -> bool:
        return not self._posts or key in self._posts

    def department(self, number: str) -> bool:
        return not self._departments or number in self._departments

    def material(self, code: str) -> bool:
        return not self._materials or code in self._materials

    def letter(self, key: str) -> bool:
        return not self._letters or key in self._letters

    def law(self, reference: str) -> bool | None:
        """The book of laws is not in this release: no judgement."""
        del reference
        return None

    def today(self) -> date | None:
        return self._ctx.today

    # An installation without a book cannot judge by it; `zhenwu doctor` is where an empty book shows.
    @cached_property
    def _posts(self) -> frozenset[str]:
        return frozenset(str(row["key"]) for row in self._ctx.book("posts"))

    @cached_property
    def _departments(self) -> frozenset[str]:
        return frozenset(str(row.get("number", "")) for row in self._ctx.book("departments"))

    @cached_property
    def _materials(self) -> frozenset[str]:
        return frozenset(str(row["key"]) for row in self._ctx.book("materials"))

    @cached_property
    def _letters(self) -> frozenset[str]:
        return frozenset(str(row["key"]) for row in self._ctx.book("letters"))
