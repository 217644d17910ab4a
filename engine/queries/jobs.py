"""Jobs and the outbox: what the worker polls, what administrators and supervisors read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, case, or_, select

from engine.adapters.clock import stamp
from engine.domain.rights import READ_OUTBOX, require, require_system
from engine.domain.rows import element_path
from engine.domain.states import JobState
from engine.errors import InvalidValue, NotFound
from engine.forms import mask
from engine.queries import paging, visibility
from engine.queries.reader import Reader
from engine.store import load_waits
from engine.store.tables import job, outbox, process_instance
from engine.topics import TOPICS

SMS = "notify.sms"
NOTICE = {SMS: ("短信通知", "Text message")}
"""Topics of effects that no service task asks for."""
STATES = ("waiting", "sent", "recorded", "failed", "cancelled")
"""Of an outbox row: how its job stands, and whether it left or was only recorded."""


@dataclass(frozen=True)
class Effect:
    """What the worker sends. `token` "" = nobody waits for the answer."""

    topic: str
    body: Mapping[str, Any]
    token: str


@dataclass(frozen=True)
class JobItem:
    """One timer or effect. `element` is its path through calls; `topic` "" for a timer."""

    id: str
    kind: str
    state: str
    instance_id: str
    case_no: str
    element: str
    topic: str
    due_at: str
    attempt: int
    error: str
    created_at: str
    changed_at: str


@dataclass(frozen=True)
class OutboxItem:
    """One effect as people read it. `phone` is masked, `text` what the letter says in both languages."""

    id: str
    created_at: str
    sent_at: str | None
    case_no: str
    may_see_case: bool
    topic: str
    topic_zh: str
    topic_en: str
    letter: str
    text: tuple[str, str]
    phone: str
    state: str
    attempt: int
    error: str
    due_at: str


def any_due(reader: Reader, kind: str = "") -> bool:
    """Whether a job (of a kind) is due and free: asked before a lease, so that an idle poll locks nothing."""
    require_system(reader.actor)
    due = load_waits.is_due(reader.town_id, stamp(reader.now), kind)
    statement = select(job.c.id).where(due).limit(1)
    return reader.connection.execute(statement).first() is not None


def effect_body(reader: Reader, job_id: str) -> Effect:
    """What an effect job sends, opened; only for the worker. Raises NotFound."""
    require_system(reader.actor)
    statement = (
        select(outbox.c.topic, outbox.c.body, job.c.token)
        .join(job, job.c.id == outbox.c.job_id)
        .where(outbox.c.town_id == reader.town_id, outbox.c.job_id == job_id)
    )
    row = reader.connection.execute(statement).one_or_none()
    if row is None:
        raise NotFound(what="待发内容", what_en="effect", id=job_id)
    return Effect(row.topic, _opened(reader, "body", job_id, row.body), row.token)


def job_list(
    reader: Reader, state: str = "", cursor: str | None = None, limit: int = 50
) -> paging.Page[JobItem]:
    """Jobs of the town, those due first at the front. Raises InvalidValue for an unknown state."""
    require(reader.actor, READ_OUTBOX)
    statement: Select[Any] = (
        select(job, process_instance.c.case_no, outbox.c.topic)
        .join(process_instance, process_instance.c.id == job.c.instance_id)
        .outerjoin(outbox, outbox.c.job_id == job.c.id)
        .where(job.c.town_id == reader.town_id)
    )
    if state:
        statement = statement.where(job.c.state == _known(state, tuple(JobState)))
    rows = reader.rows(
        paging.page(statement, (job.c.due_at, job.c.id), cursor=cursor, limit=limit, descending=False)
    )
    return paging.cut(rows, limit, _job, lambda row: (row.due_at, row.id))


def outbox_list(
    reader: Reader, state: str = "", cursor: str | None = None, limit: int = 50
) -> paging.Page[OutboxItem]:
    """Effects of the town, the newest first; `state` is one of STATES."""
    require(reader.actor, READ_OUTBOX)
    statement: Select[Any] = (
        select(
            outbox,
            job.c.state,
            job.c.attempt,
            job.c.error,
            job.c.due_at,
            case((visibility.case(reader.actor), 1), else_=0).label("may_see"),
        )
        .join(job, job.c.id == outbox.c.job_id)
        .join(process_instance, process_instance.c.id == outbox.c.instance_id)
        .where(outbox.c.town_id == reader.town_id)
    )
    if state:
        statement = statement.where(_in_state(_known(state, STATES)))
    order = (outbox.c.created_at, outbox.c.job_id)
    rows = reader.rows(paging.page(statement, order, cursor=cursor, limit=limit, descending=True))
    return paging.cut(rows, limit, lambda row: _outbox(reader, row), lambda row: (row.created_at, row.job_id))


def _in_state(state: str) -> Any:
    done, cancelled = job.c.state == JobState.DONE, job.c.state == JobState.CANCELLED
    left = outbox.c.sent_at.is_not(None)
    return {
        "waiting": job.c.state == JobState.ARMED,
        # a wait may end while a worker sends: what left is sent, whatever became of its job
        "sent": and_(or_(done, cancelled), left),
        "recorded": and_(done, ~left),
        "failed": job.c.state == JobState.FAILED,
        "cancelled": and_(cancelled, ~left),
    }[state]


def _known(state: str, states: tuple[str, ...]) -> str:
    if state not in states:
        raise InvalidValue(
            field="state", why=f"只能是 {'、'.join(states)}", why_en=f"use one of {', '.join(states)}"
        )
    return state


def _opened(reader: Reader, column: str, job_id: str, blob: bytes) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(reader.vault.open(blob, f"outbox:{column}:{job_id}"))
    return found


def _job(row: Any) -> JobItem:
    return JobItem(
        id=row.id,
        kind=row.kind,
        state=row.state,
        instance_id=row.instance_id,
        case_no=row.case_no,
        element=element_path(row.call_path, row.element_id),
        topic=row.topic or "",
        due_at=row.due_at,
        attempt=row.attempt,
        error=row.error,
        created_at=row.created_at,
        changed_at=row.changed_at,
    )


def _outbox(reader: Reader, row: Any) -> OutboxItem:
    body = _opened(reader, "body", row.job_id, row.body)
    zh, en = _topic_words(row.topic)
    return OutboxItem(
        id=row.job_id,
        created_at=row.created_at,
        sent_at=row.sent_at,
        case_no=row.case_no,
        may_see_case=bool(row.may_see),
        topic=row.topic,
        topic_zh=zh,
        topic_en=en,
        letter=row.letter,
        # what a service task sends is the case's business; a letter says nothing that may not be read
        text=(str(body.get("text", "")), str(body.get("text_en", ""))) if row.letter else ("", ""),
        phone=mask("phone", str(body.get("phone", ""))) if row.letter else "",
        state=_outbox_state(row.state, row.sent_at),
        attempt=row.attempt,
        error=row.error,
        due_at=row.due_at,
    )


def _topic_words(topic: str) -> tuple[str, str]:
    known = TOPICS.get(topic)
    return (known.zh, known.en) if known is not None else NOTICE.get(topic, (topic, topic))


def _outbox_state(state: str, sent_at: str | None) -> str:
    if sent_at:
        return "sent"
    return {JobState.DONE: "recorded", JobState.ARMED: "waiting", JobState.FAILED: "failed"}.get(
        JobState(state), "cancelled"
    )
