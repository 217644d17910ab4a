"""BPMN XML -> ProcessModel. Lenient: the gate judges, this only reads what stands there."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from engine import bpmnxml
from engine.domain.events import TIMER_FORMS, Parameter, Passing, Trigger
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
        script=None if script is None else _text(script),
        script_format=element.get("scriptFormat", ""),
        result_variable=bpmnxml.camunda(element, "resultVariable"),
        trigger=_trigger(element),
        attached_to=element.get("attachedToRef", ""),
        interrupting=element.get("cancelActivity", "true").lower() != "false",
        called=element.get("calledElement", "").strip(),
        passed_in=_passed(element, "in"),
        passed_out=_passed(element, "out"),
        topic=bpmnxml.camunda(element, "topic"),
        inputs=_parameters(element, "inputParameter"),
        outputs=_parameters(element, "outputParameter"),
    )


def _trigger(element: etree._Element) -> Trigger | None:
    """The event definition inside an event, or the message of a receive task."""
    if bpmnxml.local(element) == "receiveTask":
        reference = element.get("messageRef", "")
        return Trigger("message", _named(element, "message", reference, "name"), reference=reference)
    for child in element:
        kind = bpmnxml.local(child)
        if not kind.endswith("EventDefinition"):
            continue
        kind = kind.removesuffix("EventDefinition")
        if kind == "message":
            reference = child.get("messageRef", "")
            return Trigger(kind, _named(element, "message", reference, "name"), reference=reference)
        if kind == "error":
            reference = child.get("errorRef", "")
            return Trigger(kind, _named(element, "error", reference, "errorCode"), reference=reference)
        text, form = _timer_text(child) if kind == "timer" else ("", "")
        return Trigger(kind, text=text, form=form)
    return None


def _named(element: etree._Element, kind: str, reference: str, attribute: str) -> str:
    """What a root element (message, error) says under `attribute`; "" for a reference to nothing."""
    for found in element.getroottree().getroot().iterchildren(f"{{{bpmnxml.BPMN}}}{kind}"):
        if found.get("id") == reference and reference:
            return (found.get(attribute) or "").strip()
    return ""


def _timer_text(definition: etree._Element) -> tuple[str, str]:
    for form in TIMER_FORMS:
        found = definition.find(f"{{{bpmnxml.BPMN}}}{form}")
        if found is not None:
            return _text(found), form
    return "", ""


def _passed(element: etree._Element, tag: str) -> tuple[Passing, ...]:
    path = f"{{{bpmnxml.BPMN}}}extensionElements/{{{bpmnxml.CAMUNDA}}}{tag}"
    return tuple(
        Passing(
            target=(found.get("target") or "").strip(),
            source=(found.get("source") or "").strip(),
            expression=(found.get("sourceExpression") or "").strip(),
            everything=found.get("variables") == "all",
        )
        for found in element.iterfind(path)
        if not found.get("businessKey")
    )


def _parameters(element: etree._Element, tag: str) -> tuple[Parameter, ...]:
    camunda = f"{{{bpmnxml.CAMUNDA}}}"
    path = f"{{{bpmnxml.BPMN}}}extensionElements/{camunda}inputOutput/{camunda}{tag}"
    return tuple(Parameter(found.get("name", ""), _text(found)) for found in element.iterfind(path))


def _text(element: etree._Element) -> str:
    return "".join(str(part) for part in element.itertext()).strip()


def _flow(element: etree._Element) -> Flow | None:
    if bpmnxml.local(element) != "sequenceFlow":
        return None
    condition = element.find(f"{{{bpmnxml.BPMN}}}conditionExpression")
    return Flow(
        id=element.get("id", ""),
        source=element.get("sourceRef", ""),
        target=element.get("targetRef", ""),
        name=(element.get("name") or "").strip(),
        condition=None if condition is None else _text(condition),
        line=_line(element),
    )


def _line(element: etree._Element) -> int:
    return int(element.sourceline or 0)
