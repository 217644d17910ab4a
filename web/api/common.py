"""Shared by all API routes: the idempotency key, times with offset, rows as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request

from engine import Answer, queries
from engine.queries.case_view import CaseItem
from engine.queries.clock import CaseClock
from engine.queries.standing import Standing
from engine.queries.task_list import TaskDetail, TaskItem
from engine.queries.waits import JobItem, WaitItem
from web import access, identity

MAX_KEY = 200


def execute(command: Any) -> Answer:
    """Run a command with the caller's Idempotency-Key."""
    key = request.headers.get("Idempotency-Key") or None
    return identity.engine().execute(command, access.staff(), key=key[:MAX_KEY] if key else None)


def read(query: Any, *args: Any, **kwargs: Any) -> Any:
    return identity.engine().read(query, access.staff(), *args, **kwargs)


def limit() -> int:
    text = request.args.get("limit", "50")
    return int(text) if text.isdigit() else 50


def page(found: Any, make: Any) -> dict[str, Any]:
    return {"items": [make(item) for item in found.items], "next": found.next}


def task_row(item: TaskItem) -> dict[str, Any]:
    """A task in a list. Where nothing is due, `due_at`, `light` and `light_detail` are null."""
    return {
        "id": item.id,
        "name": item.name,
        "element_id": item.element_id,
        "path": item.path,
        "instance_id": item.instance_id,
        "case_no": item.case_no,
        "definition_key": item.definition_key,
        "assignee": item.assignee,
        "state": item.state,
        "created_at": item.created_at,
        **_time(item.standing),
        "version": item.version,
    }


def _time(standing: Standing) -> dict[str, Any]:
    light = standing.light
    return {
        "due_at": standing.due_at,
        "provisional": standing.provisional,
        "light": light.light if light is not None else None,
        "light_detail": light.detail if light is not None else None,
        "missing_year": standing.missing_year,
    }


def task(detail: TaskDetail) -> dict[str, Any]:
    return {
        **task_row(detail.task),
        "candidate_groups": [post for post in detail.candidate_groups if post != "*"],
        "outcomes": [{"key": one.key, "label": one.label} for one in detail.offered],
        "people": 2 if detail.node.properties.get("people") == "2" else 1,
        "form": detail.node.form_key or None,
        "form_version": detail.form_version,
        "materials": [
            {"code": one.code, "required": one.required, "upload": one.upload_id, "verdict": one.verdict}
            for one in detail.materials
        ],
    }


def instance_row(item: CaseItem) -> dict[str, Any]:
    return {
        "id": item.id,
        "case_no": item.case_no,
        "definition_key": item.definition_key,
        "version": item.definition_version,
        "name": item.definition_name,
        "status": item.status,
        "result": item.result,
        "channel": item.channel,
        "started_by": item.started_by,
        "started_at": item.started_at,
        "ended_at": item.ended_at,
        **_time(item.standing),
    }


def instance(reference: str) -> dict[str, Any]:
    """The instance with its open tasks, those of called procedures included, waits, timers, what failed,
    variables."""
    detail = read(queries.case_view.case_detail, reference)
    tasks = [task(read(queries.task_list.task_detail, item.id)) for item in detail.open_tasks]
    jobs = read(queries.waits.armed_jobs, reference)
    return {
        **instance_row(detail.case),
        "variables": dict(detail.variables),
        "milestones": dict(detail.milestones),
        "tasks": tasks,
        "waits": [_wait(one) for one in read(queries.waits.open_waits, reference)],
        "timers": [_timer(one) for one in jobs if one.kind == "timer"],
        "failed_jobs": [_failed(one) for one in read(queries.waits.failed_jobs, reference)],
        "clock": _clock(detail.clock),
    }


def _wait(item: WaitItem) -> dict[str, Any]:
    """An open message wait; `name` is what POST /messages calls it."""
    return {
        "id": item.id,
        "name": item.message,
        "label": item.node.label(),
        "element_id": item.element_id,
        "path": item.path,
        "audience": item.node.properties.get("audience") or None,
        "posts": list(item.node.posts),
        "opened_at": item.opened_at,
        "form": item.form.key if item.form is not None else None,
        "materials": item.asks_materials,
    }


def _timer(item: JobItem) -> dict[str, Any]:
    """An armed timer; `error` is why it did not go off when it was due, null as long as it is not."""
    return {**_place(item), "due_at": item.due_at, "error": item.error or None}


def _failed(item: JobItem) -> dict[str, Any]:
    """A timer or effect that failed for good: the case stands there. `message` is the error in words."""
    return {
        **_place(item),
        "kind": item.kind,
        "state": item.state,
        "since": item.since,
        "failed_at": item.changed_at,
        "attempt": item.attempt,
        "error": item.error,
        "message": item.why[0],
    }


def _place(item: JobItem) -> dict[str, Any]:
    return {"id": item.id, "label": item.node.label(), "element_id": item.node.id, "path": item.path}


def moved(answer: Mapping[str, Any]) -> dict[str, Any]:
    """What a verb on a task answers: the case, and the tasks that it opened."""
    found = instance(str(answer["instance_id"]))
    fresh = set(answer["next_tasks"])
    return {"instance": found, "next_tasks": [one for one in found["tasks"] if one["id"] in fresh]}


def _clock(clock: CaseClock | None) -> dict[str, Any] | None:
    """Null for a process without limits; before `accept` every instant in it is null."""
    if clock is None:
        return None
    standing = clock.standing
    return {
        "promised": clock.promised or None,
        "legal": clock.legal or None,
        "started_at": clock.started_at,
        "ended_at": clock.ended_at,
        "yellow_at": standing.yellow_at,
        "legal_at": clock.legal_at,
        "stopped_since": clock.stopped_since,
        **_time(standing),
        "missing_year": clock.missing_year,
        "stops": [
            {"element": stop.element_path, "since": stop.since, "until": stop.until} for stop in clock.stops
        ],
    }


def without_english(finding: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in finding.items() if name != "message_en"}
