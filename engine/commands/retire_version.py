"""Retire a version: no new cases start on it; running ones go on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from engine.commands.context import Context, Decision
from engine.commands.dependents import callers_of
from engine.domain import facts as f
from engine.domain.model import ITEM_KINDS
from engine.domain.rights import RETIRE, require
from engine.domain.rows import DefinitionRow
from engine.domain.states import VERSION_MOVES, WORDS, VersionStatus
from engine.errors import NotFound, ProcedureInUse, VersionStateWrong
from engine.store import load_definitions


@dataclass(frozen=True)
class RetireVersion:
    name: ClassVar[str] = "retire_version"
    key: str
    version: int
    note: str = ""


_MOST_NAMED = 10


def handle(command: RetireVersion, ctx: Context) -> Decision:
    row = load_definitions.version(ctx.connection, ctx.town_id, command.key, command.version, lock=True)
    if row is None:
        raise NotFound(what="流程版本", what_en="version", id=f"{command.key} {command.version}")
    require(ctx.actor, RETIRE)
    if "retire" not in VERSION_MOVES[VersionStatus(row.status)]:
        zh, en = WORDS[row.status]
        raise VersionStateWrong(
            version=row.version, status_zh=zh, status=en, verb="再停用", verb_en="retired again"
        )
    _require_unused(ctx, row)
    fact = f.DefinitionRetired(row.key, row.version, ctx.actor.login, ctx.at)
    entry = f.AuditEntry(
        "retire_version", detail={"definition": f"{row.key}@{row.version}", "note": command.note}
    )
    return Decision(
        {"key": row.key, "version": row.version, "status": VersionStatus.RETIRED}, (fact,), (entry,)
    )


def _require_unused(ctx: Context, row: DefinitionRow) -> None:
    """New cases of the callers would find nothing to call. Running ones keep what they pinned."""
    if row.kind in ITEM_KINDS or row.status != VersionStatus.PUBLISHED:
        return
    callers = callers_of(ctx, row.key)
    if callers:
        more = len(callers) - _MOST_NAMED
        raise ProcedureInUse(
            name=row.name,
            name_en=row.name_en,
            callers="、".join(callers[:_MOST_NAMED]) + (f" 等 {len(callers)} 个" if more > 0 else ""),
            callers_en=", ".join(callers[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else ""),
            details={"callers": callers},
        )
