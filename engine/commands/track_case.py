"""A citizen proves with number and query code that a case is theirs; guessing is throttled."""

from __future__ import annotations

import hmac
import unicodedata
from dataclasses import dataclass, field
from typing import ClassVar

from engine.commands.context import Context, Decision
from engine.commands.throttling import cleared, failed, require_unblocked
from engine.errors import QueryCodeWrong
from engine.store import load_cases


@dataclass(frozen=True)
class TrackCase:
    name: ClassVar[str] = "track_case"
    case_no: str
    query_code: str = field(repr=False)


def handle(command: TrackCase, ctx: Context) -> Decision:
    """Per case and per address: a single address may not walk through all cases of a day."""
    number = _plain(command.case_no)
    code = _plain(command.query_code)
    subjects = (f"case:{number[:60]}", f"address:track:{ctx.actor.address}")
    for subject in subjects:
        require_unblocked(ctx, subject, lock=True)
    case = load_cases.case_by_number(ctx.connection, ctx.town_id, number)
    expected = case.query_code_hash if case is not None else ""
    given = ctx.vault.index("query_code", f"{number}:{code}")
    if case is None or not hmac.compare_digest(expected, given):
        facts = tuple(failed(ctx, subject) for subject in subjects)
        return Decision(facts=facts, refusal=QueryCodeWrong())
    return Decision({"instance_id": case.id, "case_no": case.case_no}, (cleared(ctx, subjects[0]),))


def _plain(text: str) -> str:
    """As typed on any phone: full-width letters, blanks and small letters are the same number."""
    return unicodedata.normalize("NFKC", text).replace(" ", "").upper()
