"""What commands decide: past-tense facts. `engine.store.apply` is the only place that writes them.

Times are the stored text (UTC, six digits of a second). Sealed values are ciphertext already.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.domain.facts.calendar import CalendarImported, DatesCounted, TaskDueMoved, TimerMoved
from engine.domain.facts.cases import (
    Applicant,
    CaseMoved,
    CaseStarted,
    DraftSaved,
    DraftSent,
    FormSubmitted,
    Judgement,
    MaterialHandedIn,
    MaterialsJudged,
    TaskChanged,
    TaskOpened,
    UploadsAttached,
    UploadStored,
)
from engine.domain.facts.definitions import (
    ClosurePinned,
    DefinitionPublished,
    DefinitionRetired,
    DefinitionStored,
    FormsPublished,
    FormStored,
)
from engine.domain.facts.documents import (
    CaseRated,
    DocumentNumbered,
    DocumentPublished,
    DocumentRenewed,
    DocumentSealed,
    DocumentTakenBack,
)
from engine.domain.facts.people import (
    AssignmentsImported,
    AttemptFailed,
    AttemptsCleared,
    BookImported,
    LeftoversRemoved,
    PasswordSet,
    RegisterRow,
    SessionOpened,
    SessionsClosed,
    SessionSeen,
    TokenMade,
    TokensEnded,
    UserAdded,
    UsersImported,
    UserSwitched,
)
from engine.domain.facts.waits import (
    AllWaitsClosed,
    ClockRestarted,
    ClockStopped,
    DeadlinesSet,
    EffectQueued,
    EffectSent,
    JobArmed,
    JobSettled,
    JobsLeased,
    MessageDelivered,
    MessageReceived,
    SubscriptionOpened,
    WaitsClosed,
)

Fact = (
    CaseStarted
    | CaseMoved
    | TaskOpened
    | TaskChanged
    | FormSubmitted
    | MaterialHandedIn
    | MaterialsJudged
    | UploadStored
    | UploadsAttached
    | DraftSaved
    | DraftSent
    | ClosurePinned
    | DefinitionStored
    | FormStored
    | DefinitionPublished
    | FormsPublished
    | DefinitionRetired
    | UserAdded
    | PasswordSet
    | UserSwitched
    | SessionOpened
    | SessionsClosed
    | TokenMade
    | TokensEnded
    | AttemptFailed
    | AttemptsCleared
    | BookImported
    | UsersImported
    | AssignmentsImported
    | CalendarImported
    | SessionSeen
    | LeftoversRemoved
    | CaseRated
    | DocumentNumbered
    | DocumentPublished
    | DocumentRenewed
    | DocumentSealed
    | DocumentTakenBack
    | AllWaitsClosed
    | ClockRestarted
    | ClockStopped
    | DeadlinesSet
    | EffectQueued
    | EffectSent
    | JobArmed
    | JobSettled
    | JobsLeased
    | MessageDelivered
    | MessageReceived
    | SubscriptionOpened
    | WaitsClosed
    | TaskDueMoved
    | TimerMoved
    | DatesCounted
)


@dataclass(frozen=True)
class AuditEntry:
    """One record to append. `chain` is a case's instance id, or "" for the town's own chain.

    `detail` holds JSON without personal data: ids, outcomes, commitments.
    """

    action: str
    chain: str = ""
    element_id: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)


__all__ = [
    "AllWaitsClosed",
    "Applicant",
    "AssignmentsImported",
    "AttemptFailed",
    "AttemptsCleared",
    "AuditEntry",
    "BookImported",
    "CalendarImported",
    "CaseMoved",
    "CaseRated",
    "CaseStarted",
    "ClockRestarted",
    "ClockStopped",
    "ClosurePinned",
    "DatesCounted",
    "DeadlinesSet",
    "DefinitionPublished",
    "DefinitionRetired",
    "DefinitionStored",
    "DocumentNumbered",
    "DocumentPublished",
    "DocumentRenewed",
    "DocumentSealed",
    "DocumentTakenBack",
    "DraftSaved",
    "DraftSent",
    "EffectQueued",
    "EffectSent",
    "Fact",
    "FormStored",
    "FormSubmitted",
    "FormsPublished",
    "JobArmed",
    "JobSettled",
    "JobsLeased",
    "Judgement",
    "LeftoversRemoved",
    "MaterialHandedIn",
    "MaterialsJudged",
    "MessageDelivered",
    "MessageReceived",
    "PasswordSet",
    "RegisterRow",
    "SessionOpened",
    "SessionSeen",
    "SessionsClosed",
    "SubscriptionOpened",
    "TaskChanged",
    "TaskDueMoved",
    "TaskOpened",
    "TimerMoved",
    "TokenMade",
    "TokensEnded",
    "UploadStored",
    "UploadsAttached",
    "UserAdded",
    "UserSwitched",
    "UsersImported",
    "WaitsClosed",
]
