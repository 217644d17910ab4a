"""The hash chain: appending records, and verifying every column of them.

A record's hash covers every column as stored; `prev_hash` links it; the head on the instance (or on
`system_chain`) catches a cut tail; `submission` bodies are bound by commitments inside the detail.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select

from engine import digest
from engine.domain.actors import Actor
from engine.domain.facts import (
    AuditEntry,
    BookImported,
    CalendarImported,
    CaseMoved,
    DefinitionPublished,
    DefinitionRetired,
    Fact,
    FormsPublished,
)
from engine.store.statements import add, add_all, change
from engine.store.tables import audit_record, definition_version, process_instance, submission, system_chain

_COLUMNS = [column.name for column in audit_record.columns if column.name != "hash"]


@dataclass(frozen=True)
class Break:
    """The first bad record of a chain."""

    chain_id: str
    case_no: str
    seq: int
    zh: str
    en: str


_OF_TOWN = (BookImported, CalendarImported, DefinitionPublished, DefinitionRetired, FormsPublished)

Head = tuple[int, str]
"""Number and hash of a chain's last record."""


@dataclass(frozen=True)
class Chained:
    """Records ready to be written, and the head of each of their chains after them."""

    rows: tuple[dict[str, Any], ...]
    heads: Mapping[str, Head]


def chain(
    connection: Connection,
    entries: Sequence[AuditEntry],
    facts: Sequence[Fact],
    actor: Actor,
    at: str,
    town_id: str,
) -> Chained:
    """The entries in order, each behind the last record of its chain. A case that moves brings its head.

    Raises RuntimeError when something of the town changes without a record in its chain: what is kept under
    the town's revision (`engine.library`) would go on as it was.
    """
    if any(isinstance(fact, _OF_TOWN) for fact in facts) and all(entry.chain for entry in entries):
        raise RuntimeError("a change of the town's books or definitions without a record in its chain")
    known: dict[str, Head] = {fact.instance_id: fact.head for fact in facts if isinstance(fact, CaseMoved)}
    heads: dict[str, Head] = {}
    rows: list[dict[str, Any]] = []
    for entry in entries:
        name = entry.chain or f"system:{town_id}"
        seq, prev = heads.get(name) or known.get(name) or _head(connection, entry.chain, town_id)
        row = _row(entry, name, seq + 1, prev, actor, at, town_id)
        rows.append(row)
        heads[name] = (seq + 1, row["hash"])
    return Chained(tuple(rows), heads)


def append(connection: Connection, chained: Chained, facts: Iterable[Fact], town_id: str) -> None:
    """Write the records and those heads that no moved case took along."""
    add_all(connection, audit_record, list(chained.rows))
    moved = {fact.instance_id for fact in facts if isinstance(fact, CaseMoved)}
    for name, head in chained.heads.items():
        if name not in moved:
            _store_head(connection, name, *head, town_id)


_TOWN_HEAD = select(system_chain.c.audit_seq).where(system_chain.c.town_id == bindparam("town"))


def town_revision(connection: Connection, town_id: str) -> int:
    """How many records the town's own chain holds: every import, publication and account adds one."""
    return connection.execute(_TOWN_HEAD, {"town": town_id}).scalar_one_or_none() or 0


def _row(
    entry: AuditEntry, chain: str, seq: int, prev: str, actor: Actor, at: str, town_id: str
) -> dict[str, Any]:
    row: dict[str, Any] = {
        "chain_id": chain,
        "seq": seq,
        "town_id": town_id,
        "at": at,
        "actor": actor.login,
        "on_behalf_of": "",
        "action": entry.action,
        "element_id": entry.element_id,
        "detail": digest.canonical(dict(entry.detail)),
        "address": actor.address,
        "prev_hash": prev,
    }
    return {**row, "hash": digest.chain_hash([row[name] for name in _COLUMNS])}


def _head(connection: Connection, instance_id: str, town_id: str) -> Head:
    if instance_id:
        query = select(process_instance.c.audit_seq, process_instance.c.head_hash).where(
            process_instance.c.id == instance_id
        )
    else:
        query = select(system_chain.c.audit_seq, system_chain.c.head_hash).where(
            system_chain.c.town_id == town_id
        )
        if connection.dialect.name != "sqlite":
            query = query.with_for_update()
    row = connection.execute(query).first()
    return (row[0], row[1]) if row else (0, digest.GENESIS)


def _store_head(connection: Connection, chain: str, seq: int, head: str, town_id: str) -> None:
    if not chain.startswith("system:"):
        change(connection, process_instance, {"id": chain}, audit_seq=seq, head_hash=head)
    elif not change(connection, system_chain, {"town_id": town_id}, audit_seq=seq, head_hash=head):
        add(connection, system_chain, town_id=town_id, audit_seq=seq, head_hash=head)


# --- verification


def verify_case(connection: Connection, instance_id: str) -> Break | None:
    """Check one case's chain, head and commitments; None when whole."""
    case = connection.execute(
        select(process_instance).where(process_instance.c.id == instance_id)
    ).one_or_none()
    case_no = case.case_no if case is not None else ""
    records = _records(connection, instance_id)
    if case is None:
        return Break(instance_id, "", 0, "办件行不见了", "the case row is gone") if records else None
    return _check_chain(records, instance_id, case_no, case.audit_seq, case.head_hash) or _check_commitments(
        connection, records, instance_id, case_no
    )


def verify_system(connection: Connection, town_id: str) -> Break | None:
    """Check the town's own chain."""
    head = connection.execute(select(system_chain).where(system_chain.c.town_id == town_id)).one_or_none()
    records = _records(connection, f"system:{town_id}")
    if head is None and not records and _has_work(connection, town_id):
        return Break(f"system:{town_id}", "", 1, "系统记录全不见了", "the town's own records are all gone")
    seq, value = (head.audit_seq, head.head_hash) if head is not None else (0, digest.GENESIS)
    return _check_chain(records, f"system:{town_id}", "", seq, value)


def _has_work(connection: Connection, town_id: str) -> bool:
    """Whether anything was deployed: a deployment always leaves a record."""
    table = definition_version
    return (
        connection.execute(select(table.c.id).where(table.c.town_id == town_id).limit(1)).first() is not None
    )


def chains(connection: Connection, town_id: str) -> Iterator[str]:
    """Ids of every case of the town, including chains whose case row is gone."""
    known = select(process_instance.c.id).where(process_instance.c.town_id == town_id)
    recorded = select(audit_record.c.chain_id).where(
        audit_record.c.town_id == town_id, audit_record.c.chain_id.not_like("system:%")
    )
    yield from connection.execute(known.union(recorded)).scalars()


def _records(connection: Connection, chain_id: str) -> list[Row[Any]]:
    return list(
        connection.execute(
            select(audit_record).where(audit_record.c.chain_id == chain_id).order_by(audit_record.c.seq)
        )
    )


def _check_chain(
    records: Iterable[Row[Any]], chain_id: str, case_no: str, last_seq: int, head: str
) -> Break | None:
    expected, prev = 1, digest.GENESIS
    for record in records:
        if record.seq != expected:
            return Break(
                chain_id, case_no, expected, f"第 {expected} 条不见了", f"record {expected} is missing"
            )
        if record.prev_hash != prev:
            return Break(
                chain_id,
                case_no,
                record.seq,
                f"第 {record.seq} 条与前一条接不上",
                f"record {record.seq} does not follow the one before",
            )
        if record.hash != digest.chain_hash([getattr(record, name) for name in _COLUMNS]):
            return Break(
                chain_id, case_no, record.seq, f"第 {record.seq} 条被改过", f"record {record.seq} was altered"
            )
        expected, prev = expected + 1, record.hash
    if expected - 1 < last_seq:
        return Break(chain_id, case_no, expected, f"第 {expected} 条不见了", f"record {expected} is missing")
    if prev != head or expected - 1 != last_seq:
        return Break(
            chain_id,
            case_no,
            expected - 1,
            "链尾与办件登记的不一致",
            "the chain's head differs from the case",
        )
    return None


def _commitments(detail: Mapping[str, Any]) -> Iterator[str]:
    """Of what was submitted, and of early messages that the same step delivered."""
    for part in (detail, *detail.get("topics", ())):
        if part.get("submitted"):
            yield part["submitted"]


def _check_commitments(
    connection: Connection, records: Sequence[Row[Any]], instance_id: str, case_no: str
) -> Break | None:
    """A submission that still exists must be the one that was committed to."""
    stored = connection.execute(select(submission).where(submission.c.instance_id == instance_id)).all()
    committed = {one for record in records for one in _commitments(json.loads(record.detail))}
    for row in stored:
        columns = (row.id, row.element_id, row.submitted_by, row.submitted_at)
        if digest.commitment(row.salt, columns, row.body) not in committed:
            return Break(
                chain_id=instance_id,
                case_no=case_no,
                seq=_seq_of(records, row.element_id, row.submitted_at),
                zh=f"节点 {row.element_id} 提交的内容被改过",
                en=f"what was submitted at {row.element_id} was altered",
            )
    return None


def _seq_of(records: Iterable[Row[Any]], element_id: str, at: str) -> int:
    """The record that committed to what was submitted at that element and time; 0 when there is none."""
    same = (row for row in records if row.element_id == element_id and row.at == at)
    return next((row.seq for row in same if '"submitted":' in row.detail), 0)
