"""Save a form that is not sent yet: sealed whole, for the same person or browser only."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from engine.commands.context import Context, Decision
from engine.domain import facts as f
from engine.errors import InvalidValue, NotFound, NotOpen
from engine.store import load_cases

MAX_BYTES = 256 * 1024


@dataclass(frozen=True)
class SaveDraft:
    """`owner` is a login, or a browser's secret mark for citizens; `subject` is `apply:<key>` or `task:<id>`.
    An empty draft_id makes a new draft."""

    name: ClassVar[str] = "save_draft"
    owner: str
    subject: str
    draft_id: str = ""
    body: Mapping[str, Any] = field(default_factory=dict)


def handle(command: SaveDraft, ctx: Context) -> Decision:
    owner = draft_owner(ctx, command.owner)
    identity = command.draft_id or ctx.chance.new_id()
    if command.draft_id:
        kept = load_cases.get_draft(ctx.connection, ctx.town_id, command.draft_id)
        if kept is None or kept.owner != owner or kept.subject != command.subject:
            raise NotFound(what="草稿", what_en="draft", id=command.draft_id)
        if kept.instance_id is not None:
            raise NotOpen(at="", who="你", did="提交", did_en="submitted")
    text = json.dumps(dict(command.body), ensure_ascii=False).encode()
    if len(text) > MAX_BYTES:
        raise InvalidValue(field="草稿", why="内容超过 256 KB", why_en="over 256 KB")
    sealed = ctx.vault.seal(text, f"draft:body:{identity}")
    fact = f.DraftSaved(identity, owner, command.subject, sealed, ctx.at)
    return Decision({"draft_id": identity, "saved_at": ctx.at}, (fact,))


def draft_owner(ctx: Context, owner: str) -> str:
    """Stored form of the owner: staff own drafts as themselves; a browser's mark only as its fingerprint."""
    return ctx.actor.login if ctx.actor.is_staff else ctx.vault.index("draft_owner", owner)
