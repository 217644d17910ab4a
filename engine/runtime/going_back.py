"""Going back (return, withdraw): open places of the scope end, a fresh task starts at the target.

Nothing is rolled back: variables keep what was learnt since (architecture §6.6). The scope is the process
instance of the open place, or the branch of a fork, when both it and the target lie in that branch.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from SpiffWorkflow.bpmn.specs.control import EventSplit
from SpiffWorkflow.bpmn.specs.mixins.unstructured_join import UnstructuredJoin
from SpiffWorkflow.util.task import TaskState

from engine.domain.branches import branches
from engine.domain.model import ProcessModel
from engine.errors import IntoBranch, NotFound
from engine.runtime.merging import CONSUMED, gathered, is_arrival, tips
from engine.runtime.workflow import CaseWorkflow


def go_back(workflow: CaseWorkflow, token: str, element_id: str, path: str = "") -> None:
    """Start again at `element_id` of the process instance behind `path` in which, or in whose calls, `token`
    is open.

    Raises NotFound when the token is not open or that process has no such element, IntoBranch when the
    target lies in a branch that the token is not in.
    """
    task = _within(workflow, workflow.find(token), path)
    if task is None or element_id not in task.workflow.spec.model.nodes:
        raise NotFound(what="可以退回的节点", what_en="step to return to", id=element_id)
    scope = task.workflow
    first = _beginning(scope.spec.model, task, element_id)
    anchor = _anchor(task)
    inside = scope.tasks.values()
    tasks = [one for one in inside if first is None or one is first or one.is_descendant_of(first)]
    learnt = gathered(tips(tasks))
    _cancel(tasks)
    _restart(scope, anchor, element_id, learnt)


def _within(workflow: CaseWorkflow, task: Any, path: str) -> Any:
    """The open place in the process behind `path`: the place itself, or the call that leads to it."""
    while task is not None and task.workflow.path != path:
        if task.workflow is workflow:
            return None
        task = workflow.get_task_from_id(task.workflow.parent_task_id)
    return task


def _beginning(model: ProcessModel, task: Any, element_id: str) -> Any:
    """The task behind which everything is cancelled: the fork's or the side event's; None = all."""
    name = task.task_spec.name
    here, there = branches(model, name), branches(model, element_id)
    if here[: len(there)] != there:
        node = model.nodes[element_id]
        raise IntoBranch(element=node.label(), element_en=node.label_en)
    if not there:
        return None
    source = model.flows[there[-1]].source
    below = task
    while below.parent is not None and below.parent.task_spec.name != source:
        below = below.parent
    if below.parent is None:
        raise NotFound(what="可以退回的节点", what_en="step to return to", id=element_id)
    return below


def _anchor(task: Any) -> Any:
    """The finished task under which the fresh one hangs."""
    parent = task.parent
    while isinstance(parent.task_spec, EventSplit):
        parent = parent.parent
    return parent


def _cancel(tasks: list[Any]) -> None:
    """End what is unfinished, the longest waiting first; what came to a join or an end counts no more."""
    for task in tasks:
        if isinstance(task.task_spec, UnstructuredJoin) and is_arrival(task):
            task._set_internal_data(**{CONSUMED: True})
    live = TaskState.READY | TaskState.WAITING | TaskState.STARTED
    found = [task for task in tasks if task._state & live and task.parent is not None]
    for task in sorted(found, key=lambda one: one.last_state_change):
        task.cancel()
    for task in tasks:
        if task.id in task.workflow.tasks and task._state & TaskState.NOT_FINISHED_MASK:
            task.cancel()


def _restart(scope: Any, anchor: Any, element_id: str, data: Mapping[str, Any]) -> None:
    specs = scope.spec.task_specs
    spec = specs.get(f"{element_id}.BoundaryEventSplit") or specs[element_id]
    fresh = anchor._add_child(spec, TaskState.FUTURE)
    fresh.task_spec._predict(fresh, mask=TaskState.FUTURE | TaskState.PREDICTED_MASK)
    fresh.task_spec._update(fresh)
    # over what it inherited: the finished task above it may know less than the places that were open
    fresh.data = dict(data)
