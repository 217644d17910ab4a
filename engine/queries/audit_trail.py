"""Verifying chains, and the town's own records."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select

from engine.domain.rights import READ_AUDIT, VERIFY_AUDIT, require
from engine.errors import NotFound
from engine.queries.case_view import HistoryItem, actor_words, case_id
from engine.queries.reader import Reader
from engine.store import audit
from engine.store.audit import Break
from engine.store.tables import audit_record, definition_version, user_account


@dataclass(frozen=True)
class Verification:
    """`breaks` names the first bad record of each broken chain; empty = whole."""

    chains: int
    records: int
    breaks: tuple[Break, ...]


@dataclass(frozen=True)
class SystemRecord(HistoryItem):
    """A record of the town's own chain with the names of what it is about: an account, versions."""

    account_name: str = ""
    definitions: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """`key@version` -> its name in Chinese and in English; what is gone is not in it."""


def verify_case(reader: Reader, reference: str) -> Verification:
    """One case the actor may see. Raises NotFound."""
    identity = case_id(reader, reference)
    found = audit.verify_case(reader.connection, identity)
    return Verification(1, _count(reader, identity), (found,) if found else ())


def verify_all(reader: Reader) -> Verification:
    """Every chain of the town, its own included; needs the right to verify."""
    require(reader.actor, VERIFY_AUDIT)
    breaks: list[Break] = []
    chains = 1
    system = audit.verify_system(reader.connection, reader.town_id)
    if system is not None:
        breaks.append(system)
    for chain in audit.chains(reader.connection, reader.town_id):
        chains += 1
        found = audit.verify_case(reader.connection, chain)
        if found is not None:
            breaks.append(found)
    return Verification(chains, _count(reader, None), tuple(breaks))


def verify_by_number(reader: Reader, case_no: str) -> Verification:
    """`zhenwu audit verify --case NO`; finds chains whose case row is gone by the number in their records."""
    try:
        return verify_case(reader, case_no)
    except NotFound:
        require(reader.actor, VERIFY_AUDIT)
        statement = select(audit_record.c.chain_id).where(
            audit_record.c.town_id == reader.town_id,
            audit_record.c.seq == 1,
            audit_record.c.detail.contains(f'"{case_no}"', autoescape=True),
        )
        chain = reader.connection.execute(statement).scalars().first()
        if chain is None:
            raise
        found = audit.verify_case(reader.connection, chain)
        return Verification(1, _count(reader, chain), (found,) if found else ())


def system_records(reader: Reader, limit: int = 50) -> tuple[SystemRecord, ...]:
    """The newest records of the town's own chain: deployments, publications, users, log-ins."""
    require(reader.actor, READ_AUDIT)
    statement = (
        select(audit_record, user_account.c.name)
        .outerjoin(user_account, user_account.c.login == audit_record.c.actor)
        .where(audit_record.c.chain_id == f"system:{reader.town_id}")
        .order_by(audit_record.c.seq.desc())
        .limit(limit)
    )
    rows = [(row, json.loads(row.detail)) for row in reader.rows(statement)]
    people = _account_names(reader, {str(detail.get("login", "")) for _, detail in rows})
    named = _definition_names(reader, {one for _, detail in rows for one in versions_in(detail)})
    return tuple(
        SystemRecord(
            seq=row.seq,
            at=row.at,
            actor=row.actor,
            actor_name=row.name or actor_words(row.actor),
            action=row.action,
            element_id=row.element_id,
            detail=detail,
            hash=row.hash,
            account_name=people.get(str(detail.get("login", "")), ""),
            definitions={one: named[one] for one in versions_in(detail) if one in named},
        )
        for row, detail in rows
    )


def versions_in(detail: Mapping[str, Any]) -> list[str]:
    """The versions `key@version` that a record names."""
    one = detail.get("definition")
    return [str(one)] if one else [str(each) for each in detail.get("definitions", ())]


def _account_names(reader: Reader, logins: Iterable[str]) -> dict[str, str]:
    table = user_account
    statement = select(table.c.login, table.c.name).where(
        table.c.town_id == reader.town_id, table.c.login.in_(sorted(logins))
    )
    return {row.login: row.name for row in reader.rows(statement)}


def _definition_names(reader: Reader, versions: Iterable[str]) -> dict[str, tuple[str, str]]:
    table = definition_version
    keys = sorted({one.partition("@")[0] for one in versions})
    statement = select(table.c.key, table.c.version, table.c.name, table.c.name_en).where(
        table.c.town_id == reader.town_id, table.c.key.in_(keys)
    )
    return {f"{row.key}@{row.version}": (row.name, row.name_en) for row in reader.rows(statement)}


def _count(reader: Reader, chain: str | None) -> int:
    statement: Any = (
        select(func.count()).select_from(audit_record).where(audit_record.c.town_id == reader.town_id)
    )
    if chain is not None:
        statement = statement.where(audit_record.c.chain_id == chain)
    return int(reader.connection.execute(statement).scalar_one())
