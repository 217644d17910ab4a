"""Rows as commands see them: frozen, typed, without a database behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.domain.actors import Scope


@dataclass(frozen=True)
class CaseRow:
    """`head`: number and hash of the last record of its audit chain; `phone`: the applicant's, sealed."""

    id: str
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
    applicant_name: str
    query_code_hash: str
    status: str
    result: str | None
    milestones: Mapping[str, str]
    version: int
    state: bytes | None
    variables: Mapping[str, Any]
    started_by: str
    started_at: str
    ended_at: str | None
    head: tuple[int, str]
    phone: bytes | None = None
    due_at: str | None = None
    stopped_since: str | None = None


@dataclass(frozen=True)
class TaskRow:
    """`call_path` names the calls that lead to the task; "" for one of the item itself."""

    id: str
    instance_id: str
    token: str
    element_id: str
    call_path: str
    name: str
    case_no: str
    scope: Scope
    state: str
    assignee: str | None
    version: int
    changed_by: str
    changed_at: str
    created_at: str
    posts: tuple[str, ...]

    @property
    def path(self) -> str:
        """The element behind its path of calls: `correction/notice`."""
        return element_path(self.call_path, self.element_id)


@dataclass(frozen=True)
class WaitRow:
    """An open message wait of a case."""

    id: str
    instance_id: str
    case_no: str
    token: str
    element_id: str
    call_path: str
    name: str
    opened_at: str

    @property
    def path(self) -> str:
        return element_path(self.call_path, self.element_id)


@dataclass(frozen=True)
class MessageRow:
    """A message that came from outside; `instance_id` None = kept. `body` is sealed; `trusted`: it came from
    a system or a connector, which may end waits of items by keys alone."""

    id: str
    message_id: str
    name: str
    case_no: str
    body_hash: str
    body: bytes
    received_by: str
    trusted: bool
    instance_id: str | None


@dataclass(frozen=True)
class JobRow:
    """A timer or an effect; `attempt` is its fence, `rank` orders those of one instant.

    `error` is the code of the last attempt if that failed, "" for none.
    """

    id: str
    kind: str
    instance_id: str
    token: str
    element_id: str
    call_path: str
    due_at: str
    state: str
    attempt: int
    rank: int
    error: str

    @property
    def path(self) -> str:
        return element_path(self.call_path, self.element_id)


@dataclass(frozen=True)
class CaseDates:
    """The stored dates of a case; `provisional`: 0, or with which calendar they were counted."""

    due_at: str | None
    yellow_at: str | None
    legal_at: str | None
    provisional: int


@dataclass(frozen=True)
class TaskDates:
    """An open task's limit, from when it counts, and until when it was to be done."""

    id: str
    path: str
    limit: str
    created_at: str
    due_at: str | None
    yellow_at: str | None


@dataclass(frozen=True)
class TimerDates:
    """An armed timer: where it stands, since when, and when it goes off."""

    id: str
    path: str
    token: str
    element_id: str
    created_at: str
    due_at: str


@dataclass(frozen=True)
class EffectRow:
    """What an effect job sends, sealed."""

    job_id: str
    instance_id: str
    case_no: str
    topic: str
    letter: str
    body: bytes
    sent_at: str | None


@dataclass(frozen=True)
class StopRow:
    """One stop of a case's clock; `closed_at` None = it stands."""

    element_path: str
    opened_at: str
    closed_at: str | None


@dataclass(frozen=True)
class MaterialRow:
    id: str
    code: str
    upload_id: str | None
    verdict: str
    round: int


@dataclass(frozen=True)
class UploadRow:
    id: str
    instance_id: str | None
    sha256: str
    filename: str
    media_type: str
    size: int
    uploaded_by: str


@dataclass(frozen=True)
class DefinitionRow:
    id: str
    key: str
    version: int
    kind: str
    name: str
    name_en: str
    department: str
    sha256: str
    deployment_id: str
    status: str
    uploaded_by: str


@dataclass(frozen=True)
class FormRow:
    key: str
    version: int
    sha256: str
    deployment_id: str
    status: str


@dataclass(frozen=True)
class DocumentRow:
    """A document with its number; paths of the elements that numbered, sealed and filed it last.
    `taken_back_at`: since when it does not count, because the case went back before its numbering."""

    kind: str
    doc_no: str
    element_path: str
    sealed_path: str | None
    published_path: str | None
    taken_back_at: str | None


@dataclass(frozen=True)
class AccountRow:
    login: str
    name: str
    password_hash: str | None
    enabled: bool


@dataclass(frozen=True)
class RecordRow:
    """An audit record's action and detail."""

    action: str
    detail: Mapping[str, Any]


@dataclass(frozen=True)
class DraftRow:
    id: str
    owner: str
    subject: str
    body: bytes
    instance_id: str | None
    receipt: bytes | None


@dataclass(frozen=True)
class ThrottleRow:
    failures: int
    blocked_until: str


def element_path(call_path: str, element_id: str) -> str:
    """`("correction", "notice")` -> `correction/notice`; an element of the item itself stays as it is."""
    return f"{call_path}/{element_id}" if call_path else element_id
