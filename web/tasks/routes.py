"""The desk: work lists, one task, claim, release, complete."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine import Answer, commands, queries
from engine.errors import IdempotencyMismatch, ZhenwuError
from web import access, errors, formdata, identity, language, lookups, words
from web.cases.story import outcome_words, story, text_steps, where_now
from web.downloads import attachment

blueprint = Blueprint("tasks", __name__, template_folder="templates")

QUEUES = ("mine", "claimable", "all")
CONFLICTS = ("not_open", "stale", "not_claimed", "four_eyes")


@blueprint.get("/inbox")
@access.allow(access.STAFF)
def inbox() -> str:
    queue = request.args.get("queue", "mine")
    queue = queue if queue in QUEUES else "mine"
    q = request.args.get("q", "").strip()
    engine, actor = identity.engine(), access.staff()
    page = engine.read(
        queries.task_list.task_list, actor, queue, q, cursor=request.args.get("cursor"), limit=50
    )
    counts = words.queue_counts()
    return render_template("tasks/inbox.html", queue=queue, q=q, page=page, counts=counts)


@blueprint.get("/tasks/<task_id>")
@access.allow(access.STAFF)
def task(task_id: str) -> str:
    return _page(task_id)


@blueprint.post("/tasks/<task_id>/claim")
@access.allow("task.work")
def claim(task_id: str) -> Any:
    command = commands.ClaimTask(task_id, _seen())
    return _act(command, task_id)


@blueprint.post("/tasks/<task_id>/release")
@access.allow("task.work")
def release(task_id: str) -> Any:
    return _act(commands.ReleaseTask(task_id, _seen()), task_id)


@blueprint.post("/tasks/<task_id>")
@access.allow("task.work")
def complete(task_id: str) -> Any:
    engine, actor = identity.engine(), access.staff()
    detail = engine.read(queries.task_list.task_detail, actor, task_id)
    posted = formdata.read(detail.form, None, actor)
    materials = _verdicts()
    if request.form.get("action") == "save":
        return _save(task_id, posted, materials)
    command = commands.CompleteTask(
        task_id=task_id,
        outcome=request.form.get("outcome", ""),
        data=posted.values,
        opinion=request.form.get("opinion", ""),
        materials=materials,
        seen_version=_seen(),
    )
    try:
        if posted.errors:
            return _again(task_id, posted, materials, formdata.sentences(posted.errors), 422)
        answer = _complete_once(command)
    except ZhenwuError as error:
        found = _named(error, detail, materials)
        return _again(task_id, posted, materials, found, errors.status_of(error), error)
    step = detail.node.label(language.current())
    case = engine.read(queries.case_view.case_detail, actor, str(answer["case_no"]))
    flash(_("“%(step)s”已提交。%(now)s", step=step, now=where_now(case)), "good")
    return redirect(url_for("cases.case", case_no=answer["case_no"]), code=303)


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
        return {"outcome": found["_form"]}
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
    body = {
        **posted.body(),
        "materials": materials,
        "outcome": request.form.get("outcome", ""),
        "opinion": request.form.get("opinion", ""),
    }
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
    typed = {
        **posted.body(),
        "materials": materials,
        "outcome": request.form.get("outcome", ""),
        "opinion": request.form.get("opinion", ""),
    }
    conflict = refusal if refusal is not None and refusal.code in CONFLICTS else None
    return _page(task_id, typed=typed, found={} if conflict else found, refusal=conflict), status


def _page(
    task_id: str,
    typed: dict[str, Any] | None = None,
    found: dict[str, list[str]] | None = None,
    refusal: ZhenwuError | None = None,
) -> str:
    engine, actor = identity.engine(), access.staff()
    detail = engine.read(queries.task_list.task_detail, actor, task_id)
    case = engine.read(queries.case_view.case_detail, actor, detail.task.instance_id)
    history = engine.read(queries.case_view.history, actor, detail.task.instance_id)
    kept = engine.read(queries.drafts.open_draft, actor, actor.login, f"task:{task_id}")
    lost = _in_words(detail, typed) if typed and not detail.may_work else []
    typed = typed or (dict(kept.body) if kept is not None else {})
    return render_template(
        "tasks/task.html",
        detail=detail,
        case=case,
        submissions=engine.read(queries.case_view.submissions, actor, detail.task.instance_id),
        story=story(history, detail.model),
        steps=text_steps(case, history),
        typed=typed,
        lost=lost,
        saved_at=kept.saved_at if kept is not None else "",
        errors=found or {},
        refusal=refusal.sentence(language.current()) if refusal is not None else "",
        lookup=lookups.lookup,
        material_names=lookups.material_names(language.current()),
        outcome_words=outcome_words,
    )


def _in_words(detail: queries.task_list.TaskDetail, typed: dict[str, Any]) -> list[tuple[str, str]]:
    """What was typed into a page that can no longer be sent, to be read and copied: (label, text)."""
    english = language.current() == "en"
    names = lookups.material_names(language.current())
    verdicts = {"pass": _("合格"), "fail": _("不合格"), "missing": _("缺少")}
    rows = [
        (names.get(code, code), f"{verdicts.get(row['verdict'], '')} {row.get('reason', '')}".strip())
        for code, row in typed["materials"].items()
    ]
    for field in detail.form.fields if detail.form is not None else ():
        value = typed["values"].get(field.key)
        if value not in (None, "", [], {}):
            label = field.label_en if english and field.label_en else field.label
            parts = (
                value.values() if isinstance(value, dict) else value if isinstance(value, list) else [value]
            )
            rows.append((label, "、".join(str(part) for part in parts)))
    rows.append((_("办理结论"), outcome_words(detail.node, typed["outcome"])))
    rows.append((_("办理意见"), typed["opinion"]))
    return [(label, text) for label, text in rows if text]


def _seen() -> int | None:
    text = request.form.get("version", "")
    return int(text) if text.isdigit() else None


def _verdicts() -> dict[str, dict[str, str]]:
    """`material.<code>.verdict` and `.reason` of the posted page; rows without a verdict are left out."""
    rows: dict[str, dict[str, str]] = {}
    for name, value in request.form.items():
        prefix, _, rest = name.partition(".")
        code, _, part = rest.rpartition(".")
        if prefix == "material" and part in ("verdict", "reason") and code:
            rows.setdefault(code, {})[part] = value
    return {code: row for code, row in rows.items() if row.get("verdict")}


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
