"""After an edit: what the old file had keeps its order, a new node follows the one that leads to it.

A modeler appends what it adds, what an undo brings back and every property that a template field changes
(modeler-facts §4). With this, an edit that is undone gives the bytes from before.
"""

from __future__ import annotations

from collections.abc import Callable

from engine.canonical.item import Document, Item

_LISTS = (
    *("bpmn:rootElements", "bpmn:participants", "bpmn:messageFlows", "bpmn:artifacts"),
    *("bpmn:lanes", "bpmn:flowNodeRef", "bpmn:boundaryEventRefs"),
)
_Rank = tuple[int, ...]


def keep_order(document: Document, old: Document) -> None:
    """In place."""
    for item in document.root.walk():
        before = old.ids.get(item.id) if item.id else None
        if before is None:
            continue
        for name in _LISTS:
            _keep(item, before, name, _identity)
        _keep(_properties(item), _properties(before), "camunda:values", _name)
        if "bpmn:flowElements" in item.values:
            flow_elements = item.items("bpmn:flowElements")
            ranks = {one.id: place for place, one in enumerate(before.items("bpmn:flowElements")) if one.id}
            item.set_items("bpmn:flowElements", sorted(flow_elements, key=_FlowOrder(flow_elements, ranks)))


def _identity(value: str | Item) -> str:
    return value if isinstance(value, str) else value.id


def _name(value: str | Item) -> str:
    return "" if isinstance(value, str) else value.value("camunda:name")


def _properties(item: Item) -> Item | None:
    """The camunda:properties of an element."""
    held = [
        one for extension in item.items("bpmn:extensionElements") for one in extension.items("bpmn:values")
    ]
    return next((one for one in held if one.is_a("camunda:Properties")), None)


def _keep(item: Item | None, before: Item | None, name: str, key: Callable[[str | Item], str]) -> None:
    """What was there keeps its order; what is new stays behind its neighbour."""
    if item is None or before is None or name not in item.values:
        return
    ranks: dict[str, _Rank] = {}
    for place, value in enumerate(before.values.get(name, ())):
        ranks.setdefault(key(value), (place,))
    last: _Rank = (-1,)
    for value in item.values[name]:
        last = ranks.setdefault(key(value), (*last, 1))
    item.values[name] = sorted(item.values[name], key=lambda value: ranks[key(value)])


class _FlowOrder:
    """Sort key: the old place; a new node behind its source, a new flow behind its sisters."""

    def __init__(self, elements: list[Item], ranks: dict[str, int]) -> None:
        self.ranks = ranks
        self.flows = [one for one in elements if one.is_a("bpmn:SequenceFlow")]
        self.before: dict[str, str] = {}
        for flow in self.flows:
            self.before.setdefault(flow.value("bpmn:targetRef"), flow.value("bpmn:sourceRef"))
        for one in elements:
            if one.is_a("bpmn:BoundaryEvent"):
                self.before[one.id] = one.value("bpmn:attachedToRef")

    def __call__(self, element: Item) -> _Rank:
        if element.id in self.ranks or not element.is_a("bpmn:SequenceFlow"):
            return self._node(element.id)
        source = element.value("bpmn:sourceRef")
        known = [flow for flow in self.flows if flow.id in self.ranks]
        sisters = [
            flow for flow in known if source in (flow.value("bpmn:sourceRef"), flow.value("bpmn:targetRef"))
        ]
        return (max((self.ranks[flow.id] for flow in sisters or known), default=len(self.ranks)), 1)

    def _node(self, found: str) -> _Rank:
        behind, seen = 0, {found}
        while found not in self.ranks:
            found = self.before.get(found, "")
            if not found or found in seen:
                return (len(self.ranks),)
            seen.add(found)
            behind += 1
        return (self.ranks[found], *(1 for _ in range(behind)))
