"""The specs of our dialect where BPMN's meaning and SpiffWorkflow's differ."""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.control import _EndJoin
from SpiffWorkflow.bpmn.specs.defaults import ExclusiveGateway, ParallelGateway, ScriptTask
from SpiffWorkflow.util.task import TaskState

from engine.feel import is_true, to_json
from engine.runtime.merging import CONSUMED, gathered, is_arrival


class DecisionFailed(Exception):
    """A gateway, timer, call or script came to nothing. `zh` and `en` say why, `element_id` where; `what` is
    one of those of ExpressionFailed."""

    def __init__(self, element_id: str, zh: str, en: str, what: str = "condition") -> None:
        super().__init__(en)
        self.element_id, self.zh, self.en, self.what = element_id, zh, en, what


class OneWayGateway(ExclusiveGateway):  # type: ignore[misc]
    """Exclusive gateway: exactly one flow may be true; only `true` is true; else the default.

    Stock Spiff takes the first truthy flow in the order of shapes, so text "no" is taken and layout
    decides between two true ones.
    """

    def _run_hook(self, my_task: Any) -> bool:
        chosen = [
            name
            for condition, name in self.cond_task_specs
            if condition is not None and is_true(condition._matches(my_task))
        ]
        if len(chosen) > 1:
            names = " / ".join(chosen)
            raise DecisionFailed(
                self.name, f"有两条线的条件同时成立（{names}）", f"two flows are true at once ({names})"
            )
        name = chosen[0] if chosen else self.default_task_spec
        if name is None:
            raise DecisionFailed(self.name, "没有一条线的条件成立", "no flow is true and there is no default")
        my_task._sync_children([my_task.workflow.spec.get_task_spec_from_name(name)], TaskState.FUTURE)
        for child in my_task.children:
            child.task_spec._predict(child, mask=TaskState.FUTURE | TaskState.PREDICTED_MASK)
        return True


class FeelScriptTask(ScriptTask):  # type: ignore[misc]
    """A script task with one FEEL expression whose value becomes `result_variable`."""

    expression: Any = None
    result_variable = ""

    def _execute(self, task: Any) -> bool:
        value = task.workflow.script_engine.evaluate(task, self.expression)
        task.data[self.result_variable] = to_json(value)
        return True


class CountingJoin(ParallelGateway):  # type: ignore[misc]
    """Parallel gateway that fires once per token on each incoming flow (BPMN 2.0 §10.6.4).

    Stock Spiff looks for finished inputs anywhere in the tree: in the second round of a loop it fires when
    one branch is done, while the other is still open (measured: branches finished in turn of order).
    """

    def _check_threshold_unstructured(self, my_task: Any) -> bool:
        waiting = {spec.name for spec in self.inputs}
        return waiting <= {task.parent.task_spec.name for task in self._arrivals(my_task)}

    def _run_hook(self, my_task: Any) -> bool:
        """Take one token of each flow, the oldest first, and merge their data; the later completion wins."""
        taken: dict[str, Any] = {}
        for task in self._arrivals(my_task):
            taken.setdefault(task.parent.task_spec.name, task)
        taken[my_task.parent.task_spec.name] = my_task
        arrivals = sorted(taken.values(), key=lambda one: one.parent.last_state_change)
        my_task.data = gathered(one.parent for one in arrivals)
        for task in arrivals:
            task._set_internal_data(**{CONSUMED: True})
        return True

    def _arrivals(self, my_task: Any) -> list[Any]:
        """Tokens at this gateway that no firing took yet, in order of arrival."""
        found = [
            task for task in my_task.workflow.tasks.values() if task.task_spec is self and is_arrival(task)
        ]
        return sorted(found, key=lambda one: one.parent.last_state_change)


class GatheringEnd(_EndJoin):  # type: ignore[misc]
    """Where all ends of a process meet: what each branch changed since it parted, the later one wins.

    Stock Spiff copies whole branches in the order of their ends: a side path that ends last puts the values
    back that it started with.
    """

    def _run_hook(self, my_task: Any) -> bool:
        came = [task for task in my_task.workflow.tasks.values() if task.task_spec is self]
        arrivals = [task for task in came if is_arrival(task)]
        my_task.data = gathered(task.parent for task in arrivals)
        for task in arrivals:
            task._set_internal_data(**{CONSUMED: True})
        return True


class DialectSpec(BpmnProcessSpec):  # type: ignore[misc]
    """A process whose ends meet in a GatheringEnd."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        stock: _EndJoin = self.end
        last = stock.outputs[0]
        del self.task_specs[stock.name]
        last.inputs = []
        self.end: _EndJoin = GatheringEnd(self, stock.name)
        self.end.connect(last)
