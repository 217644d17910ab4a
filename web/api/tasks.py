"""User tasks: lists, one task, claim, release, complete, return, withdraw."""

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
@blueprint.alt_response(200, schema=schemas.TasksAnswer, success=True)
def tasks() -> Any:
    """Open tasks of a queue: mine, claimable, all. Filters: q, definition_key. `sort`: created, due."""
    found = common.read(
        queries.task_list.task_list,
        request.args.get("queue", "mine"),
        request.args.get("q", ""),
        request.args.get("definition_key", ""),
        cursor=request.args.get("cursor"),
        limit=common.limit(),
        newest_first=request.args.get("order") == "newest",
        sort=request.args.get("sort", "created"),
    )
    return common.page(found, _row)


def _row(item: Any) -> dict[str, Any]:
    return common.task(common.read(queries.task_list.task_detail, item.id))


@blueprint.route("/tasks/<task_id>", methods=["GET"])
@access.allow(access.STAFF)
@blueprint.alt_response(200, schema=schemas.TaskAnswer, success=True)
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
        second_person=body["second_person"],
    )
    return common.moved(common.execute(command).body)


@blueprint.route("/tasks/<task_id>/return", methods=["POST"])
@access.allow("task.work")
@blueprint.arguments(schemas.ReturnTask)
@blueprint.alt_response(
    409, schema=schemas.ErrorBody, description="never_passed, into_branch, effect_unanswered, not_claimed"
)
@blueprint.alt_response(422, schema=schemas.ErrorBody, description="form_invalid: no reason")
def send_back(body: dict[str, Any], task_id: str) -> Any:
    """Return to a step of the same process instance that was completed; the holder only."""
    command = commands.ReturnTask(task_id, body["to"], body["reason"], body["version"])
    return common.moved(common.execute(command).body)


@blueprint.route("/tasks/<task_id>/withdraw", methods=["POST"])
@access.allow("task.work")
@blueprint.arguments(schemas.Reason)
@blueprint.alt_response(
    404, schema=schemas.ErrorBody, description="not_found: the caller did not complete it"
)
@blueprint.alt_response(409, schema=schemas.ErrorBody, description="not_withdrawable: somebody went on")
def withdraw(body: dict[str, Any], task_id: str) -> Any:
    """Take back a task that the caller completed, while nothing happened after it."""
    return common.moved(common.execute(commands.WithdrawTask(task_id, body["reason"])).body)


def _after(answer: dict[str, Any], task_id: str) -> dict[str, Any]:
    instance = common.instance(answer["case_no"])
    return {"instance": instance, "next_tasks": [one for one in instance["tasks"] if one["id"] == task_id]}
