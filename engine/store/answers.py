"""Answers kept for repeated requests: same key and same body get the first answer again."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from engine.store.tables import idempotency


@dataclass(frozen=True)
class KeptAnswer:
    body_hash: str
    answer: bytes


def find(connection: Connection, actor: str, key: str) -> KeptAnswer | None:
    table = idempotency
    query = select(table.c.body_hash, table.c.answer).where(table.c.actor == actor, table.c.key == key)
    row = connection.execute(query).one_or_none()
    return KeptAnswer(row.body_hash, bytes(row.answer)) if row is not None else None


def keep(
    connection: Connection, *, actor: str, key: str, town_id: str, body_hash: str, answer: bytes, at: str
) -> None:
    connection.execute(
        insert(idempotency).values(
            actor=actor, key=key, town_id=town_id, body_hash=body_hash, answer=answer, at=at
        )
    )
