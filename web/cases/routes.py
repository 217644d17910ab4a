"""办件: the list, one case whole with its diagrams, what is awaited, taking a step back, cancelling it."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine import commands, queries
from engine.errors import NotFound, ZhenwuError
from engine.forms import show
from web import access, errors, formdata, identity, language, lookups
from web.cases import recording
from web.cases.paths import path_words
from web.cases.sentences import labels
from web.cases.stages import outcome_words
from web.cases.story import awaited, open_places, steps_inside, story, text_steps

blueprint = Blueprint("cases", __name__, template_folder="templates")

STATUSES = ("active", "completed", "cancelled")
SHOWN_HERE = ("form_invalid", "not_open", "invalid_value", "not_withdrawable", "upload_refused", "too_large")
"""Refusals that the case page shows itself."""


@blueprint.get("/cases")
@access.allow(access.STAFF)
def cases() -> str:
    filters = {name: request.args.get(name, "").strip() for name in ("q", "status")}
    page = identity.engine().read(
        queries.case_view.case_list,
        access.staff(),
        filters["q"],
        filters["status"] if filters["status"] in STATUSES else "",
        cursor=request.args.get("cursor"),
    )
    return render_template("cases/list.html", page=page, filters=filters, search_value=filters["q"])


@blueprint.get("/cases/<case_no>")
@access.allow(access.STAFF)
def case(case_no: str) -> str:
    return _page(case_no)


@blueprint.post("/cases/<case_no>/cancel")
@access.allow("task.work")
def cancel(case_no: str) -> Any:
    engine, actor = identity.engine(), access.staff()
    instance = engine.read(queries.case_view.case_id, actor, case_no)
    reason = request.form.get("reason", "")
    return _act(case_no, commands.CancelCase(instance, reason), "cancel", reason, _("办件已撤销。"))


@blueprint.post("/cases/<case_no>/withdraw")
@access.allow("task.work")
def withdraw(case_no: str) -> Any:
    """Take back one's own last step."""
    reason = request.form.get("reason", "")
    command = commands.WithdrawTask(request.form.get("task", ""), reason)
    return _act(case_no, command, "withdraw", reason, _("已撤回，这一步又可以办了。"))


def _act(case_no: str, command: Any, verb: str, reason: str, done: str) -> Any:
    try:
        identity.engine().execute(command, access.staff())
    except ZhenwuError as error:
        if error.code not in SHOWN_HERE:
            raise
        found = {_reason_field(verb, key): rows for key, rows in formdata.page_errors(error).items()}
        return _page(case_no, found, typed={verb: reason}), errors.status_of(error)
    flash(done, "good")
    return redirect(url_for("cases.case", case_no=case_no), code=303)


def _reason_field(verb: str, key: str) -> str:
    """Two forms of the page ask for a reason; the older one keeps its plain name."""
    return f"{verb}_reason" if key == "reason" and verb != "cancel" else key


@blueprint.post("/cases/<case_no>/waits/<wait_id>")
@access.allow("task.work")
def record(case_no: str, wait_id: str) -> Any:
    """Record that something awaited has come."""
    engine, actor = identity.engine(), access.staff()
    waits = engine.read(queries.waits.open_waits, actor, case_no)
    wait = next((one for one in waits if one.id == wait_id), None)
    if wait is None:
        flash(_("这一项已经不等了，请看最新的经过。"), "attention")
        return redirect(url_for("cases.case", case_no=case_no), code=303)
    posted = recording.read(wait, actor)
    try:
        if posted.errors:
            return _recording_again(case_no, wait_id, posted, formdata.sentences(posted.errors), 422)
        recording.record(case_no, wait, posted, actor)
    except NotFound:
        return _recording_again(case_no, wait_id, posted, {"_form": [_gone()]}, 409)
    except ZhenwuError as error:
        found = formdata.page_errors(error)
        return _recording_again(case_no, wait_id, posted, found, errors.status_of(error))
    flash(_("“%(step)s”已登记。", step=wait.node.label(language.current())), "good")
    return redirect(url_for("cases.case", case_no=case_no), code=303)


def _gone() -> str:
    return _("这一项已经不等了，请看最新的经过。")


def _recording_again(
    case_no: str, wait_id: str, posted: formdata.Posted, found: dict[str, list[str]], status: int
) -> Any:
    names = lookups.material_names(language.current())
    named = {key: [_about(key, sentence, names) for sentence in rows] for key, rows in found.items()}
    return _page(case_no, recorded=recording.Typed(wait_id, posted, named)), status


def _about(key: str, sentence: str, names: dict[str, str]) -> str:
    """A sentence about one of several materials says which."""
    code = key.removeprefix(formdata.MATERIAL)
    between = ": " if language.current() == "en" else "："
    return f"{names.get(code, code)}{between}{sentence}" if key != code else sentence


@blueprint.get("/cases/<case_no>/diagram.svg")
@access.allow(access.STAFF)
def diagram(case_no: str) -> Response:
    """The diagram alone; `?path=correction` asks for that of a called procedure."""
    path = request.args.get("path", "")
    svg = identity.engine().read(
        queries.diagrams.diagram, access.staff(), case_no, language.current(), path=path
    )
    if svg is None:
        abort(404)
    return Response(svg, mimetype="image/svg+xml")


def _page(
    case_no: str,
    found: dict[str, list[str]] | None = None,
    typed: dict[str, str] | None = None,
    recorded: recording.Typed | None = None,
) -> str:
    engine, actor = identity.engine(), access.staff()
    detail = engine.read(queries.case_view.case_detail, actor, case_no)
    history = engine.read(queries.case_view.history, actor, case_no)
    program = engine.read(queries.case_view.program, actor, case_no)
    submissions = engine.read(queries.case_view.submissions, actor, case_no)
    waits = engine.read(queries.waits.open_waits, actor, case_no)
    jobs = engine.read(queries.waits.armed_jobs, actor, case_no)
    failed = engine.read(queries.waits.failed_jobs, actor, case_no)
    ends = {wait.id: queries.waits.ends_by(wait, jobs, program) for wait in waits}
    ending = {job.id for found_jobs in ends.values() for job in found_jobs}
    return render_template(
        "cases/case.html",
        detail=detail,
        story=story(history, program, submissions),
        steps=text_steps(detail, history, program, waits, failed),
        submissions=submissions,
        svg=engine.read(queries.diagrams.diagram, actor, case_no, language.current()),
        calls=engine.read(queries.diagrams.calls, actor, case_no, language.current()),
        steps_inside=partial(steps_inside, program),
        place=partial(path_words, program),
        places=open_places(detail),
        task_links={task.path: f"/tasks/{task.id}" for task in detail.open_tasks},
        waiting_for=labels(program, awaited(waits)),
        failed=failed,
        stopped_at=labels(program, [job.path for job in failed]),
        waits=waits,
        kept=engine.read(queries.kept.kept_messages, actor, case_no),
        ends=ends,
        jobs=[job for job in jobs if job.id not in ending],
        recorded=recorded or recording.Typed(),
        prefix_of=recording.prefix_of,
        documents=engine.read(queries.case_papers.documents, actor, case_no),
        document_names=lookups.names("document_kinds", "en" if language.current() == "en" else "zh"),
        rounds=engine.read(queries.case_papers.material_rounds, actor, case_no),
        cancellable=engine.read(queries.cancelling.may_cancel, actor, case_no),
        withdrawable=engine.read(queries.going_back.withdrawable, actor, case_no),
        verification=engine.read(queries.audit_trail.verify_case, actor, case_no),
        verified_at=engine.now_text,
        head_hash=history[-1].hash if history else "",
        material_names=lookups.material_names(language.current()),
        show=show,
        lookup=lookups.lookup,
        outcome_words=outcome_words,
        errors=found or {},
        typed=typed or {},
    )
