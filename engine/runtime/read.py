"""BPMN XML -> ProcessModel. Lenient: the gate judges, this only reads what stands there."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from engine import bpmnxml
from engine.domain.model import Flow, Node, ProcessModel, split_list

_EVENTS = {"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"}
_TASKS = {"task", "userTask", "manualTask", "scriptTask", "serviceTask", "businessRuleTask", "sendTask"} | {
    "receiveTask",
    "callActivity",
    "subProcess",
    "adHocSubProcess",
    "transaction",
}
_GATEWAYS = {"exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway"}
FLOW_NODES = frozenset(_EVENTS | _TASKS | _GATEWAYS)
"""Local names of every BPMN element that a sequence flow can touch."""


def processes(root: etree._Element) -> list[ProcessModel]:
    """Every process of the file in file order, executable or not."""
    return [_process(element) for element in root.iter() if bpmnxml.is_bpmn(element, "process")]


def read_model(data: bytes) -> ProcessModel:
    """The one executable process of a checked file. Raises XmlRefused or ValueError otherwise."""
    found = [model for model in processes(bpmnxml.parse(data)) if model.executable]
    if len(found) != 1:
        raise ValueError(f"expected one executable process, but found {len(found)}")
    return found[0]


def _process(element: etree._Element) -> ProcessModel:
    nodes = {node.id: node for node in map(_node, _flow_elements(element)) if node is not None}
    flows = {flow.id: flow for flow in map(_flow, _flow_elements(element)) if flow is not None}
    return ProcessModel(
        key=element.get("id", ""),
        name=(element.get("name") or "").strip(),
        line=_line(element),
        executable=element.get("isExecutable") == "true",
        version_tag=bpmnxml.camunda(element, "versionTag"),
        starter_groups=split_list(bpmnxml.camunda(element, "candidateStarterGroups")),
        properties={name: value for name, value, _ in bpmnxml.properties(element)},
        nodes=nodes,
        flows=flows,
    )


def _flow_elements(process: etree._Element) -> Iterator[etree._Element]:
    return (child for child in process if bpmnxml.is_bpmn(child))


def _node(element: etree._Element) -> Node | None:
    kind = bpmnxml.local(element)
    if kind not in FLOW_NODES:
        return None
    script = element.find(f"{{{bpmnxml.BPMN}}}script")
    return Node(
        id=element.get("id", ""),
        kind=kind,
        name=(element.get("name") or "").strip(),
        line=_line(element),
        properties={name: value for name, value, _ in bpmnxml.properties(element)},
        form_key=bpmnxml.camunda(element, "formKey"),
        candidate_groups=split_list(bpmnxml.camunda(element, "candidateGroups")),
        assignee=bpmnxml.camunda(element, "assignee"),
        default_flow=element.get("default", ""),
        script=None if script is None else "".join(str(part) for part in script.itertext()).strip(),
        script_format=element.get("scriptFormat", ""),
        result_variable=bpmnxml.camunda(element, "resultVariable"),
    )


def _flow(element: etree._Element) -> Flow | None:
    if bpmnxml.local(element) != "sequenceFlow":
        return None
    condition = element.find(f"{{{bpmnxml.BPMN}}}conditionExpression")
    return Flow(
        id=element.get("id", ""),
        source=element.get("sourceRef", ""),
        target=element.get("targetRef", ""),
        name=(element.get("name") or "").strip(),
        condition=None if condition is None else "".join(str(part) for part in condition.itertext()).strip(),
        line=_line(element),
    )


def _line(element: etree._Element) -> int:
    return int(element.sourceline or 0)
