"""发件箱: what left for other systems, what waits, what failed and why."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from engine import queries
from web import access, identity, language, words

blueprint = Blueprint("admin", __name__, template_folder="templates")

STATE_WORDS = {
    "waiting": ("待发送", "Waiting"),
    "sent": ("已发送", "Sent"),
    "recorded": ("未接通，只登记", "Not connected, recorded only"),
    "failed": ("失败", "Failed"),
    "cancelled": ("已取消", "Cancelled"),
}
STATE_TAGS = {"waiting": "info", "sent": "good", "failed": "wrong"}


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
        letter_words=words.letter_words,
    )


def state_word(state: str) -> str:
    return STATE_WORDS[state][language.current() == "en"]


def error_word(code: str) -> str:
    """A job's error code in words."""
    return queries.failures.words(code)[language.current() == "en"]
