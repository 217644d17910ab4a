"""Answers kept for repeated requests: same key and same body get the first answer again."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select

from engine.store.statements import add
from engine.store.tables import idempotency

_FIND = select(idempotency.c.body_hash, idempotency.c.answer).where(
    idempotency.c.actor == bindparam("actor"), idempotency.c.key == bindparam("key")
)


@dataclass(frozen=True)
class KeptAnswer:
    body_hash: str
    answer: bytes


def find(connection: Connection, actor: str, key: str) -> KeptAnswer | None:
    row = connection.execute(_FIND, {"actor": actor, "key": key}).one_or_none()
    return KeptAnswer(row.body_hash, bytes(row.answer)) if row is not None else None


def keep(
    connection: Connection, *, actor: str, key: str, town_id: str, body_hash: str, answer: bytes, at: str
) -> None:
    add(
        connection,
        idempotency,
        actor=actor,
        key=key,
        town_id=town_id,
        body_hash=body_hash,
        answer=answer,
        at=at,
    )
