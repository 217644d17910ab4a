"""What comes of several branches: each variable has the value of the branch that changed it last.

Stock Spiff merges whole branches, so that a branch which never touched a variable puts its old value back
over another branch's new one (case B02, and ends of side paths). Here a branch counts for what it changed
since it parted from the others, at the instant at which it was completed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from itertools import pairwise
from typing import Any

from SpiffWorkflow.bpmn.specs.mixins.unstructured_join import UnstructuredJoin
from SpiffWorkflow.util.task import TaskState

CONSUMED = "consumed"
"""Mark on a join's arrival (`internal_data`): this token has already fired the join."""

_OPEN = TaskState.READY | TaskState.WAITING | TaskState.STARTED


def gathered(tips: Iterable[Any]) -> dict[str, Any]:
    """The variables of several branches of one process, each given by its last task.

    Between two places where branches part, all changes count as made when the lower place was completed.
    So the result does not depend on which finished tasks in between are still kept.
    """
    ends = list({task.id: task for task in tips}.values())
    parted = _parted(ends)
    base: Mapping[str, Any] = {}
    changes: dict[Any, tuple[float, dict[str, Any]]] = {}
    for end in ends:
        below = end
        for task in _upward(end.parent):
            if task.id in parted:
                changes[below.id] = (below.last_state_change, _changed(task.data, below.data))
                below = task
        base = below.data  # above the first parting all lines are one
    data = dict(base)
    for _instant, changed in sorted(changes.values(), key=lambda one: one[0]):
        data.update(changed)
    return deepcopy(data)


def tips(tasks: Iterable[Any]) -> list[Any]:
    """The last task of each branch: open places, and what came to an end or a join that waits for more."""
    found = []
    for task in tasks:
        if isinstance(task.task_spec, UnstructuredJoin):
            found += [task.parent] if is_arrival(task) else []
        elif task._state & _OPEN:
            found.append(task)
    return found


def is_arrival(task: Any) -> bool:
    """Whether a task of a join or end is a token that came and was not taken yet.

    Of several arrivals Spiff lets the last one wait and cancels the others.
    """
    return (
        task.parent is not None
        and task.parent.state == TaskState.COMPLETED
        and not task.internal_data.get(CONSUMED)
        and not task.has_state(TaskState.COMPLETED)
    )


def _parted(ends: list[Any]) -> set[Any]:
    """Ids of the tasks below which lines to more than one of the ends go different ways."""
    below: dict[Any, set[Any]] = {}
    for end in ends:
        for task, parent in pairwise(_upward(end)):
            below.setdefault(parent.id, set()).add(task.id)
    return {identity for identity, ways in below.items() if len(ways) > 1}


def _upward(task: Any) -> Iterator[Any]:
    while task is not None:
        yield task
        task = task.parent


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in after.items() if name not in before or before[name] != value}
