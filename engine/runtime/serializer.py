"""State of a case <-> bytes. Specs stay outside; a format number stands in front.

A blob is `ZW1` + zlib of JSON rows, one row a task: id, parent, children, time, state, spec name,
triggered, internal data, data set here, names deleted here. Data is a delta against the parent (parents
come first). Called procedures that run are documents of the same kind under `called`, outer ones first,
each with the id of its call's task. User data is plain JSON and never selects a type, so a form key
`typename` is harmless.
"""

from __future__ import annotations

import copy
import json
import zlib
from collections.abc import Iterable
from typing import Any
from uuid import UUID

import orjson
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.runtime.parse import Program
from engine.runtime.workflow import CalledWorkflow, CaseWorkflow

FORMAT = 1
_MAGIC = b"ZW%d\n" % FORMAT
_MAGIC_WIDE = b"ZW%dw" % FORMAT
"""The same document with integers beyond 64 bits, which orjson does not write and reads as doubles."""

Row = list[Any]


class UnknownStateFormat(ValueError):
    """The blob was not written by this release or one it knows, or it is damaged."""


def dump(workflow: CaseWorkflow) -> bytes:
    """The bytes of a case at rest. Raises TypeError when a variable is no JSON value."""
    document = _document(workflow)
    called = sorted(workflow.subprocesses.items(), key=lambda one: one[1].depth)
    if called:
        document["called"] = [{"call": call.hex, **_document(one)} for call, one in called]
    try:
        return _MAGIC + zlib.compress(orjson.dumps(document), 6)
    except orjson.JSONEncodeError:
        text = json.dumps(document, ensure_ascii=False, allow_nan=False)
        return _MAGIC_WIDE + zlib.compress(text.encode(), 6)


def load(blob: bytes, program: Program, script_engine: Any) -> CaseWorkflow:
    """The case as it stood when `blob` was written. Raises UnknownStateFormat."""
    if not blob.startswith((_MAGIC, _MAGIC_WIDE)):
        raise UnknownStateFormat(blob[:8].hex())
    workflow = CaseWorkflow(program.spec, script_engine=script_engine, deserializing=True)
    workflow.subprocess_specs = program.specs
    try:
        document = _read(blob)
        _fill(workflow, document)
        for inner in document.get("called", ()):
            _adopt(workflow, inner)
    except _DAMAGED as error:
        raise UnknownStateFormat(f"damaged: {type(error).__name__}") from error
    return workflow


_DAMAGED = (zlib.error, ValueError, LookupError, TypeError, AttributeError)
"""What reading back bytes raises that are no document of ours, or one of another process."""


def _read(blob: bytes) -> dict[str, Any]:
    read = json.loads if blob.startswith(_MAGIC_WIDE) else orjson.loads
    document: dict[str, Any] = read(zlib.decompress(blob[len(_MAGIC) :]))
    return document


def _document(workflow: Any) -> dict[str, Any]:
    return {
        "tasks": [_row(task, workflow) for task in workflow.tasks.values()],
        "root": workflow.task_tree.id.hex,
        "last": _hex_of(workflow.last_task, workflow),
        "data": workflow.data,
        "result": workflow.result,
    }


def _fill(workflow: Any, document: dict[str, Any]) -> None:
    for row in document["tasks"]:
        _restore(row, workflow)
    workflow.task_tree = workflow.tasks[UUID(hex=document["root"])]
    last = document["last"]
    workflow.last_task = workflow.tasks.get(UUID(hex=last)) if last else None
    workflow.data = document["data"]
    workflow.result = document["result"]


def _adopt(workflow: CaseWorkflow, document: dict[str, Any]) -> None:
    call = workflow.get_task_from_id(UUID(hex=document["call"]))
    spec = workflow.subprocess_specs[call.task_spec.spec]
    called = CalledWorkflow(spec, call.id, workflow, deserializing=True)
    _fill(called, document)
    called.completed_event.connect(call.task_spec._on_subworkflow_completed, call)
    workflow.adopt(called, call)


def _row(task: Any, workflow: Any) -> Row:
    parent = workflow.tasks.get(task._parent)
    changed, deleted = _delta(task.data, parent.data if parent is not None else {})
    return [
        task.id.hex,
        task._parent.hex if task._parent else None,
        [child.hex for child in task._children],
        task.last_state_change,
        task._state,
        task.task_spec.name,
        task.triggered,
        task.internal_data or None,
        changed,
        deleted,
    ]


def _delta(data: dict[str, Any], inherited: dict[str, Any]) -> tuple[dict[str, Any] | None, list[str] | None]:
    """What `data` has that it did not inherit; (None, None) for a task that inherited nothing yet."""
    if not data:
        return None, None
    changed = {
        name: value for name, value in data.items() if name not in inherited or inherited[name] != value
    }
    return changed, [name for name in inherited if name not in data] or None


def _restore(row: Iterable[Any], workflow: Any) -> None:
    identity, parent, children, changed_at, state, name, triggered, internal, changed, deleted = row
    task = Task.__new__(Task)  # the constructor would add it to its parent a second time
    task.id = UUID(hex=identity)
    task.workflow = workflow
    task._parent = UUID(hex=parent) if parent else None
    task._children = [UUID(hex=child) for child in children]
    task._state = state
    task.triggered = triggered
    task.task_spec = workflow.spec.task_specs[name]
    task.thread_id = 0
    task.last_state_change = changed_at
    task.internal_data = internal or {}
    task.data = _data(changed, deleted, workflow.tasks.get(task._parent))
    if state & TaskState.NOT_FINISHED_MASK:
        # a live task owns its data: a nested change must not reach finished ones (engine-facts §4)
        task.data = _copied(task.data)
    workflow.tasks[task.id] = task


def _copied(data: dict[str, Any]) -> dict[str, Any]:
    try:
        copied: dict[str, Any] = orjson.loads(orjson.dumps(data))
        return copied
    except orjson.JSONEncodeError:  # an integer beyond 64 bits
        return copy.deepcopy(data)


def _data(changed: dict[str, Any] | None, deleted: list[str] | None, parent: Any) -> dict[str, Any]:
    if changed is None:
        return {}
    data = {**(parent.data if parent is not None else {}), **changed}
    for name in deleted or ():
        data.pop(name, None)
    return data


def _hex_of(task: Any, workflow: Any) -> str | None:
    return task.id.hex if task is not None and task.id in workflow.tasks else None
