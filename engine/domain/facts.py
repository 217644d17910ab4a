"""What commands decide: past-tense facts. `engine.store.apply` is the only place that writes them.

Times are the stored text (UTC, six digits of a second). Sealed values are ciphertext already.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.domain.actors import Scope


@dataclass(frozen=True)
class Applicant:
    """Who applies: ID number and phone sealed, `id_index` for exact search."""

    name: str = ""
    id_number: bytes | None = None
    id_index: str | None = None
    phone: bytes | None = None


@dataclass(frozen=True)
class CaseStarted:
    instance_id: str
    case_no: str
    definition_key: str
    definition_version: int
    definition_name: str
    definition_name_en: str
    kind: str
    closure_id: str
    channel: str
    scope: Scope
    department: str
    applicant: Applicant
    business_key: str
    query_code_hash: str
    started_by: str
    started_at: str


@dataclass(frozen=True)
class CaseMoved:
    """The state after a step. `from_version` guards the row; state None = the case ended."""

    instance_id: str
    from_version: int
    state: bytes | None
    status: str
    result: str | None
    variables: Mapping[str, Any]
    milestones: Mapping[str, str]
    ended_at: str | None


@dataclass(frozen=True)
class TaskOpened:
    task_id: str
    instance_id: str
    token: str
    element_id: str
    name: str
    name_en: str
    case_no: str
    definition_key: str
    definition_name: str
    definition_name_en: str
    applicant_name: str
    search_text: str
    channel: str
    scope: Scope
    limit_text: str
    posts: tuple[str, ...]
    at: str


@dataclass(frozen=True)
class TaskChanged:
    """Claimed, released, completed or cancelled. `from_version` guards the row."""

    task_id: str
    from_version: int
    state: str
    assignee: str | None
    outcome: str | None
    by: str
    at: str


@dataclass(frozen=True)
class FormSubmitted:
    submission_id: str
    instance_id: str
    task_id: str | None
    element_id: str
    form_key: str
    form_version: int | None
    body: bytes
    salt: bytes
    by: str
    at: str


@dataclass(frozen=True)
class MaterialHandedIn:
    material_id: str
    instance_id: str
    code: str
    upload_id: str | None
    round: int


@dataclass(frozen=True)
class Judgement:
    """`reason` is sealed: it says what is wrong with somebody's paper."""

    material_id: str
    verdict: str
    reason: bytes


@dataclass(frozen=True)
class MaterialsJudged:
    """One person's verdicts of one completion."""

    rows: tuple[Judgement, ...]
    by: str
    at: str


@dataclass(frozen=True)
class UploadStored:
    upload_id: str
    sha256: str
    filename: str
    media_type: str
    size: int
    by: str
    at: str


@dataclass(frozen=True)
class UploadsAttached:
    instance_id: str
    upload_ids: tuple[str, ...]


@dataclass(frozen=True)
class DraftSaved:
    draft_id: str
    owner: str
    subject: str
    body: bytes
    at: str


@dataclass(frozen=True)
class DraftSent:
    draft_id: str
    owner: str
    subject: str
    instance_id: str
    receipt: bytes
    at: str


@dataclass(frozen=True)
class ClosurePinned:
    closure_id: str
    body: str


@dataclass(frozen=True)
class DefinitionStored:
    definition_id: str
    key: str
    version: int
    kind: str
    code: str
    name: str
    name_en: str
    family: str
    department: str
    search_text: str
    public: bool
    sha256: str
    bpmn: bytes
    deployment_id: str
    note: str
    by: str
    at: str


@dataclass(frozen=True)
class FormStored:
    form_id: str
    key: str
    version: int
    sha256: str
    body: bytes
    deployment_id: str
    by: str
    at: str


@dataclass(frozen=True)
class DefinitionPublished:
    """The version became current; the one before retires in the same breath."""

    key: str
    version: int
    by: str
    at: str


@dataclass(frozen=True)
class FormsPublished:
    """These versions of forms became current, (key, version) each; the ones before retire."""

    versions: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class DefinitionRetired:
    key: str
    version: int
    by: str
    at: str


@dataclass(frozen=True)
class UserAdded:
    login: str
    name: str
    title: str
    department: str
    village: str
    roles: tuple[str, ...]
    posts: tuple[tuple[str, Scope], ...]
    password_hash: str | None
    sample: bool
    at: str


@dataclass(frozen=True)
class PasswordSet:
    login: str
    password_hash: str


@dataclass(frozen=True)
class UserSwitched:
    login: str
    enabled: bool


@dataclass(frozen=True)
class SessionOpened:
    id_hash: str
    login: str
    address: str
    at: str
    ends_at: str


@dataclass(frozen=True)
class SessionsClosed:
    """One session by its hash, or all of a login (after a password change)."""

    at: str
    id_hash: str | None = None
    login: str | None = None


@dataclass(frozen=True)
class TokensEnded:
    """All API tokens of a login."""

    login: str
    at: str


@dataclass(frozen=True)
class TokenMade:
    token_hash: str
    login: str
    at: str
    ends_at: str


@dataclass(frozen=True)
class AttemptFailed:
    subject: str
    failures: int
    blocked_until: str
    at: str


@dataclass(frozen=True)
class AttemptsCleared:
    subject: str


@dataclass(frozen=True)
class RegisterRow:
    key: str
    valid_from: str
    valid_to: str
    body: str


@dataclass(frozen=True)
class BookImported:
    """All rows of a book as of now; keys that the file no longer has are gone."""

    book: str
    rows: tuple[RegisterRow, ...]


@dataclass(frozen=True)
class UsersImported:
    """Accounts and roles of the book `users`. Passwords and the on/off state of known accounts stay."""

    users: tuple[Mapping[str, Any], ...]
    roles: tuple[tuple[str, str], ...]
    at: str


@dataclass(frozen=True)
class AssignmentsImported:
    """Who holds which post where: the whole book `assignments`."""

    rows: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class LeftoversRemoved:
    """Rows older than these instants are gone."""

    drafts_before: str
    answers_before: str
    sessions_before: str


@dataclass(frozen=True)
class SessionSeen:
    id_hash: str
    at: str


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
    | SessionSeen
    | LeftoversRemoved
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
