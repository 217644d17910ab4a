"""Messages for a case that came and that no wait has used: too early, or not what the wait's form takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, or_, select

from engine.domain.actors import Scope
from engine.domain.assignment import may_record
from engine.domain.model import Node
from engine.domain.states import CaseStatus
from engine.queries import case_view
from engine.queries.reader import Reader
from engine.runtime.parse import Program
from engine.store.tables import message_inbox, subscription, user_account


@dataclass(frozen=True)
class KeptItem:
    """`nodes` are the waits that it may be for; `awaited`: one of them is open and did not take it. `who` is
    the sender's name, a login where no account has one."""

    message_id: str
    message: str
    nodes: tuple[Node, ...]
    received_at: str
    who: str
    awaited: bool


def kept_messages(reader: Reader, reference: str) -> tuple[KeptItem, ...]:
    """Messages kept for an active case that the actor might record, the oldest first. Raises NotFound."""
    case = case_view.case_row(reader, reference)
    if case.status != CaseStatus.ACTIVE:
        return ()
    mine = _recordable(reader, case, case_view.program(reader, reference))
    if not mine:
        return ()
    inbox, opened = message_inbox.c, subscription.c
    awaited = select(opened.id).where(
        opened.instance_id == case.id, opened.closed_at.is_(None), opened.name == inbox.name
    )
    keyed = awaited.where(opened.correlation == inbox.correlation, inbox.correlation != "")
    statement = (
        select(
            *(inbox.message_id, inbox.name, inbox.received_at, inbox.received_by),
            user_account.c.name.label("who"),
            awaited.exists().label("awaited"),
        )
        .outerjoin(user_account, user_account.c.login == inbox.received_by)
        .where(
            inbox.town_id == reader.town_id,
            inbox.delivered_at.is_(None),
            inbox.name.in_(sorted(mine)),
            or_(inbox.case_no == case.case_no, and_(inbox.case_no == "", keyed.exists())),
        )
        .order_by(inbox.received_at, inbox.id)
    )
    return tuple(
        KeptItem(
            row.message_id,
            row.name,
            mine[row.name],
            row.received_at,
            row.who or row.received_by,
            bool(row.awaited),
        )
        for row in reader.rows(statement)
    )


def _recordable(reader: Reader, case: Any, program: Program) -> dict[str, tuple[Node, ...]]:
    """Message name -> waits of the case's processes for it, of names that the actor may record."""
    named: dict[str, list[Node]] = {}
    for model in program.models:
        for node in model.nodes.values():
            if node.is_wait and node.trigger is not None:
                named.setdefault(node.trigger.name, []).append(node)
    scope, is_item = Scope(case.scope_kind, case.scope_id), program.model.is_item
    return {
        name: tuple(nodes) for name, nodes in named.items() if may_record(reader.actor, nodes, is_item, scope)
    }
