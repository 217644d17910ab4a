"""Shared by all API routes: the idempotency key, times with offset, rows as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request

from engine import Answer, queries
from engine.queries.case_view import CaseItem
from engine.queries.task_list import TaskDetail, TaskItem
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
    """A task in a list. Lights come with the legal clock; until then `due_at` and `light` are null."""
    return {
        "id": item.id,
        "name": item.name,
        "element_id": item.element_id,
        "instance_id": item.instance_id,
        "case_no": item.case_no,
        "definition_key": item.definition_key,
        "assignee": item.assignee,
        "state": item.state,
        "created_at": item.created_at,
        "due_at": None,
        "provisional": False,
        "light": None,
        "light_detail": None,
        "version": item.version,
    }


def task(detail: TaskDetail) -> dict[str, Any]:
    return {
        **task_row(detail.task),
        "candidate_groups": [post for post in detail.candidate_groups if post != "*"],
        "outcomes": [{"key": one.key, "label": one.label} for one in detail.offered],
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
    }


def instance(reference: str) -> dict[str, Any]:
    """The instance with its open tasks, waits and variables."""
    detail = read(queries.case_view.case_detail, reference)
    tasks = [task(read(queries.task_list.task_detail, item.id)) for item in detail.open_tasks]
    return {
        **instance_row(detail.case),
        "variables": dict(detail.variables),
        "milestones": dict(detail.milestones),
        "tasks": tasks,
        "waits": [],
        "clock": None,
    }


def without_english(finding: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in finding.items() if name != "message_en"}
