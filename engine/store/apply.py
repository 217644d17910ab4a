"""The single writer: every fact becomes rows here and nowhere else. Nothing here commits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy import Connection

from engine.domain import facts as f
from engine.store import (
    apply_calendar,
    apply_cases,
    apply_dates,
    apply_definitions,
    apply_documents,
    apply_leftovers,
    apply_people,
    apply_waits,
)
from engine.store.audit import Head

Writer = Callable[[Connection, Any, str], None]

WRITERS: dict[type, Writer] = {
    f.CaseStarted: apply_cases.case_started,
    f.TaskOpened: apply_cases.task_opened,
    f.TaskChanged: apply_cases.task_changed,
    f.FormSubmitted: apply_cases.form_submitted,
    f.MaterialHandedIn: apply_cases.material_handed_in,
    f.MaterialsJudged: apply_cases.materials_judged,
    f.UploadStored: apply_cases.upload_stored,
    f.UploadsAttached: apply_cases.uploads_attached,
    f.DraftSaved: apply_cases.draft_saved,
    f.DraftSent: apply_cases.draft_sent,
    f.ClosurePinned: apply_definitions.closure_pinned,
    f.DefinitionStored: apply_definitions.definition_stored,
    f.FormStored: apply_definitions.form_stored,
    f.DefinitionPublished: apply_definitions.definition_published,
    f.FormsPublished: apply_definitions.forms_published,
    f.DefinitionRetired: apply_definitions.definition_retired,
    f.UserAdded: apply_people.user_added,
    f.PasswordSet: apply_people.password_set,
    f.UserSwitched: apply_people.user_switched,
    f.SessionOpened: apply_people.session_opened,
    f.SessionsClosed: apply_people.sessions_closed,
    f.TokenMade: apply_people.token_made,
    f.TokensEnded: apply_people.tokens_ended,
    f.AttemptFailed: apply_people.attempt_failed,
    f.AttemptsCleared: apply_people.attempts_cleared,
    f.BookImported: apply_people.book_imported,
    f.UsersImported: apply_people.users_imported,
    f.AssignmentsImported: apply_people.assignments_imported,
    f.CalendarImported: apply_calendar.calendar_imported,
    f.SessionSeen: apply_people.session_seen,
    f.LeftoversRemoved: apply_leftovers.leftovers_removed,
    f.SubscriptionOpened: apply_waits.subscription_opened,
    f.WaitsClosed: apply_waits.waits_closed,
    f.AllWaitsClosed: apply_waits.all_waits_closed,
    f.MessageReceived: apply_waits.message_received,
    f.MessageDelivered: apply_waits.message_delivered,
    f.JobArmed: apply_waits.job_armed,
    f.JobsLeased: apply_waits.jobs_leased,
    f.JobSettled: apply_waits.job_settled,
    f.EffectQueued: apply_waits.effect_queued,
    f.EffectSent: apply_waits.effect_sent,
    f.ClockStopped: apply_waits.clock_stopped,
    f.ClockRestarted: apply_waits.clock_restarted,
    f.DeadlinesSet: apply_waits.deadlines_set,
    f.DocumentNumbered: apply_documents.document_numbered,
    f.DocumentRenewed: apply_documents.document_renewed,
    f.DocumentSealed: apply_documents.document_sealed,
    f.DocumentPublished: apply_documents.document_published,
    f.DocumentTakenBack: apply_documents.document_taken_back,
    f.CaseRated: apply_documents.case_rated,
    f.TaskDueMoved: apply_dates.task_due_moved,
    f.TimerMoved: apply_dates.timer_moved,
    f.DatesCounted: apply_dates.dates_counted,
}


def apply(connection: Connection, facts: Iterable[f.Fact], town_id: str, heads: Mapping[str, Head]) -> None:
    """Write the facts in order. `heads`: of the chains after this command; a case that moves takes its own
    along, in the same statement. Raises RowMoved when a guarded row moved."""
    for fact in facts:
        if isinstance(fact, f.CaseMoved):
            apply_cases.case_moved(connection, fact, heads.get(fact.instance_id, fact.head))
        else:
            WRITERS[type(fact)](connection, fact, town_id)
