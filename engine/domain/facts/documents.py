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
class DocumentRenewed:
    """The case asked for the number again and got the same one: a new paper, not sealed and not filed."""

    instance_id: str
    kind: str
    element_path: str


@dataclass(frozen=True)
class DocumentSealed:
    """The step that seals was completed with that outcome; `by` is a login."""

    instance_id: str
    kind: str
    element_path: str
    by: str
    at: str


@dataclass(frozen=True)
class DocumentPublished:
    instance_id: str
    kind: str
    element_path: str
    at: str


@dataclass(frozen=True)
class DocumentTakenBack:
    """The case went back before what made the document: its filing no longer counts, nor does its seal
    (`seal`) or the paper itself (`number`). The number stays the case's own."""

    instance_id: str
    kind: str
    seal: bool
    number: bool
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
