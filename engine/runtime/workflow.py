"""BpmnWorkflow with flat scans and a bounded step: subclassed, nothing of the library is patched.

Stock scans walk the task tree after every completed task; flat scans measured 2.1 times as fast and keep
long loops from stalling behind the iterator's depth limit of 1,000 (engine-facts §3, §4).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import Any

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.util.task import TaskState

from engine.runtime.waits import WAITS

# Spiff logs task data at INFO; people's data has no place in logs, and the extras cost 3-10 %.
logging.getLogger("spiff").setLevel(logging.WARNING)

MAX_ENGINE_STEPS = 500
"""Engine-only tasks in one step. A loop without a user task would never return."""


class StepTooLong(Exception):
    """More than MAX_ENGINE_STEPS engine tasks ran without reaching a person."""


class _Flat:
    """Scans of one process instance that look at its tasks in a row, not at its tree."""

    tasks: dict[Any, Any]
    completed: bool
    result: str | None = None
    """Property `result` of the last end event that has one."""

    def update_waiting_tasks(self) -> None:
        for task in [task for task in self.tasks.values() if task._state == TaskState.WAITING]:
            task.task_spec._update(task)

    def is_completed(self) -> bool:
        if not self.completed:
            self.completed = not any(
                task._state & TaskState.NOT_FINISHED_MASK for task in self.tasks.values()
            )
        return bool(self.completed)

    def collect_log_extras(self, dct: dict[str, Any] | None = None) -> dict[str, Any]:
        return dct or {}


class CalledWorkflow(_Flat, BpmnSubWorkflow):  # type: ignore[misc]
    """A called procedure while it runs. `path` names the calls that lead to it: `serve/make_doc`."""

    path: str


class CaseWorkflow(_Flat, BpmnWorkflow):  # type: ignore[misc]
    """One case in memory for the length of one step."""

    path = ""

    def create_subprocess(self, my_task: Any, spec_name: str) -> CalledWorkflow:
        called = CalledWorkflow(self.subprocess_specs[spec_name], my_task.id, self)
        self.adopt(called, my_task)
        return called

    def adopt(self, called: CalledWorkflow, call: Any) -> None:
        """Hang a called process under the call's task, new or read back."""
        called.path = f"{call.workflow.path}/{call.task_spec.name}".lstrip("/")
        self.subprocesses[call.id] = called

    def running(self) -> Iterator[Any]:
        """Process instances that are not over, the deepest first, the case itself last."""
        called = [one for one in self.subprocesses.values() if not one.completed]
        yield from sorted(called, key=lambda one: one.depth, reverse=True)
        yield self

    def open_tokens(self) -> list[Any]:
        """READY tasks that a person completes, outer ones first."""
        return [
            task
            for workflow in reversed(list(self.running()))
            for task in workflow.tasks.values()
            if task._state == TaskState.READY and task.task_spec.manual
        ]

    def waiting_tasks(self) -> list[Any]:
        """Tasks that wait for a message, an instant or an answer, outer ones first."""
        return [
            task
            for workflow in reversed(list(self.running()))
            for task in workflow.tasks.values()
            if task._state == TaskState.WAITING and WAITS in task.internal_data
        ]

    def find(self, token: str) -> Any:
        """The unfinished task of that id in any running process instance, None when there is none."""
        for workflow in self.running():
            for task in workflow.tasks.values():
                if task.id.hex == token and task._state & TaskState.NOT_FINISHED_MASK:
                    return task
        return None

    def run_to_rest(self, completed: Callable[[Any], None]) -> None:
        """Run engine tasks until only people and events are awaited. `completed` hears of each."""
        steps = 0
        while self._ready():
            for workflow in list(self.running()):
                for task in _ready_in(workflow):
                    if task.id not in workflow.tasks or task._state != TaskState.READY:
                        continue
                    steps += 1
                    if steps > MAX_ENGINE_STEPS:
                        raise StepTooLong
                    task.run()
                    completed(task)

    def _ready(self) -> bool:
        return any(_ready_in(workflow) for workflow in self.running())


def _ready_in(workflow: Any) -> list[Any]:
    return [
        task
        for task in workflow.tasks.values()
        if task._state == TaskState.READY and not task.task_spec.manual
    ]
