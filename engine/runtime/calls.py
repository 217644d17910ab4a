"""Call activities with typed inputs and outputs, and errors that travel up through them."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit
from SpiffWorkflow.bpmn.specs.defaults import CallActivity, EndEvent
from SpiffWorkflow.util.task import TaskState

from engine.domain.case_variables import CASE_VARIABLES, RESULT
from engine.domain.events import Declared
from engine.domain.model import Node, ProcessModel
from engine.domain.value_types import TYPE_WORDS, described, fits, literal
from engine.feel import Expression
from engine.runtime.specs import DecisionFailed
from engine.runtime.waits import WAITS, evaluate, fire


class TypedCall(CallActivity):  # type: ignore[misc]
    """Copies what is passed and nothing else: stock Spiff copies every variable both ways."""

    node: Node
    expressions: Mapping[str, Expression]
    """FEEL texts of `sourceExpression`, compiled."""

    def copy_data(self, my_task: Any, subworkflow: Any) -> None:
        start = subworkflow.task_tree
        given = self._given(my_task)
        model: ProcessModel = subworkflow.spec.model
        if model.is_procedure:
            given = {name: self._typed(model, one, given) for name, one in model.declared_inputs.items()}
        kept = {name: my_task.data[name] for name in CASE_VARIABLES if name in my_task.data}
        start.data.update(deepcopy({**given, **kept}))

    def _given(self, my_task: Any) -> dict[str, Any]:
        """Literals as text, then passed variables and expressions over them."""
        given: dict[str, Any] = dict(self.node.literals)
        for one in self.node.passed_in:
            if one.everything:
                given.update(my_task.data)
            elif one.expression:
                given[one.target] = evaluate(my_task, self.expressions[one.expression], my_task.data)
            else:
                given[one.target] = my_task.data.get(one.source)
        return given

    def _typed(self, model: ProcessModel, declared: Declared, given: Mapping[str, Any]) -> Any:
        """The value of an input: a text in the call's properties by the declared type, null takes the
        default."""
        value = given.get(declared.name)
        written = declared.name in self.node.literals and value == self.node.literals[declared.name]
        if value is None:
            if declared.default is None:
                return False if declared.type == "bool" else None
            value, written = declared.default, True
        try:
            value = literal(declared.type, value) if written else value
        except ValueError:
            raise self._unfit(model, declared, value, "input") from None
        if not fits(declared.type, value):
            raise self._unfit(model, declared, value, "input")
        return value

    def _require_outputs(self, model: ProcessModel, ended: Mapping[str, Any]) -> None:
        """What is taken out is what the procedure declares, or null: a way that did not set it is allowed."""
        taken = {one.source for one in self.node.passed_out}
        for one in self.node.passed_out:
            taken.update(self.expressions[one.expression].names if one.expression else ())
        for name, declared in model.declared_outputs.items():
            value = ended.get(name)
            if name in taken and value is not None and not fits(declared.type, value):
                raise self._unfit(model, declared, value, "output")

    def _unfit(self, model: ProcessModel, declared: Declared, value: Any, what: str) -> DecisionFailed:
        zh, en = TYPE_WORDS[declared.type]
        came, came_en = described(value)
        word, verb, verb_en = {
            "input": ("输入", "传来的是", "got"),
            "output": ("输出", "交回的是", "gave"),
        }[what]
        return DecisionFailed(
            self.node.id,
            f"程序“{model.name or model.key}”的{word} {declared.name} 应是{zh}，{verb}{came}",
            f'the {what} {declared.name} of "{model.name_en or model.key}" must be {en}, it {verb_en} '
            f"{came_en}",
            what,
        )

    def update_data(self, my_task: Any, subworkflow: Any) -> None:
        my_task.internal_data[RESULT] = getattr(subworkflow, "result", None)
        ended = {**subworkflow.last_task.data, "result": getattr(subworkflow, "result", None)}
        if subworkflow.spec.model.is_procedure:
            self._require_outputs(subworkflow.spec.model, ended)
        for one in self.node.passed_out:
            if one.everything:
                my_task.data.update(deepcopy(subworkflow.last_task.data))
            elif one.expression:
                my_task.data[one.target] = evaluate(my_task, self.expressions[one.expression], ended)
            else:
                my_task.data[one.target] = deepcopy(ended.get(one.source))

    def _on_subworkflow_completed(self, subworkflow: Any, my_task: Any) -> None:
        # an error or a boundary event has taken the call's token already
        if not my_task.has_state(TaskState.FINISHED_MASK):
            super()._on_subworkflow_completed(subworkflow, my_task)


class ErrorEnd(EndEvent):  # type: ignore[misc]
    """Error end event: ends its process and lands at the nearest boundary event of a call that catches it.

    Uncaught it raises, and nothing of the step is kept: stock Spiff ends the case as a success.
    """

    code = ""

    def _run_hook(self, my_task: Any) -> bool:
        call, catcher = self._catcher(my_task)
        call.cancel()
        fire(catcher, catcher.task_spec.name)
        return True

    def _catcher(self, my_task: Any) -> tuple[Any, Any]:
        top = my_task.workflow.top_workflow
        workflow = my_task.workflow
        while workflow.parent_task_id is not None:
            call = top.get_task_from_id(workflow.parent_task_id)
            found = _boundary_for(call, self.code)
            if found is not None:
                return call, found
            workflow = call.workflow
        raise DecisionFailed(
            self.name, f"错误“{self.code}”没有人接", f'nothing catches the error "{self.code}"', "step"
        )


def _boundary_for(call: Any, code: str) -> Any:
    """The waiting error boundary of a call for this code; one that names the code before one for any."""
    if call.parent is None or not isinstance(call.parent.task_spec, BoundaryEventSplit):
        return None
    caught = [
        (waited["error"], task)
        for task in call.parent.children
        for waited in task.internal_data.get(WAITS, {}).values()
        if "error" in waited and waited["error"] in ("", code)
    ]
    return max(caught, key=lambda one: bool(one[0]))[1] if caught else None
