"""Facts of numbered documents and of ratings."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DocumentNumbered:
    document_id: str
    instance_id: str
    kind: str
    year: int
    serial: int
    doc_no: str
    element_path: str
    at: str


@dataclass(frozen=True)
class DocumentPublished:
    instance_id: str
    kind: str
    at: str


@dataclass(frozen=True)
class CaseRated:
    """`score` 1 (very bad) to 5 (very good); the comment is sealed."""

    instance_id: str
    case_no: str
    definition_name: str
    definition_name_en: str
    department: str
    score: int
    comment: bytes
    at: str
