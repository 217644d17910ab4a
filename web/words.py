"""What templates need of time, places and states in words; and the context every page has."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, current_app, g, request, session
from flask_babel import gettext as _

from engine import queries, rights
from engine.domain import limits
from engine.domain.results import WORDS as RESULT_WORDS
from engine.domain.states import WORDS as STATE_WORDS
from engine.forms import mask, show
from web import access, identity, language

CHANNELS = {
    "window": ("窗口", "Counter"),
    "online": ("网上", "Online"),
    "village": ("村（社区）站点", "Village station"),
    "agent": ("代办", "By agent"),
    "kiosk": ("自助机", "Kiosk"),
}
KINDS = {
    "service": ("服务事项", "Service"),
    "social": ("社会管理事件", "Event"),
    "penalty": ("执法事项", "Penalty"),
    "procedure": ("公用程序", "Procedure"),
    "plain": ("普通流程", "Plain process"),
}
ACTIONS = {
    "deploy_definition": ("上传流程", "Uploaded processes"),
    "publish_version": ("发布流程", "Published a version"),
    "retire_version": ("停用流程", "Retired a version"),
    "import_register": ("导入名册", "Imported a register"),
    "add_user": ("新建用户", "Added a user"),
    "set_password": ("设置密码", "Set a password"),
    "set_sample_passwords": ("设置演示密码", "Set sample passwords"),
    "switch_user": ("开关账号", "Switched an account"),
    "make_token": ("发接口令牌", "Made an API token"),
    "log_in": ("登录", "Logged in"),
    "log_in_failed": ("登录失败", "Failed to log in"),
    "log_out": ("退出", "Logged out"),
    "correlate_message": ("收下消息，还没有办件在等", "Kept a message that no case waits for yet"),
}
LETTERS = {
    "ACCEPTED": ("受理", "Accepted"),
    "NOT_ACCEPTED": ("不予受理", "Not accepted"),
    "CORRECTION_NOTICE": ("补正告知", "Correction notice"),
    "DECIDED": ("作出决定", "Decided"),
    "READY": ("可以来取", "Ready to collect"),
    "COLLECTED": ("已领取", "Collected"),
    "DONE": ("办结", "Done"),
}
"""What a letter of `forms/letters/` is about; another one is told by its text alone."""
NOBODYS = {"申请人": ("申请人", "Applicant"), "系统": ("系统", "System")}
"""Who acts without an account, as the engine names them."""

HANDLING = {
    "即办件": ("即办件", "At once"),
    "承诺件": ("承诺件", "Within a promised time"),
}
RESULT_KINDS = {
    "证照": ("证照", "certificate"),
    "批文": ("批文", "approval"),
    "证明": ("证明", "attestation"),
}
"""Words of items that come from a closed list; others stay as their designer wrote them."""


def start(app: Flask) -> None:
    app.jinja_env.globals.update(
        day_time=day_time,
        limit_words=limit_words,
        channel_words=partial(_word, CHANNELS),
        kind_words=partial(_word, KINDS),
        state_words=state_words,
        result_words=result_words,
        handling_words=partial(_word, HANDLING),
        result_kind_words=partial(_word, RESULT_KINDS),
        person_words=person_words,
        mask=mask,
        show=show,
        local=local,
        here=here,
    )
    app.context_processor(_context)


def _word(table: Mapping[str, tuple[str, str]], key: str | None) -> str:
    zh, en = table.get(key or "", (key or "", key or ""))
    return en if language.current() == "en" else zh


def state_words(state: str | None) -> str:
    return _word(STATE_WORDS, state)


def result_words(result: str | None) -> str:
    """What an end event says, in words."""
    return _word(RESULT_WORDS, result)


def action_words(action: str) -> str:
    """What an audit record of the town's own chain says was done."""
    return _word(ACTIONS, action)


def letter_words(key: str) -> str:
    """What a letter is about, "" for one that the pages do not know."""
    return _word(LETTERS, key) if key in LETTERS else ""


def person_words(name: str) -> str:
    """A person's name as it is; applicant and system in the page's language."""
    return _word(NOBODYS, name)


def local(thing: Any) -> str:
    """The name of a row in the page's language."""
    english = getattr(thing, "name_en", "") or getattr(thing, "definition_name_en", "")
    chinese = getattr(thing, "name", "") or getattr(thing, "definition_name", "")
    return english if language.current() == "en" and english else chinese


def zone() -> ZoneInfo:
    return ZoneInfo(identity.engine().settings.time_zone)


def day_time(at: str | None) -> str:
    """A stored instant in the town's zone: today `今 10:32`, this year `10-16 10:32`, else with year."""
    if not at:
        return ""
    moment = datetime.fromisoformat(at).astimezone(zone())
    today = identity.engine().clock.now().astimezone(zone())
    clock = moment.strftime("%H:%M")
    if moment.date() == today.date():
        return _("今 %(clock)s", clock=clock)
    return moment.strftime("%m-%d %H:%M" if moment.year == today.year else "%Y-%m-%d %H:%M")


def limit_words(limit: str | None) -> str:
    """`3wd` -> 3 个工作日."""
    return limits.limit_words(limit or "", language.current())


def _context() -> dict[str, Any]:
    lang = language.current()
    engine = identity.engine()
    asked = request.args.get("font", "")
    if asked in ("big", "normal"):
        session["font"] = asked
    staff = g.get("staff")
    return {
        "lang": lang,
        "big_font": session.get("font") == "big",
        "town": engine.settings.town_name_en if lang == "en" else engine.settings.town_name,
        "demo": _is_demo(),
        "nav": _nav() if staff else [],
        "person_name": staff.name if staff else "",
        "person_posts": _posts() if staff else [],
        "may_upload": _may(rights.EDIT_DEFINITIONS),
        "may_publish": _may(rights.PUBLISH),
        "may_retire": _may(rights.RETIRE),
        "may_start": _may(rights.START),
    }


def _may(right: str) -> bool:
    """Whether the page offers the action; the engine decides again when it is pressed."""
    return g.get("staff") is not None and g.staff.may(right)


def _is_demo() -> bool:
    """Whether sample accounts are loaded; asked once, since a demo town does not become a real one."""
    cache = current_app.extensions.setdefault("zhenwu_demo", {})
    if not cache.get("demo"):
        cache["demo"] = identity.engine().read(queries.people.has_sample_accounts, access.visitor())
    return bool(cache["demo"])


def _posts() -> list[str]:
    column = "en" if language.current() == "en" else "zh"
    names = identity.engine().read(queries.people.names, g.staff, "posts", column)
    return [names.get(post, post) for post in sorted(g.staff.posts())][:3]


def _nav() -> list[tuple[str, str, bool, int]]:
    """At most six entries, only what the person may open."""
    staff = g.staff
    entries = [
        ("/inbox", _("待办"), staff.may(rights.WORK)),
        ("/intake", _("收件台"), staff.may(rights.START) and "counter" in staff.posts()),
        ("/cases", _("办件"), staff.may(rights.WORK) or staff.may(rights.READ_ALL_CASES)),
        ("/definitions", _("流程"), staff.may(rights.READ_DEFINITIONS)),
        ("/audit", _("留痕核验"), staff.may(rights.VERIFY_AUDIT)),
        ("/admin/outbox", _("发件箱"), staff.may(rights.READ_OUTBOX)),
        ("/ratings", _("评价"), staff.may(rights.READ_RATINGS)),
    ]
    counts = {"/inbox": queue_counts()["mine"]} if staff.may(rights.WORK) else {}
    return [
        (href, label, request.path.startswith(href), counts.get(href, 0))
        for href, label, may in entries
        if may
    ]


def queue_counts() -> dict[str, int]:
    """Open tasks in each queue of the person, counted once a request."""
    if "queue_counts" not in g:
        g.queue_counts = identity.engine().read(queries.task_list.queue_counts, g.staff)
    counts: dict[str, int] = g.queue_counts
    return counts


def here() -> str:
    """The address of this page for a link: where only a POST exists, the page above it."""
    adapter = current_app.url_map.bind("")
    path = request.path
    while path.count("/") > 1 and not adapter.test(path, method="GET"):
        path = path.rpartition("/")[0]
    return request.script_root + (path if adapter.test(path, method="GET") else "/")
