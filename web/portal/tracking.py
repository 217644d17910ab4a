"""查进度: the case in words, the answer to a correction, the rating. One address; every form is a POST to it.

The first POST proves the case by number and query code; the page's own forms carry a mark of that (proof.py).
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, render_template, request
from flask_babel import gettext as _

from engine import Actor, citizen, commands, queries
from engine.errors import (
    AlreadyRated,
    IdempotencyMismatch,
    NotFound,
    NotOpen,
    QueryCodeWrong,
    Throttled,
    ZhenwuError,
)
from engine.queries.waits import WaitItem
from web import access, errors, formdata, identity, language, lookups, words
from web.portal import progress, proof
from web.times import long_day, waiting

blueprint = Blueprint("tracking", __name__, template_folder="templates")

GRADES = {
    5: ("非常满意", "Very satisfied"),
    4: ("满意", "Satisfied"),
    3: ("一般", "Neither"),
    2: ("不满意", "Dissatisfied"),
    1: ("非常不满意", "Very dissatisfied"),
}
"""Source: the five grades of 好差评 (families.md, evaluation)."""
CONFIRM = "confirm"
REFUSED_FORM = ("form_invalid", "invalid_value")
"""Refusals that leave the page as it was typed."""


@blueprint.get("/track")
@access.allow(access.PUBLIC)
def track() -> str:
    return render_template("portal/track.html", portal_at="track", case_no=request.args.get("no", ""))


@blueprint.post("/track")
@access.allow(access.PUBLIC)
def tracked() -> Any:
    """Following a case is a citizen's act, even on a clerk's own machine."""
    g.staff = None
    action = request.form.get("action", "")
    if action not in ("answer", "rate"):
        return _prove()
    owner = proof.proved(request.form.get(proof.FIELD, ""), request.remote_addr or "")
    if owner is None:
        text = _("为了保护您的信息，过一段时间要重新查询。请再填一次，这次的内容没有提交。")
        return _ask_again(text, 422)
    return _answer(owner) if action == "answer" else _rate(owner)


def _prove() -> Any:
    case_no, code = request.form.get("case_no", ""), request.form.get("query_code", "")
    nobody = access.visitor()
    try:
        answer = identity.engine().execute(commands.TrackCase(case_no, code), nobody)
    except (QueryCodeWrong, Throttled) as error:
        return _ask_again(error.sentence(language.current()), 429 if isinstance(error, Throttled) else 422)
    return _page(citizen(nobody.town_id, str(answer["case_no"]), nobody.address))


def _ask_again(message: str, status: int) -> Any:
    page = render_template(
        "portal/track.html",
        portal_at="track",
        case_no=request.form.get("case_no", ""),
        errors={"case_no": [message]},
    )
    return page, status


def _answer(owner: Actor) -> Any:
    """Hand in what was asked for, or withdraw: the form of one open wait, taken once."""
    engine, wait_id = identity.engine(), request.form.get("wait", "")
    open_waits = engine.read(queries.waits.open_waits, owner, _case_no(owner))
    wait = next((one for one in open_waits if one.id == wait_id and one.may_record), None)
    if wait is None:
        return _too_late(owner, wait_id)
    posted = formdata.read(wait.form, None, owner)
    found = formdata.sentences(posted.errors)
    if wait.ends_application and request.form.get(CONFIRM) != "yes":
        found[CONFIRM] = [_("想好了请先打勾，再提交。")]
    if found:
        return _page(owner, posted=posted, found=found, at=wait.id, status=422)
    command = commands.CorrelateMessage(
        message=wait.message,
        correlation={"case_no": _case_no(owner)},
        variables=posted.values,
        message_id=_message_id(wait.id),
        wait_id=wait.id,
        materials=posted.materials,
    )
    try:
        engine.execute(command, owner, key=_message_id(wait.id))
    except (IdempotencyMismatch, NotFound, NotOpen):
        return _too_late(owner, wait.id)
    except ZhenwuError as error:
        if error.code not in REFUSED_FORM:
            raise
        return _page(owner, posted=posted, found=formdata.page_errors(error), at=wait.id, status=422)
    return _page(owner, done=_thanks(wait))


def _thanks(wait: WaitItem) -> str:
    if wait.asks_materials:
        return _("已收到您的补正。")
    if wait.ends_application:
        what = wait.node.label(language.current())
        return _("已收到：%(what)s。这件不再往下办，交来的原件会退还给您。", what=what)
    return _("已收到。")


def _too_late(owner: Actor, wait_id: str) -> Any:
    """The wait is over: by this very answer, sent once already, or by somebody or something else."""
    at = identity.engine().read(queries.corrections.answered_at, owner, _message_id(wait_id))
    if at is not None:
        return _page(owner, done=_("您 %(at)s 交的已经收到，不用再交。", at=words.day_time(at)))
    text = _("这一步已经结束，这次交的没有收。请看下面的最新进度，有疑问可以到窗口问。")
    return _page(owner, refusal=text, status=409)


def _message_id(wait_id: str) -> str:
    return f"track:{wait_id}"


def _rate(owner: Actor) -> Any:
    engine, case_no = identity.engine(), _case_no(owner)
    score = request.form.get("score", "")
    comment = request.form.get("comment", "")
    typed = formdata.Posted(values={"score": score, "comment": comment})
    command = commands.RateCase(case_no, int(score) if score in map(str, GRADES) else 0, comment)
    try:
        engine.execute(command, owner, key=f"rate:{case_no}")
    except (IdempotencyMismatch, AlreadyRated):
        return _page(owner, refusal=AlreadyRated().sentence(language.current()), status=409)
    except ZhenwuError as error:
        if error.code in REFUSED_FORM:
            return _page(owner, posted=typed, found=formdata.page_errors(error), status=422)
        if error.code == "not_ratable":
            return _page(owner, refusal=error.sentence(language.current()), status=errors.status_of(error))
        raise
    return _page(owner)


def _page(
    owner: Actor,
    *,
    done: str = "",
    refusal: str = "",
    posted: formdata.Posted | None = None,
    found: dict[str, list[str]] | None = None,
    at: str = "",
    status: int = 200,
) -> Any:
    """The case's page; `at` is the wait whose form was refused."""
    engine, case_no = identity.engine(), _case_no(owner)
    detail = engine.read(queries.case_view.case_detail, owner, case_no)
    correction = engine.read(queries.corrections.open_correction, owner, case_no)
    stands = engine.read(queries.progress.progress, owner, case_no)
    ended = detail.case.status == "completed"
    asked = correction.wait.id if correction is not None else ""
    waits = engine.read(queries.waits.open_waits, owner, case_no)
    others = [one for one in waits if one.may_record and one.id != asked]
    told = progress.story(detail, stands, correction, others)
    page = render_template(
        "portal/tracked.html",
        portal_at="track",
        detail=detail,
        story=told,
        waiting=[] if told.closing or detail.case.status != "active" else waiting(detail.clock),
        correction=correction,
        others=others,
        faulty=engine.read(queries.corrections.still_faulty, owner, case_no),
        until=long_day(correction.until) if correction is not None and correction.until else "",
        ratable=ended,
        rating=engine.read(queries.ratings.rating_of, owner, case_no) if ended else None,
        grades=grades(),
        proof=proof.mark_of(case_no),
        done=done,
        refusal=refusal,
        posted=posted or formdata.Posted(),
        blank=formdata.Posted(),
        errors=found or {},
        at=at,
        lookup=lookups.lookup,
        material_names=lookups.material_names(language.current()),
    )
    return page, status


def grades() -> dict[int, str]:
    """Score -> words, the best first."""
    english = language.current() == "en"
    return {score: pair[english] for score, pair in GRADES.items()}


def _case_no(owner: Actor) -> str:
    return owner.login.partition(":")[2]
