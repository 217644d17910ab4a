"""The town's own records in words: who did what to which account, book or process."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from engine.queries.audit_trail import SystemRecord, versions_in
from web import language, words

BOOKS = {
    "departments": ("部门", "Departments"),
    "posts": ("岗位", "Posts"),
    "roles": ("角色", "Roles"),
    "villages": ("村（社区）", "Villages"),
    "counters": ("窗口", "Counters"),
    "stations": ("村级站点", "Village stations"),
    "materials": ("材料", "Materials"),
    "codelists": ("选项表", "Code lists"),
    "people": ("人员", "People"),
    "users": ("用户", "Users"),
    "assignments": ("岗位任职", "Holders of posts"),
    "holidays": ("节假日", "Holidays"),
    "document_kinds": ("文书种类", "Kinds of documents"),
    "laws": ("法规", "Laws"),
    "letters": ("短信文本", "Letters"),
}
BY_ACCOUNT = ("log_in", "log_in_failed")
"""Written before anybody is known to be logged in: the account is who did it."""


@dataclass(frozen=True)
class RecordRow:
    """One line of the table. `about` says on what, `code` is the key of it for those who look it up."""

    seq: int
    at: str
    who: str
    what: str
    about: str
    code: str


def rows(records: tuple[SystemRecord, ...]) -> list[RecordRow]:
    return [_row(one) for one in records]


def _row(record: SystemRecord) -> RecordRow:
    login = str(record.detail.get("login") or "")
    by_account = record.action in BY_ACCOUNT
    who = record.account_name or login or _("没有这个账号") if by_account else record.actor_name
    about, code = ("", login) if by_account else _about(record, login)
    return RecordRow(
        record.seq, record.at, words.person_words(who), words.action_words(record.action), about, code
    )


def _about(record: SystemRecord, login: str) -> tuple[str, str]:
    english = language.current() == "en"
    versions = versions_in(record.detail)
    if versions:
        names = [record.definitions.get(one, (one, one))[english] for one in versions]
        return (", " if english else "、").join(names), " ".join(versions)
    book = str(record.detail.get("book") or "")
    if book:
        counted = _("%(n)s 行", n=record.detail.get("rows", 0))
        return f"{BOOKS.get(book, (book, book))[english]} · {counted}", book
    if "accounts" in record.detail:
        return _("%(n)s 个账号", n=record.detail["accounts"]), ""
    return record.account_name, login
