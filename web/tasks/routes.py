"""The desk: work lists, one task, claim, release, complete, return."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine import Answer, commands, queries
from engine.errors import IdempotencyMismatch, ZhenwuError
from web import access, errors, formdata, identity, language, lookups, words
from web.cases.paths import path_words
from web.cases.stages import outcome_words
from web.cases.story import story, text_steps, where_now
from web.downloads import attachment
from web.tasks import typed as typed_page

blueprint = Blueprint("tasks", __name__, template_folder="templates")

QUEUES = ("mine", "claimable", "all")
SORTS = ("due", "created")
CONFLICTS = ("not_open", "stale", "not_claimed", "four_eyes")
UNRETURNABLE = ("form_invalid", "never_passed", "into_branch", "effect_unanswered", "not_found")
"""Refusals of a return that the task page shows at its form."""


@blueprint.get("/inbox")
@access.allow(access.STAFF)
def inbox() -> str:
    queue = request.args.get("queue", "mine")
    queue = queue if queue in QUEUES else "mine"
    sort = request.args.get("sort", "due")
    sort = sort if sort in SORTS else "due"
    q = request.args.get("q", "").strip()
    engine, actor = identity.engine(), access.staff()
    cursor = request.args.get("cursor")
    page = engine.read(queries.task_list.task_list, actor, queue, q, cursor=cursor, limit=50, sort=sort)
    counts = words.queue_counts()
    return render_template("tasks/inbox.html", queue=queue, q=q, sort=sort, page=page, counts=counts)


@blueprint.get("/tasks/<task_id>")
@access.allow(access.STAFF)
def task(task_id: str) -> str:
    return _page(task_id)


@blueprint.post("/tasks/<task_id>/claim")
@access.allow("task.work")
def claim(task_id: str) -> Any:
    command = commands.ClaimTask(task_id, typed_page.seen())
    return _act(command, task_id)


@blueprint.post("/tasks/<task_id>/release")
@access.allow("task.work")
def release(task_id: str) -> Any:
    return _act(commands.ReleaseTask(task_id, typed_page.seen()), task_id)


@blueprint.post("/tasks/<task_id>")
@access.allow("task.work")
def complete(task_id: str) -> Any:
    engine, actor = identity.engine(), access.staff()
    detail = engine.read(queries.task_list.task_detail, actor, task_id)
    posted = formdata.read(detail.form, None, actor)
    materials = typed_page.verdicts()
    if request.form.get("action") == "save":
        return _save(task_id, posted, materials)
    command = commands.CompleteTask(
        task_id=task_id,
        outcome=request.form.get("outcome", ""),
        data=posted.values,
        opinion=request.form.get("opinion", ""),
        materials=materials,
        seen_version=typed_page.seen(),
        second_person=request.form.get("second_person", ""),
    )
    try:
        if posted.errors:
            return _again(task_id, posted, materials, formdata.sentences(posted.errors), 422)
        answer = _complete_once(command)
    except ZhenwuError as error:
        found = _named(error, detail, materials)
        return _again(task_id, posted, materials, found, errors.status_of(error), error)
    flash(
        _("“%(step)s”已提交。%(now)s", step=detail.node.label(language.current()), now=_now(answer)), "good"
    )
    return redirect(url_for("cases.case", case_no=answer["case_no"]), code=303)


@blueprint.post("/tasks/<task_id>/return")
@access.allow("task.work")
def send_back(task_id: str) -> Any:
    """退回: to a step that was done before, with the reason."""
    engine, actor = identity.engine(), access.staff()
    sent = {name: request.form.get(name, "") for name in ("to", "reason")}
    command = commands.ReturnTask(task_id, sent["to"], sent["reason"], typed_page.seen())
    try:
        answer = engine.execute(command, actor)
    except ZhenwuError as error:
        if error.code not in (*CONFLICTS, *UNRETURNABLE):
            raise
        conflict = error if error.code in CONFLICTS else None
        found = {} if conflict else _return_errors(error)
        page = _page(task_id, refusal=conflict, returning=sent, found=found)
        return page, errors.status_of(error)
    flash(_("已退回。%(now)s", now=_now(answer)), "good")
    return redirect(url_for("cases.case", case_no=answer["case_no"]), code=303)


def _return_errors(error: ZhenwuError) -> dict[str, list[str]]:
    """The refusal stands at the step that was chosen or at the reason, under the names of their controls."""
    found = formdata.page_errors(error)
    return {"return_reason": found["reason"]} if "reason" in found else {"return_to": found["_form"]}


def _now(answer: Answer) -> str:
    """Where the case went."""
    engine, actor, case_no = identity.engine(), access.staff(), str(answer["case_no"])
    return where_now(
        engine.read(queries.case_view.case_detail, actor, case_no),
        engine.read(queries.case_view.program, actor, case_no),
        engine.read(queries.waits.open_waits, actor, case_no),
    )


def _complete_once(command: commands.CompleteTask) -> Answer:
    """The same page sent twice is one completion; a second tab with other words hears who was first."""
    engine, actor = identity.engine(), access.staff()
    try:
        return engine.execute(command, actor, key=f"task:{command.task_id}:{command.seen_version}")
    except IdempotencyMismatch:
        return engine.execute(command, actor)


def _named(
    error: ZhenwuError, detail: queries.task_list.TaskDetail, materials: dict[str, dict[str, str]]
) -> dict[str, list[str]]:
    """A refusal stands at what it is about: the outcomes, or the first material that is not in order."""
    found = formdata.page_errors(error)
    if error.code == "outcome_unknown":
        # the refusal names keys for callers of the API; on the page the choices stand below
        return {"outcome": [_("还没有选办理结论，请选一个。")]}
    if error.code == "second_person":
        return {"second_person": found["_form"]}
    if error.code == "materials_not_ready":
        wanted = [row.code for row in detail.materials if row.required]
        bad = [code for code in wanted if materials.get(code, {}).get("verdict") != "pass"]
        return {f"material.{bad[0]}": found["_form"]} if bad else found
    return found


def _act(command: Any, task_id: str) -> Any:
    try:
        identity.engine().execute(command, access.staff())
    except ZhenwuError as error:
        if error.code not in CONFLICTS:
            raise
        return _page(task_id, refusal=error), errors.status_of(error)
    said = {"claim_task": _("已签收，由你办理。"), "release_task": _("已归还，等别人签收。")}
    flash(said[command.name], "good")
    return redirect(url_for("tasks.task", task_id=task_id), code=303)


def _save(task_id: str, posted: formdata.Posted, materials: dict[str, dict[str, str]]) -> Any:
    engine, actor = identity.engine(), access.staff()
    kept = engine.read(queries.drafts.open_draft, actor, actor.login, f"task:{task_id}")
    body = typed_page.body(posted, materials)
    draft_id = kept.id if kept is not None else ""
    engine.execute(commands.SaveDraft(actor.login, f"task:{task_id}", draft_id, body), actor)
    return redirect(url_for("tasks.task", task_id=task_id), code=303)


def _again(
    task_id: str,
    posted: formdata.Posted,
    materials: dict[str, dict[str, str]],
    found: dict[str, list[str]],
    status: int,
    refusal: ZhenwuError | None = None,
) -> Any:
    """The same page with everything that was typed."""
    typed = typed_page.body(posted, materials)
    conflict = refusal if refusal is not None and refusal.code in CONFLICTS else None
    return _page(task_id, typed=typed, found={} if conflict else found, refusal=conflict), status


def _page(
    task_id: str,
    typed: dict[str, Any] | None = None,
    found: dict[str, list[str]] | None = None,
    refusal: ZhenwuError | None = None,
    returning: dict[str, str] | None = None,
) -> str:
    engine, actor = identity.engine(), access.staff()
    detail = engine.read(queries.task_list.task_detail, actor, task_id)
    case_id = detail.task.instance_id
    case = engine.read(queries.case_view.case_detail, actor, case_id)
    history = engine.read(queries.case_view.history, actor, case_id)
    program = engine.read(queries.case_view.program, actor, case_id)
    submissions = engine.read(queries.case_view.submissions, actor, case_id)
    kept = engine.read(queries.drafts.open_draft, actor, actor.login, f"task:{task_id}")
    lost = typed_page.in_words(detail, typed) if typed and not detail.may_work else []
    apart = _kept_apart(detail)
    if apart is not None and refusal is not None and refusal.code == apart.code:
        refusal = None
    typed = typed or (dict(kept.body) if kept is not None else {})
    return render_template(
        "tasks/task.html",
        detail=detail,
        case=case,
        submissions=submissions,
        place=partial(path_words, program),
        story=story(history, program, submissions),
        steps=text_steps(case, history, program),
        came_back=engine.read(queries.going_back.came_back, actor, task_id) if detail.is_open else None,
        returnable=engine.read(queries.going_back.returnable, actor, task_id) if detail.may_work else (),
        returning=returning or {},
        two_people=detail.node.properties.get("people") == "2",
        colleagues=_colleagues(detail, apart),
        typed=typed,
        lost=lost,
        saved_at=kept.saved_at if kept is not None else "",
        errors=found or {},
        refusal=refusal.sentence(language.current()) if refusal is not None else "",
        kept_apart=apart.sentence(language.current()) if apart is not None else "",
        lookup=lookups.lookup,
        material_names=lookups.material_names(language.current()),
        outcome_words=outcome_words,
    )


def _kept_apart(detail: queries.task_list.TaskDetail) -> ZhenwuError | None:
    """Why four eyes refuse the reader this task, said before they try; None for everybody else."""
    if not (detail.may_claim or detail.may_work):
        return None
    return identity.engine().read(queries.colleagues.kept_apart, access.staff(), detail.task.id)


def _colleagues(
    detail: queries.task_list.TaskDetail, apart: ZhenwuError | None
) -> tuple[queries.colleagues.Colleague, ...]:
    """Who else may act on the task: as its second person, or instead of a person that four eyes refuse."""
    two = detail.may_work and detail.node.properties.get("people") == "2"
    if not two and apart is None:
        return ()
    return identity.engine().read(queries.colleagues.colleagues, access.staff(), detail.task.id)


@blueprint.get("/uploads/<upload_id>")
@access.allow(access.STAFF)
def upload(upload_id: str) -> Response:
    """A file of a case in view; always as an attachment under its own name."""
    engine = identity.engine()
    row = engine.read(queries.drafts.upload_of, access.staff(), upload_id)
    response = Response(engine.uploads.get(row.id), mimetype=row.media_type)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "no-store"
    return attachment(response, row.filename)
