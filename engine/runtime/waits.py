"""Specs that wait for something outside: a message, an instant, an error of a call, a topic's answer.

Nothing here listens. A waiting task keeps in `internal_data` what it waits for; whoever knows that it
happened fires exactly that task. So a message reaches one case's one wait and never every catcher of its
name (case B10), and a timer's instant is fixed when it is reached, not when it is looked at.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec
from SpiffWorkflow.bpmn.specs.defaults import BoundaryEvent
from SpiffWorkflow.bpmn.specs.event_definitions.simple import NoneEventDefinition
from SpiffWorkflow.util.task import TaskState

from engine.domain.case_variables import without_case_variables
from engine.domain.model import Node
from engine.feel import Expression, to_json
from engine.runtime.specs import DecisionFailed

WAITS = "waits"
"""internal_data: what is waited for, by element id: {"due": text}, {"keys": {…}}, {"error": code} or {}."""
FIRED = "fired"
"""internal_data: the element whose event happened."""
PAYLOAD = "payload"
"""internal_data: variables that came with the event."""

BREATH = timedelta(minutes=1)
"""When a timer fires that is past already as it is reached, in a step that no person and no message caused.

One instant later would do to end the step; a minute keeps a loop of such timers from filling the log. In a
step that somebody caused it fires at once: whoever did it comes to the end of what follows.
"""


def evaluate(task: Any, expression: Expression, data: Mapping[str, Any]) -> Any:
    """The value of a FEEL expression over `data` as stored JSON."""
    return to_json(task.workflow.script_engine.environment.evaluate(expression, data))


def give_out(task: Any, outputs: Mapping[str, Expression], seen: Mapping[str, Any]) -> None:
    """Set the output parameters of a task, in the order in which they are written: each reads `seen` and the
    ones before it, on user tasks and service tasks alike."""
    known = dict(seen)
    for name, expression in outputs.items():
        known[name] = task.data[name] = evaluate(task, expression, known)


def fire(task: Any, element_id: str, payload: Mapping[str, Any] | None = None) -> None:
    """Tell a waiting task that the event of `element_id` happened; it becomes ready at once."""
    task.internal_data[FIRED] = element_id
    if payload:
        task.internal_data[PAYLOAD] = dict(payload)
    task.task_spec._update(task)


class Expectation:
    """What one element waits for, its expressions compiled."""

    def __init__(self, node: Node, timer: Any = None, keys: Mapping[str, Expression] | None = None) -> None:
        self.node = node
        self._timer = timer
        self._keys = dict(keys or {})

    def reached(self, task: Any, data: Mapping[str, Any]) -> dict[str, Any]:
        """The stored form, with the instant fixed. Raises DecisionFailed for a timer without instant."""
        trigger = self.node.trigger
        if trigger is not None and trigger.kind == "error":
            return {"error": trigger.name}
        if self._timer is not None:
            return {"due": self._due(task, data)}
        return {"keys": {name: evaluate(task, text, data) for name, text in self._keys.items()}}

    def _due(self, task: Any, data: Mapping[str, Any]) -> str:
        environment = task.workflow.script_engine.environment
        value = self._timer(environment, data)
        instant = _instant(value, environment.now)
        if instant is None:
            raise DecisionFailed(self.node.id, "算不出到期时间", "it gives no instant", "timer")
        if environment.unattended and instant <= environment.now:
            instant = environment.now + BREATH
        return instant.astimezone(UTC).isoformat(timespec="microseconds")


def _instant(value: Any, now: datetime) -> datetime | None:
    """An instant of a timer's value: a date means the end of that day in the zone of `now`."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
        except ValueError:
            return None
    if isinstance(value, datetime):
        return value if value.tzinfo is not None else value.replace(tzinfo=now.tzinfo)
    if isinstance(value, date):
        return datetime.combine(value, time(23, 59, 59), tzinfo=now.tzinfo)
    return None


class _Waiting:
    """Stays WAITING until fired, then lets its token go on with the payload's variables."""

    expectations: tuple[Expectation, ...] = ()

    def _update_hook(self, my_task: Any) -> bool:
        BpmnTaskSpec._update_hook(self, my_task)
        if FIRED in my_task.internal_data:
            return True
        if my_task.state != TaskState.WAITING:
            my_task._set_state(TaskState.WAITING)
        if WAITS not in my_task.internal_data:
            my_task.internal_data[WAITS] = {
                one.node.id: one.reached(my_task, my_task.data) for one in self.expectations
            }
        return False

    def _on_ready_hook(self, my_task: Any) -> None:
        pass

    def _run_hook(self, my_task: Any) -> bool:
        my_task.internal_data.pop(WAITS, None)
        my_task.data.update(my_task.internal_data.pop(PAYLOAD, {}))
        return True

    def _on_cancel(self, my_task: Any) -> None:
        my_task.internal_data.pop(WAITS, None)


class CatchWait(_Waiting, BpmnTaskSpec):  # type: ignore[misc]
    """Intermediate catch event or receive task. Behind an event gateway it lets pass: that one waited."""


class BoundaryWait(_Waiting, BoundaryEvent):  # type: ignore[misc]
    """Boundary event: message, timer or error."""

    def __init__(self, wf_spec: Any, name: str, cancel_activity: bool, **kwargs: Any) -> None:
        super().__init__(wf_spec, name, NoneEventDefinition(), cancel_activity, **kwargs)


class FirstOf(_Waiting, BpmnTaskSpec):  # type: ignore[misc]
    """Event-based gateway: waits for all its events at once, the first one takes its line alone."""

    def _predict_hook(self, my_task: Any) -> None:
        my_task._sync_children(self.outputs, state=TaskState.MAYBE)

    def _run_hook(self, my_task: Any) -> bool:
        super()._run_hook(my_task)
        chosen = my_task.internal_data[FIRED]
        my_task._sync_children([my_task.workflow.spec.task_specs[chosen]], TaskState.FUTURE)
        for child in my_task.children:
            child.internal_data[FIRED] = chosen
            child.task_spec._predict(child, mask=TaskState.FUTURE | TaskState.PREDICTED_MASK)
        return True


class TopicTask(_Waiting, BpmnTaskSpec):  # type: ignore[misc]
    """Service task: asks a topic and waits for the answer, whose outputs become variables."""

    node: Node
    inputs_of: Mapping[str, Expression]
    outputs_of: Mapping[str, Expression]

    def _update_hook(self, my_task: Any) -> bool:
        ready = super()._update_hook(my_task)
        if not ready and not my_task.internal_data[WAITS]:
            asked = {name: evaluate(my_task, text, my_task.data) for name, text in self.inputs_of.items()}
            my_task.internal_data[WAITS] = {self.node.id: {"topic": self.node.topic, "inputs": asked}}
        return ready

    def _run_hook(self, my_task: Any) -> bool:
        my_task.internal_data.pop(WAITS, None)
        answer = without_case_variables(my_task.internal_data.pop(PAYLOAD, {}))
        if not self.outputs_of:
            my_task.data.update(answer)
        # an output parameter sees the answer over the case's variables
        give_out(my_task, self.outputs_of, {**my_task.data, **answer})
        return True
