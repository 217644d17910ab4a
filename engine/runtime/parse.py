"""A checked BPMN file -> Program: our model of it and SpiffWorkflow's spec, expressions compiled.

Spiff's parser sees a bare copy: no extension elements, no diagram. So an extension's id never clashes
with an element's (case B19), and moving a shape never changes which flow is tried first
(feel-facts §3: Spiff orders flows by the y of their targets). What the dialect says in extensions comes
from our model of the same node.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser, full_tag
from SpiffWorkflow.bpmn.parser.ProcessParser import ProcessParser
from SpiffWorkflow.bpmn.parser.task_parsers import ConditionalGatewayParser, GatewayParser
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser
from SpiffWorkflow.bpmn.specs.defaults import EndEvent, UserTask
from SpiffWorkflow.bpmn.specs.event_definitions.simple import NoneEventDefinition

from engine import bpmnxml
from engine.domain.model import Node, ProcessModel
from engine.feel import Expression, compile_text
from engine.runtime.calls import ErrorEnd, TypedCall
from engine.runtime.read import processes
from engine.runtime.specs import CountingJoin, DialectSpec, FeelScriptTask, OneWayGateway
from engine.runtime.timers import timer
from engine.runtime.waits import BoundaryWait, CatchWait, Expectation, FirstOf, TopicTask


@dataclass(frozen=True)
class Program:
    """One immutable process definition, ready to run. Shared read-only between cases and threads.

    `called` holds every process that it calls, those of its calls included, by key.
    """

    model: ProcessModel
    spec: Any
    called: Mapping[str, Program] = field(default_factory=dict)

    def calling(self, *programs: Program) -> Program:
        """The same program with the processes that it calls, directly or through others."""
        return replace(self, called={one.model.key: one for one in programs})

    @property
    def specs(self) -> dict[str, Any]:
        """Specs of the called processes by key, as Spiff looks them up when a call is reached."""
        return {key: program.spec for key, program in self.called.items()}

    def model_at(self, path: str) -> ProcessModel:
        """The process behind a path of calls such as `serve/make_doc`; "" is the process itself."""
        model = self.model
        for call in filter(None, path.split("/")):
            model = self.called[model.nodes[call].called].model
        return model

    def node_at(self, path: str) -> Node:
        """The node at a path such as `correction/notice`."""
        calls, _, element = path.rpartition("/")
        return self.model_at(calls).nodes[element]

    @property
    def models(self) -> tuple[ProcessModel, ...]:
        """The process and everything that it calls."""
        return (self.model, *(one.model for one in self.called.values()))


def parse_program(data: bytes) -> Program:
    """The program of a file that passed the gate.

    Raises XmlRefused, FeelError or SpiffWorkflow's ValidationException for a file that did not.
    """
    root = bpmnxml.parse(data)
    model = next(found for found in processes(root) if found.executable)
    parser = _DialectParser()
    parser.model = model
    parser.add_bpmn_xml(_bare(root), filename=model.key)
    spec = parser.get_spec(model.key)
    spec.model = model
    return Program(model, spec)


def _bare(root: etree._Element) -> etree._Element:
    bare = copy.deepcopy(root)
    for element in [*bare.iter(f"{{{bpmnxml.BPMN}}}extensionElements", f"{{{bpmnxml.BPMNDI}}}BPMNDiagram")]:
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
    return bare


def _expression(element: etree._Element | None) -> Expression | None:
    if element is None:
        return None
    return compile_text("".join(str(part) for part in element.itertext()).strip())


class _GatewayParser(ConditionalGatewayParser):  # type: ignore[misc]
    """Conditions become compiled FEEL expressions while parsing."""

    def parse_condition(self, sequence_flow: etree._Element) -> Expression | None:
        return _expression(sequence_flow.find(f"{{{bpmnxml.BPMN}}}conditionExpression"))


class _ScriptParser(TaskParser):  # type: ignore[misc]
    """`scriptFormat="feel"` with `camunda:resultVariable`."""

    def create_task(self) -> FeelScriptTask:
        expression = _expression(self.node.find(f"{{{bpmnxml.BPMN}}}script"))
        task: FeelScriptTask = self.spec_class(self.spec, self.bpmn_id, script="", **self.bpmn_attributes)
        task.expression = expression
        task.result_variable = bpmnxml.camunda(self.node, "resultVariable")
        return task


class _DialectTaskParser(TaskParser):  # type: ignore[misc]
    """Base of parsers that read a node from our model."""

    @property
    def drawn(self) -> Node:
        node: Node = self.process_parser.parser.model.nodes[self.bpmn_id]
        return node


class _WaitParser(_DialectTaskParser):
    """Catch events, receive tasks and boundary events: what they wait for."""

    def create_task(self) -> Any:
        more = {"cancel_activity": self.drawn.interrupting} if self.spec_class is BoundaryWait else {}
        task = self.spec_class(self.spec, self.bpmn_id, **more, **self.bpmn_attributes)
        task.expectations = (_expectation(self.drawn),)
        return task


def _expectation(node: Node) -> Expectation:
    trigger = node.trigger
    named = node.properties.get("correlation", "")
    keys = dict(part.split("=", 1) for part in named.split(";") if "=" in part)
    return Expectation(
        node,
        timer(trigger.text, trigger.form) if trigger is not None and trigger.kind == "timer" else None,
        {name.strip(): compile_text(text.strip()) for name, text in keys.items()},
    )


class _FirstOfParser(_DialectTaskParser):
    """Event gateways: what each event behind them waits for."""

    def create_task(self) -> FirstOf:
        task: FirstOf = super().create_task()
        model = self.process_parser.parser.model
        events = (model.nodes[flow.target] for flow in model.outgoing[self.bpmn_id])
        task.expectations = tuple(_expectation(node) for node in events)
        return task

    def handles_multiple_outgoing(self) -> bool:
        return True


class _CallParser(_DialectTaskParser):
    """Passed texts are compiled; the called spec is looked up when the call is reached."""

    def create_task(self) -> TypedCall:
        node = self.drawn
        task: TypedCall = self.spec_class(
            self.spec, self.bpmn_id, subworkflow_spec=node.called, **self.bpmn_attributes
        )
        task.node = node
        texts = {one.expression for one in (*node.passed_in, *node.passed_out) if one.expression}
        task.expressions = {text: compile_text(text) for text in texts}
        return task


class _TopicParser(_DialectTaskParser):
    """Input and output parameters of a service task, compiled."""

    def create_task(self) -> TopicTask:
        node = self.drawn
        task: TopicTask = self.spec_class(self.spec, self.bpmn_id, **self.bpmn_attributes)
        task.node = node
        task.inputs_of = {one.name: compile_text(one.text) for one in node.inputs}
        task.outputs_of = {one.name: compile_text(one.text) for one in node.outputs}
        return task


class _UserTaskParser(_DialectTaskParser):
    """Output parameters of a user task, compiled."""

    def create_task(self) -> Any:
        task = super().create_task()
        task.outputs_of = {one.name: compile_text(one.text) for one in self.drawn.outputs}
        return task


class _EndParser(_DialectTaskParser):
    """Ends, and ends that throw an error."""

    def create_task(self) -> Any:
        trigger = self.drawn.trigger
        throws = trigger is not None and trigger.kind == "error"
        made = ErrorEnd if throws else EndEvent
        task = made(self.spec, self.bpmn_id, NoneEventDefinition(), **self.bpmn_attributes)
        if trigger is not None and throws:
            task.code = trigger.name
        task.connect(self.spec.end)
        return task


class _DialectProcessParser(ProcessParser):  # type: ignore[misc]
    def create_spec(self) -> DialectSpec:
        return DialectSpec(name=self.bpmn_id, description=self.get_name(), filename=self.filename)


class _DialectParser(BpmnParser):  # type: ignore[misc]
    model: ProcessModel

    PROCESS_PARSER_CLASS = _DialectProcessParser
    OVERRIDE_PARSER_CLASSES = {  # noqa: RUF012 - the library's own extension point
        full_tag("exclusiveGateway"): (_GatewayParser, OneWayGateway),
        full_tag("parallelGateway"): (GatewayParser, CountingJoin),
        full_tag("scriptTask"): (_ScriptParser, FeelScriptTask),
        full_tag("eventBasedGateway"): (_FirstOfParser, FirstOf),
        full_tag("intermediateCatchEvent"): (_WaitParser, CatchWait),
        full_tag("receiveTask"): (_WaitParser, CatchWait),
        full_tag("boundaryEvent"): (_WaitParser, BoundaryWait),
        full_tag("callActivity"): (_CallParser, TypedCall),
        full_tag("serviceTask"): (_TopicParser, TopicTask),
        full_tag("userTask"): (_UserTaskParser, UserTask),
        full_tag("endEvent"): (_EndParser, EndEvent),
    }
