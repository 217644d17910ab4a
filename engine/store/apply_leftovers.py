"""Writer that removes what nobody needs any more; never audit records, cases or submissions."""

from __future__ import annotations

from sqlalchemy import Connection, delete

from engine.domain import facts as f
from engine.store.tables import api_token, draft, idempotency, login_session, throttle, upload


def leftovers_removed(connection: Connection, fact: f.LeftoversRemoved, town_id: str) -> None:
    """Sent drafts keep their receipt as long as answers are kept: the back button shows it that long."""
    unsent = draft.c.instance_id.is_(None) & (draft.c.saved_at < fact.drafts_before)
    sent = draft.c.instance_id.is_not(None) & (draft.c.saved_at < fact.answers_before)
    connection.execute(delete(draft).where(draft.c.town_id == town_id, unsent | sent))
    unused = upload.c.instance_id.is_(None) & (upload.c.uploaded_at < fact.drafts_before)
    connection.execute(delete(upload).where(upload.c.town_id == town_id, unused))
    for table, ended, before in (
        (idempotency, idempotency.c.at, fact.answers_before),
        (login_session, login_session.c.ends_at, fact.sessions_before),
        (api_token, api_token.c.ends_at, fact.sessions_before),
        (throttle, throttle.c.blocked_until, fact.sessions_before),
    ):
        connection.execute(delete(table).where(table.c.town_id == town_id, ended < before))
