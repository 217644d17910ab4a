"""A draft that was sent keeps its receipt: back button and second tab show it, never a second case."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from engine.commands.context import Context
from engine.commands.save_draft import draft_owner
from engine.domain import facts as f
from engine.domain.rows import CaseRow
from engine.store import load_cases


def kept_receipt(ctx: Context, draft_id: str, owner: str) -> dict[str, Any] | None:
    """The receipt of this owner's draft, if it was sent before (case B61)."""
    kept = load_cases.get_draft(ctx.connection, ctx.town_id, draft_id) if draft_id else None
    if kept is None or kept.receipt is None or kept.owner != draft_owner(ctx, owner):
        return None
    return dict(json.loads(ctx.vault.open(kept.receipt, f"draft:receipt:{kept.id}")))


def sent_draft(
    ctx: Context, case: CaseRow, draft_id: str, owner: str, answer: Mapping[str, Any]
) -> list[f.DraftSent]:
    """The fact that this owner's draft became the case; nothing for somebody else's."""
    kept = load_cases.get_draft(ctx.connection, ctx.town_id, draft_id) if draft_id else None
    if kept is None or kept.owner != draft_owner(ctx, owner):
        return []
    if kept.instance_id is not None or kept.subject != f"apply:{case.definition_key}":
        return []
    receipt = ctx.vault.seal(json.dumps(dict(answer)).encode(), f"draft:receipt:{kept.id}")
    return [f.DraftSent(kept.id, kept.owner, kept.subject, case.id, receipt, ctx.at)]
