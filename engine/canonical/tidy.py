"""What the modeler adds on opening or on the first edit is there from the start; what says nothing goes.

So the first edit of a file changes what was edited and nothing else (modeler-facts §4).
"""

from __future__ import annotations

from collections import defaultdict

from engine.canonical.item import Document, Item
from engine.canonical.schema import metamodel


def tidy(document: Document) -> None:
    """In place."""
    for name in ("bpmn:exporter", "bpmn:exporterVersion"):  # every desktop version writes its own
        document.root.values.pop(name, None)
    flows: list[Item] = []
    for item in document.root.walk():
        if item.values.get("bpmn:name") == [""]:
            del item.values["bpmn:name"]
        if item.is_a("bpmn:Process"):
            item.values.setdefault("bpmn:isExecutable", ["false"])
        elif item.is_a("bpmn:SequenceFlow"):
            flows.append(item)
        elif item.is_a("bpmndi:BPMNShape"):
            _shape(item, document.ids.get(item.value("bpmndi:bpmnElement")))
    _ends(document, flows)


def _shape(shape: Item, element: Item | None) -> None:
    if element is None:
        return
    if element.is_a("bpmn:ExclusiveGateway"):
        shape.values.setdefault("bpmndi:isMarkerVisible", ["true"])
    if element.is_a("bpmn:Activity") and element.value("bpmn:name") and not shape.items("bpmndi:label"):
        model = metamodel()
        prop = next(
            one for one in (shape.type.properties if shape.type else ()) if one.name == "bpmndi:label"
        )
        label = Item(model.types["bpmndi:BPMNLabel"], prop, "bpmndi", model.uris["bpmndi"], "BPMNLabel")
        shape.set_items("bpmndi:label", [label])


def _ends(document: Document, flows: list[Item]) -> None:
    """incoming and outgoing of every node: all its flows, in their order."""
    for name, end in (("bpmn:outgoing", "bpmn:sourceRef"), ("bpmn:incoming", "bpmn:targetRef")):
        joined: dict[str, list[str | Item]] = defaultdict(list)
        for flow in flows:
            if flow.id and flow.value(end):
                joined[flow.value(end)].append(flow.id)
        for item in document.ids.values():
            if item.is_a("bpmn:FlowNode"):
                item.values[name] = joined.get(item.id, [])
