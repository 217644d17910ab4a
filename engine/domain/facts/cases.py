"""Facts of cases: tasks, submissions, materials, uploads, drafts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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
    """The state after a step. `from_version` guards the row; state None = the case ended.

    `head` is that of the audit chain before the step, read with the locked row: number and hash of its last
    record.
    """

    instance_id: str
    from_version: int
    state: bytes | None
    status: str
    result: str | None
    variables: Mapping[str, Any]
    milestones: Mapping[str, str]
    ended_at: str | None
    head: tuple[int, str]


@dataclass(frozen=True)
class TaskOpened:
    """`due_at` is the step's own end, `first_due_at` the earlier of it and the case's: lists sort by it."""

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
    call_path: str = ""
    due_at: str | None = None
    yellow_at: str | None = None
    provisional: int = 0
    first_due_at: str | None = None


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
    second_person: str = ""


@dataclass(frozen=True)
class FormSubmitted:
    """`case_version` orders submissions of the same instant."""

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
    case_version: int


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
