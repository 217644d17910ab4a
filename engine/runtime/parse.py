"""A checked BPMN file -> Program: our model of it and SpiffWorkflow's spec, expressions compiled.

Spiff's parser sees a bare copy: no extension elements, no diagram. So an extension's id never clashes
with an element's (case B19), and moving a shape never changes which flow is tried first
(feel-facts §3: Spiff orders flows by the y of their targets).
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser, full_tag
from SpiffWorkflow.bpmn.parser.task_parsers import ConditionalGatewayParser, GatewayParser
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser

from engine import bpmnxml
from engine.domain.model import ProcessModel
from engine.feel import Expression, compile_text
from engine.runtime.read import processes
from engine.runtime.specs import CountingJoin, FeelScriptTask, OneWayGateway


@dataclass(frozen=True)
class Program:
    """One immutable process definition, ready to run. Shared read-only between cases and threads."""

    model: ProcessModel
    spec: Any


def parse_program(data: bytes) -> Program:
    """The program of a file that passed the gate.

    Raises XmlRefused, FeelError or SpiffWorkflow's ValidationException for a file that did not.
    """
    root = bpmnxml.parse(data)
    model = next(found for found in processes(root) if found.executable)
    parser = _DialectParser()
    parser.add_bpmn_xml(_bare(root), filename=model.key)
    return Program(model, parser.get_spec(model.key))


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


class _DialectParser(BpmnParser):  # type: ignore[misc]
    OVERRIDE_PARSER_CLASSES = {  # noqa: RUF012 - the library's own extension point
        full_tag("exclusiveGateway"): (_GatewayParser, OneWayGateway),
        full_tag("parallelGateway"): (GatewayParser, CountingJoin),
        full_tag("scriptTask"): (_ScriptParser, FeelScriptTask),
    }
