"""A citizen rates a finished case, once. A bad rating is shown to the rating desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from engine.commands.context import Context, Decision
from engine.domain import facts as f
from engine.domain.states import CaseStatus
from engine.errors import AlreadyRated, FormInvalid, NotFound, NotRatable
from engine.store import load_cases, load_documents

SCORES = range(1, 6)
"""Very bad, bad, fair, good, very good. Source: the five grades of 好差评 (families.md, evaluation)."""
MOST_COMMENT = 500


@dataclass(frozen=True)
class RateCase:
    """The actor is the citizen whose case it is."""

    name: ClassVar[str] = "rate_case"
    case_no: str
    score: int
    comment: str = ""


def handle(command: RateCase, ctx: Context) -> Decision:
    """Raises NotRatable before the end, AlreadyRated, FormInvalid for a score outside 1-5."""
    if ctx.actor.login != f"citizen:{command.case_no}":
        raise NotFound(what="办件", what_en="case", id=command.case_no)
    found = load_cases.case_by_number(ctx.connection, ctx.town_id, command.case_no)
    case = load_cases.case(ctx.connection, ctx.town_id, found.id) if found is not None else None
    if case is None:
        raise NotFound(what="办件", what_en="case", id=command.case_no)
    if case.status != CaseStatus.COMPLETED:
        raise NotRatable
    if load_documents.is_rated(ctx.connection, case.id):
        raise AlreadyRated
    _check(command)
    comment = command.comment.strip()
    sealed = ctx.vault.seal(comment.encode(), f"rating:comment:{case.id}") if comment else b""
    rated = f.CaseRated(
        case.id,
        case.case_no,
        case.definition_name,
        case.definition_name_en,
        case.department,
        command.score,
        sealed,
        ctx.at,
    )
    entry = f.AuditEntry("rate_case", case.id, "", {"score": command.score})
    return Decision({"case_no": case.case_no, "score": command.score}, (rated,), (entry,))


def _check(command: RateCase) -> None:
    errors: dict[str, list[tuple[str, str]]] = {}
    if isinstance(command.score, bool) or command.score not in SCORES:
        errors["score"] = [("请选一个满意度", "choose how satisfied you are")]
    if len(command.comment.strip()) > MOST_COMMENT:
        errors["comment"] = [(f"最多 {MOST_COMMENT} 个字", f"{MOST_COMMENT} characters at most")]
    if errors:
        raise FormInvalid(errors)
