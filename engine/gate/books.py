"""Books that a file names something of and that are empty: they could not be asked, and that is said once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from engine.domain.findings import Finding
from engine.domain.model import ProcessModel
from engine.forms import Form
from engine.gate.item_schema import load_item
from engine.gate.parts import Parts
from engine.gate.types import DOCUMENT_KIND
from engine.topics import TOPICS


@dataclass(frozen=True)
class _Book:
    """`breaks`: without its rows a case comes to a point where it fails; otherwise only words are missing."""

    zh: str
    en: str
    breaks: bool = False
    source: str = "FILE.csv"


_BOOKS: Mapping[str, _Book] = {
    "posts": _Book("岗位没有人能担任，任务没有人能办", "nobody can hold a post and do the tasks", True),
    "letters": _Book("短信一条也发不出去", "no text message could be sent", True, "forms/letters"),
    "document_kinds": _Book("文书编不出正式的文号", "documents would get no proper number", True),
    "departments": _Book("部门号没有检查", "department numbers were not checked"),
    "materials": _Book("材料编码没有检查", "codes of materials were not checked"),
    "laws": _Book("办理依据没有检查", "legal bases were not checked"),
    "codelists": _Book("下拉选项没有内容", "choices in forms have nothing to choose from"),
}
"""Book -> what its being empty means."""


def empty_books(
    models: Iterable[tuple[str, ProcessModel]], forms: Mapping[str, Form], parts: Parts
) -> Iterator[Finding]:
    """One finding a book, at the first file of the upload that names something of it.

    An error where cases would fail for it; a warning otherwise, and always for files in folders, which nobody
    can start. `models` and `forms` by file name.
    """
    named: dict[str, tuple[str, int, str]] = {}
    for file, model in models:
        for book in _named(model):
            named.setdefault(book, (file, model.line, model.key))
    for file, form in forms.items():
        if any(field.options_from for field in form.fields):
            named.setdefault("codelists", (file, 0, form.key))
    for book, (file, line, key) in named.items():
        has = parts.has_book(book)
        if not has:
            yield _empty(book, file, line, key, known=has is not None)


def _empty(book: str, file: str, line: int, key: str, known: bool) -> Finding:
    words = _BOOKS[book]
    if not known:
        return Finding(
            file,
            line,
            "warning",
            "bpmn.book_absent",
            key,
            f"这里没有名册 {book}，用到它的地方没有检查。发布时会按镇里的名册再查一遍。",
            f"There is no book {book} here, so what names it was not checked. Deploying asks the town's.",
        )
    return Finding(
        file,
        line,
        "error" if words.breaks else "warning",
        "bpmn.book_empty",
        key,
        f"镇里的名册 {book} 还是空的：{words.zh}。请先导入：zhenwu register import {book} {words.source}。",
        f"The town's book {book} is empty: {words.en}. Import it first: "
        f"zhenwu register import {book} {words.source}.",
    )


def _named(model: ProcessModel) -> Iterator[str]:
    """Books that a process names something of."""
    return (book for book, asks in _ASKS.items() if asks(model))


def _posts(model: ProcessModel) -> bool:
    starters = [post for post in model.starter_groups if post != "citizen"]
    return bool(starters) or any(node.candidate_groups or node.posts for node in model.nodes.values())


def _letters(model: ProcessModel) -> bool:
    sent = model.is_item and load_item(model.properties).sms
    return bool(sent) or any(node.properties.get("sms", "").strip() for node in model.nodes.values())


def _document_kinds(model: ProcessModel) -> bool:
    """Documents that get a number: topics that ask for a kind, and procedures that hand one on."""
    topics = (TOPICS.get(node.topic) for node in model.of_kind("serviceTask"))
    asked = {kind for topic in topics if topic is not None for kind in topic.inputs.values()}
    return DOCUMENT_KIND in asked | {one.type for one in model.declared_inputs.values()}


_ASKS: Mapping[str, Callable[[ProcessModel], bool]] = {
    "posts": _posts,
    "letters": _letters,
    "document_kinds": _document_kinds,
    "departments": lambda model: bool(model.properties.get("item.department", "").strip()),
    "materials": lambda model: model.is_item and bool(load_item(model.properties).materials),
    "laws": lambda model: model.is_item and bool(load_item(model.properties).basis),
}
