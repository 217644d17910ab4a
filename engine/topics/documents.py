"""Numbers of documents, and their filing."""

from __future__ import annotations

from typing import Any

from engine.domain import facts as f
from engine.store import load_documents
from engine.topics.topic import Answered, Ask, AskRefused, Topic


def _number(ask: Ask) -> Answered:
    """A number without gaps per town, kind and year; the same case and kind get the same number again."""
    kind, word = _kind(ask), _word(ask)
    given = _given(ask)
    if given is not None:
        again = f.DocumentRenewed(ask.case.id, kind, ask.path)
        return Answered({"doc_no": given}, (again,), {"doc_no": given})
    serial = load_documents.next_number(ask.connection, ask.town_id, kind, ask.year)
    doc_no = f"{word}〔{ask.year}〕{serial:04d}号"
    fact = f.DocumentNumbered(ask.new_id(), ask.case.id, kind, ask.year, serial, doc_no, ask.path, ask.at)
    return Answered({"doc_no": doc_no}, (fact,), {"doc_no": doc_no})


def _given(ask: Ask, *, standing: bool = False) -> str | None:
    """The number that the case has for that kind, given in this command or before; `standing`: and that no
    step back has taken the document back."""
    kind = _kind(ask)
    before = load_documents.document_of(ask.connection, ask.case.id, kind)
    stands = before is not None and before.taken_back_at is None
    doc_no = before.doc_no if before is not None else None
    for fact in ask.facts:
        if isinstance(fact, f.DocumentNumbered) and fact.kind == kind:
            doc_no, stands = fact.doc_no, True
        elif isinstance(fact, f.DocumentRenewed) and fact.kind == kind:
            stands = True
    return doc_no if stands or not standing else None


def _kind(ask: Ask) -> str:
    return str(ask.inputs["doc_kind"])


def _word(ask: Ask) -> str:
    """The word before a number. Raises AskRefused for a kind that is not in the book: no official number is
    given under a name that nobody registered."""
    rows: dict[str, Any] = {row["key"]: row["word"] for row in ask.book("document_kinds")}
    kind = _kind(ask)
    if kind not in rows:
        raise AskRefused(
            f"文书种类“{kind[:40]}”不在文书种类名册（document_kinds）里，不能编号。请先登记这种文书",
            f'the kind of document "{kind[:40]}" is not in the book document_kinds; enter it first',
        )
    return str(rows[kind])


def _publish(ask: Ask) -> Answered:
    """The document goes into the case's volume. Nothing becomes public by it: certificates of persons are on
    no list, and a list of decisions (双公示) is not built.

    Raises AskRefused for a document without number, taken back since, or with another number than its own.
    """
    _word(ask)
    doc_no = ask.inputs["doc_no"]
    if _given(ask, standing=True) != doc_no:
        raise AskRefused(
            f"本件没有文号是“{doc_no[:40]}”的这种文书，不能归卷。请在流程里先取文号（document.number），再归卷",
            f'the case has no document of that kind with the number "{doc_no[:40]}"; take the number '
            "(document.number) before filing it",
        )
    filed = f.DocumentPublished(ask.case.id, _kind(ask), ask.path, ask.at)
    return Answered(facts=(filed,), detail={"doc_no": doc_no})


NUMBER = Topic(
    "document.number",
    "取文号",
    "gives a number without gaps",
    inputs={"doc_kind": "document_kind"},
    outputs={"doc_no": "text"},
    run=_number,
)
PUBLISH = Topic(
    "document.publish",
    "归卷",
    "files the document",
    inputs={"doc_kind": "document_kind", "doc_no": "text"},
    run=_publish,
)
