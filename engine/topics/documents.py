"""Numbers of documents and their publication."""

from __future__ import annotations

from engine.domain import facts as f
from engine.store import load_documents
from engine.topics.topic import Answered, Ask, Topic


def _number(ask: Ask) -> Answered:
    """A number without gaps per town, kind and year; the same case and kind get the same number again."""
    kind = str(ask.inputs.get("doc_kind") or "")
    given = _given(ask, kind)
    if given is not None:
        return Answered({"doc_no": given}, detail={"doc_no": given})
    serial = load_documents.next_number(ask.connection, ask.town_id, kind, ask.year)
    doc_no = f"{_word(ask, kind)}〔{ask.year}〕{serial:04d}号"
    fact = f.DocumentNumbered(ask.new_id(), ask.case.id, kind, ask.year, serial, doc_no, ask.path, ask.at)
    return Answered({"doc_no": doc_no}, (fact,), {"doc_no": doc_no})


def _given(ask: Ask, kind: str) -> str | None:
    for fact in ask.facts:
        if isinstance(fact, f.DocumentNumbered) and fact.kind == kind:
            return fact.doc_no
    return load_documents.number_of(ask.connection, ask.case.id, kind)


def _word(ask: Ask, kind: str) -> str:
    """The word before a number; a kind that the book `document_kinds` does not know stands for itself."""
    return next((str(row["word"]) for row in ask.book("document_kinds") if row["key"] == kind), kind)


def _publish(ask: Ask) -> Answered:
    """The document is in the case's volume and on the town's list of published decisions."""
    kind = str(ask.inputs.get("doc_kind") or "")
    doc_no = str(ask.inputs.get("doc_no") or "")
    return Answered(facts=(f.DocumentPublished(ask.case.id, kind, ask.at),), detail={"doc_no": doc_no})


NUMBER = Topic(
    "document.number",
    "取文号",
    "gives a number without gaps",
    inputs={"doc_kind": "text"},
    outputs={"doc_no": "text"},
    run=_number,
)
PUBLISH = Topic(
    "document.publish",
    "公示归卷",
    "publishes and files the document",
    inputs={"doc_kind": "text", "doc_no": "text"},
    run=_publish,
)
