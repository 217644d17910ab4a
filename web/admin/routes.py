"""发件箱: what left for other systems, what waits, what failed and why."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from engine import queries
from web import access, identity, language

blueprint = Blueprint("admin", __name__, template_folder="templates")

STATE_WORDS = {
    "waiting": ("待发送", "Waiting"),
    "sent": ("已发送", "Sent"),
    "recorded": ("未接通，只登记", "Not connected, recorded only"),
    "failed": ("失败", "Failed"),
    "cancelled": ("已取消", "Cancelled"),
}
STATE_TAGS = {"waiting": "info", "sent": "good", "failed": "wrong"}
ERROR_WORDS = {
    "timeout": ("对方 5 秒没有回应", "no answer within 5 seconds"),
    "unreachable": ("连不上对方", "the other side could not be reached"),
    "answer_garbled": ("对方的回应读不懂", "the answer could not be read"),
    "answer_not_json": ("对方的回应不是约定的格式", "the answer has not the agreed format"),
    "answer_too_large": ("对方的回应太大", "the answer is too large"),
    "not_connected": ("没有接通网关", "no gateway is connected"),
    "letter_missing": ("名册里没有这封短信的文字", "the book of letters has no text of this key"),
    "topic_fails": ("测试主题，总是失败", "a topic for tests that always fails"),
    "internal": ("系统出了错，请看运行日志", "something failed; see the log"),
}


@blueprint.get("/admin/outbox")
@access.allow("outbox.read")
def outbox() -> str:
    state = request.args.get("state", "")
    page = identity.engine().read(
        queries.jobs.outbox_list,
        access.staff(),
        state if state in queries.jobs.STATES else "",
        cursor=request.args.get("cursor"),
    )
    return render_template(
        "admin/outbox.html",
        page=page,
        state=state,
        states=queries.jobs.STATES,
        state_word=state_word,
        state_tags=STATE_TAGS,
        error_word=error_word,
    )


def state_word(state: str) -> str:
    return STATE_WORDS[state][language.current() == "en"]


def error_word(code: str) -> str:
    """A job's error code in words; `http_500` keeps its number."""
    english = language.current() == "en"
    if code.startswith("http_"):
        return f"the other side answered {code[5:]}" if english else f"对方回应 {code[5:]}"
    return ERROR_WORDS.get(code, (code, code))[english]
