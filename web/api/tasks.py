"""User tasks: lists, one task, claim, release, complete."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_smorest import Blueprint

from engine import commands, queries
from web import access
from web.api import common, schemas

blueprint = Blueprint("api_tasks", __name__, description="User tasks")


@blueprint.route("/tasks", methods=["GET"])
@access.allow(access.STAFF)
def tasks() -> Any:
    """Open tasks of a queue: mine, claimable, all. Filters: q, definition_key."""
    found = common.read(
        queries.task_list.task_list,
        request.args.get("queue", "mine"),
        request.args.get("q", ""),
        request.args.get("definition_key", ""),
        cursor=request.args.get("cursor"),
        limit=common.limit(),
        newest_first=request.args.get("order") == "newest",
    )
    return common.page(found, _row)


def _row(item: Any) -> dict[str, Any]:
    return common.task(common.read(queries.task_list.task_detail, item.id))


@blueprint.route("/tasks/<task_id>", methods=["GET"])
@access.allow(access.STAFF)
def task(task_id: str) -> Any:
    """One task with its outcomes and form."""
    return common.task(common.read(queries.task_list.task_detail, task_id))


@blueprint.route("/tasks/<task_id>/claim", methods=["POST"])
@access.allow("task.work")
@blueprint.arguments(schemas.Seen, required=False)
def claim(body: dict[str, Any], task_id: str) -> Any:
    """Take the task out of the common queue."""
    return _after(common.execute(commands.ClaimTask(task_id, body.get("version"))).body, task_id)


@blueprint.route("/tasks/<task_id>/release", methods=["POST"])
@access.allow("task.work")
@blueprint.arguments(schemas.Seen, required=False)
def release(body: dict[str, Any], task_id: str) -> Any:
    """Give the task back."""
    return _after(common.execute(commands.ReleaseTask(task_id, body.get("version"))).body, task_id)


@blueprint.route("/tasks/<task_id>/complete", methods=["POST"])
@access.allow("task.work")
@blueprint.arguments(schemas.CompleteTask)
def complete(body: dict[str, Any], task_id: str) -> Any:
    """Complete with an outcome; a candidate may do so without an explicit claim."""
    command = commands.CompleteTask(
        task_id=task_id,
        outcome=body["outcome"],
        data=body["variables"],
        opinion=body["opinion"],
        materials=body["materials"],
        seen_version=body["version"],
    )
    answer = common.execute(command).body
    instance = common.instance(answer["instance_id"])
    fresh = set(answer["next_tasks"])
    return {"instance": instance, "next_tasks": [one for one in instance["tasks"] if one["id"] in fresh]}


def _after(answer: dict[str, Any], task_id: str) -> dict[str, Any]:
    instance = common.instance(answer["case_no"])
    return {"instance": instance, "next_tasks": [one for one in instance["tasks"] if one["id"] == task_id]}
