"""What cases wait for: messages (subscriptions and early arrivals) and jobs (timers, effects)."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String, Table, UniqueConstraint
from sqlalchemy import text as sql

from engine.store.tables.base import ID, KEY, LOGIN, TIME, metadata, town

subscription = Table(
    "subscription",
    metadata,
    Column("id", ID, primary_key=True),
    town(),
    Column("instance_id", ID, ForeignKey("process_instance.id"), nullable=False),
    Column("case_no", String(40), nullable=False),
    Column("token", ID, nullable=False),
    Column("element_id", KEY, nullable=False),
    Column("call_path", String(400), nullable=False),
    Column("name", String(200), nullable=False),
    Column("correlation", String(64), nullable=False),
    Column("opened_at", TIME, nullable=False),
    Column("closed_at", TIME),
)
"""An open message wait of a case; `correlation` is a keyed hash of the keys that the wait named, "" where
only the case number correlates: keys may be anything, a person's number too."""
_OPEN_WAIT = sql("closed_at IS NULL")
Index(
    "ix_subscription_open",
    subscription.c.town_id,
    subscription.c.name,
    subscription.c.case_no,
    sqlite_where=_OPEN_WAIT,
    postgresql_where=_OPEN_WAIT,
)
Index(
    "ix_subscription_keyed",
    subscription.c.town_id,
    subscription.c.name,
    subscription.c.correlation,
    sqlite_where=_OPEN_WAIT,
    postgresql_where=_OPEN_WAIT,
)
Index(
    "ix_subscription_instance",
    subscription.c.instance_id,
    sqlite_where=_OPEN_WAIT,
    postgresql_where=_OPEN_WAIT,
)

message_inbox = Table(
    "message_inbox",
    metadata,
    Column("id", ID, primary_key=True),
    town(),
    Column("message_id", String(200), nullable=False),
    Column("name", String(200), nullable=False),
    Column("case_no", String(40), nullable=False),
    Column("correlation", String(64), nullable=False),
    Column("body_hash", String(64), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("received_by", LOGIN, nullable=False),
    Column("trusted", Integer, nullable=False),
    Column("received_at", TIME, nullable=False),
    Column("instance_id", ID),
    Column("delivered_at", TIME),
    UniqueConstraint("town_id", "message_id"),
)
"""Every message that came from outside: delivered, or kept until a case waits for it. The body is sealed."""
_KEPT = sql("delivered_at IS NULL")
Index(
    "ix_message_inbox_kept",
    message_inbox.c.town_id,
    message_inbox.c.name,
    message_inbox.c.case_no,
    sqlite_where=_KEPT,
    postgresql_where=_KEPT,
)

job = Table(
    "job",
    metadata,
    Column("id", ID, primary_key=True),
    town(),
    Column("kind", String(16), nullable=False),
    Column("instance_id", ID, ForeignKey("process_instance.id"), nullable=False),
    Column("token", ID, nullable=False),
    Column("element_id", KEY, nullable=False),
    Column("call_path", String(400), nullable=False),
    Column("due_at", TIME, nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("leased_until", TIME),
    Column("error", String(64), nullable=False),
    Column("created_at", TIME, nullable=False),
    Column("changed_at", TIME, nullable=False),
    Column("rank", Integer, nullable=False, server_default="1"),
    Column("provisional", Integer, nullable=False, server_default="0"),
)
"""A timer or an effect of a case. `attempt` is the fence: an answer of an older attempt changes nothing.
`rank` orders those of one instant (`Node.timer_rank`), `provisional` is as on a case."""
_ARMED = sql("state = 'armed'")
Index(
    "ix_job_due",
    job.c.town_id,
    job.c.due_at,
    job.c.rank,
    job.c.created_at,
    job.c.id,
    sqlite_where=_ARMED,
    postgresql_where=_ARMED,
)
_PROVISIONAL = sql("provisional > 0 AND state = 'armed'")
Index(
    "ix_job_provisional",
    job.c.town_id,
    job.c.provisional,
    job.c.instance_id,
    sqlite_where=_PROVISIONAL,
    postgresql_where=_PROVISIONAL,
)
Index("ix_job_instance", job.c.instance_id)
Index("ix_job_list", job.c.town_id, job.c.due_at, job.c.id)

outbox = Table(
    "outbox",
    metadata,
    Column("job_id", ID, ForeignKey("job.id"), primary_key=True),
    town(),
    Column("instance_id", ID, nullable=False),
    Column("case_no", String(40), nullable=False),
    Column("topic", String(64), nullable=False),
    Column("letter", String(64), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("answer", LargeBinary),
    Column("created_at", TIME, nullable=False),
    Column("sent_at", TIME),
)
"""What an effect job sends, sealed, and what came back. `letter` names the text of an SMS."""
Index("ix_outbox_list", outbox.c.town_id, outbox.c.created_at, outbox.c.job_id)
Index("ix_outbox_instance", outbox.c.instance_id)

clock_stop = Table(
    "clock_stop",
    metadata,
    Column("id", ID, primary_key=True),
    town(),
    Column("instance_id", ID, ForeignKey("process_instance.id"), nullable=False),
    Column("element_path", String(400), nullable=False),
    Column("opened_at", TIME, nullable=False),
    Column("closed_at", TIME),
)
"""An interval in which the legal clock of a case stood."""
Index("ix_clock_stop_instance", clock_stop.c.instance_id)
