"""Facts of definitions, forms and closures."""

from __future__ import annotations

from dataclasses import dataclass


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
