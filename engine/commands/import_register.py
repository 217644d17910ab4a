"""Import a book from CSV: every bad row is named, and then nothing is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from engine.commands.context import Context, Decision
from engine.domain import facts as f
from engine.domain.rights import EDIT_REGISTERS, require
from engine.errors import ImportRefused
from engine.registers import Known, read_book


@dataclass(frozen=True)
class ImportRegister:
    name: ClassVar[str] = "import_register"
    book: str
    data: bytes
    dry_run: bool = False


def handle(command: ImportRegister, ctx: Context) -> Decision:
    require(ctx.actor, EDIT_REGISTERS)

    def keys(book: str) -> frozenset[str]:
        return frozenset(str(row["key"]) for row in ctx.book(book))

    imported = read_book(command.book, command.data, Known(keys=keys, rows=ctx.book, at=ctx.at))
    if imported.errors:
        raise ImportRefused(
            n=len(imported.errors), details={"rows": [row.as_json() for row in imported.errors]}
        )
    answer = {"book": command.book, "rows": imported.count, "written": not command.dry_run}
    if command.dry_run:
        return Decision(answer)
    entry = f.AuditEntry(
        "import_register",
        detail={"book": command.book, "rows": imported.count, "sha256": imported.sha256},
    )
    return Decision(answer, (imported.fact,), (entry,))
