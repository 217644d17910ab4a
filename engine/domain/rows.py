"""Rows as commands see them: frozen, typed, without a database behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.domain.actors import Scope


@dataclass(frozen=True)
class CaseRow:
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


@dataclass(frozen=True)
class TaskRow:
    id: str
    instance_id: str
    token: str
    element_id: str
    name: str
    case_no: str
    scope: Scope
    state: str
    assignee: str | None
    version: int
    changed_by: str
    changed_at: str
    posts: tuple[str, ...]


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
class AccountRow:
    login: str
    name: str
    password_hash: str | None
    enabled: bool


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
