"""The diagram part in the order in which bpmn-js draws a file: that is how it writes it again.

Source: bpmn-js 18.31.1, BpmnTreeWalker, BpmnImporter and BpmnDiOrdering (modeler-facts §2). Two things that
our dialect does not have are not followed: a collapsed sub-process without a diagram of its own, for which
bpmn-js makes one, and a data store drawn outside its pool.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from functools import partial

from engine.canonical import losses
from engine.canonical.item import Document, Item

_ELEMENT = "bpmndi:bpmnElement"
_PARTS = "di:planeElement"
_ROOTS = ("bpmn:Process", "bpmn:Collaboration")
_ASSOCIATIONS = ("bpmn:dataInputAssociations", "bpmn:dataOutputAssociations")


def order_diagrams(document: Document) -> None:
    """Order the parts of every plane that is opened. What cannot be drawn goes, and is added to `lost`."""
    planes = [plane for one in document.root.items("bpmn:diagrams") for plane in one.items("bpmndi:plane")]
    walk = _Walk(document)
    told = {one.line for one in document.lost if one.kind in ("reference", "follows")}
    broken = any(one.kind in ("id", "reference", "element") for one in document.lost)
    for plane in _opened(planes, document):
        kept = walk.plane(plane)
        drawn = set(kept)
        for part in plane.items(_PARTS):
            if part not in drawn and part.line not in told:
                place = losses.Place(part.line, part.value(_ELEMENT) or part.id, part.local)
                follows = broken or walk.end_is_lost(part)
                document.lost.append(losses.diagram(place, place.element_id, follows))
        plane.set_items(_PARTS, kept)
    document.lost.sort(key=lambda one: one.line)


def _opened(planes: list[Item], document: Document) -> Iterator[Item]:
    """The first plane, and those of sub-processes below what it shows."""
    shown = document.ids.get(planes[0].value(_ELEMENT)) if planes else None
    if shown is None:
        return
    yield planes[0]
    below = {
        one.id for root in _hierarchy(shown, document) for one in root.walk() if one.is_a("bpmn:FlowElement")
    }
    seen = {shown.id}
    for plane in planes[1:]:
        element = plane.value(_ELEMENT)
        if element in below and element not in seen:
            seen.add(element)
            yield plane


def _hierarchy(shown: Item, document: Document) -> list[Item]:
    """What is drawn with `shown`: the processes of its collaboration, or the process around it."""
    roots = document.root.items("bpmn:rootElements")
    if not shown.is_a(*_ROOTS):
        shown = next((one for one in roots if shown in one.walk()), shown)
    for one in roots:
        processes = [document.ids[ref] for ref in map(_process_ref, one.items("bpmn:participants")) if ref]
        if one is shown or shown in processes:
            return [*processes, shown]
    return [shown]


def _process_ref(participant: Item) -> str:
    return participant.value("bpmn:processRef")


class _Walk:
    """Draws a plane: `children` is the tree of drawn ids, `later` what waits until its ends are drawn."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.drawn: set[str] = set()
        self.handled: set[Item] = set()
        self.later: deque[Callable[[], None]] = deque()
        self.parts: dict[str, Item] = {}
        self.children: dict[str | None, list[str]] = defaultdict(list)

    def plane(self, plane: Item) -> list[Item]:
        """The parts of the plane that can be drawn, in order."""
        self.parts, self.children = {}, defaultdict(list)
        for part in plane.items(_PARTS):
            self.parts.setdefault(part.value(_ELEMENT), part)
        shown = self.document.ids.get(plane.value(_ELEMENT))
        if shown is None:
            return plane.items(_PARTS)
        self.parts.pop(shown.id, None)
        if shown.is_a("bpmn:Collaboration"):
            self._collaboration(shown)
        else:
            self._container(shown, None)
        while self.later:
            self.later.popleft()()
        return [self.parts[one] for one in self._flat(None)]

    def _flat(self, parent: str | None) -> Iterator[str]:
        for one in self.children[parent]:
            yield one
            yield from self._flat(one)

    def _draw(self, item: Item, parent: str | None, front: bool = False) -> str | None:
        """Draw the item into its parent; the parent of what is inside it."""
        part = self.parts.get(item.id) if item.id else None
        if part is None or item.id in self.drawn or not self._drawable(item, part):
            return parent
        self.drawn.add(item.id)
        beside = self.children[parent]
        beside.insert(0 if front else len(beside), item.id)
        return item.id

    def _drawable(self, item: Item, part: Item) -> bool:
        if part.is_a("bpmndi:BPMNEdge"):
            return all(one in self.drawn for one in _ends(item))
        if not part.is_a("bpmndi:BPMNShape") or not part.items("di:bounds"):
            return False
        return not item.is_a("bpmn:BoundaryEvent") or item.value("bpmn:attachedToRef") in self.drawn

    def end_is_lost(self, part: Item) -> bool:
        """Whether the part is an edge to a shape that is there but cannot be drawn."""
        item = self.document.ids.get(part.value(_ELEMENT))
        if item is None or not part.is_a("bpmndi:BPMNEdge"):
            return False
        return any(end in self.parts and end not in self.drawn for end in _ends(item))

    def _collaboration(self, shown: Item) -> None:
        for participant in shown.items("bpmn:participants"):
            inner = self._draw(participant, None)
            process = self.document.ids.get(_process_ref(participant))
            if process is not None:
                self._container(process, inner)
        self.later.append(partial(self._all, shown, ("bpmn:messageFlows",), None))
        self._artifacts(shown, None)
        for process in self.document.root.items("bpmn:rootElements"):
            if process not in self.handled and process.items("bpmn:laneSets"):
                self._container(process, None)

    def _container(self, item: Item, parent: str | None) -> None:
        self.handled.add(item)
        for one in item.items("bpmn:flowElements"):
            self._flow_element(one, parent)
        for lane_set in item.items("bpmn:laneSets"):
            self._lanes(lane_set, parent)
        if not item.is_a("bpmn:FlowNode"):  # a sub-process draws its data with its node
            self._data(item, parent)
        self._artifacts(item, parent)

    def _flow_element(self, item: Item, parent: str | None) -> None:
        if item.is_a("bpmn:SequenceFlow"):
            self.later.append(partial(self._draw_later, item, parent))
        elif item.is_a("bpmn:BoundaryEvent"):
            self.later.appendleft(partial(self._node, item, parent))
        elif item.is_a("bpmn:FlowNode"):
            self._node(item, parent)
        elif item.is_a("bpmn:DataStoreReference", "bpmn:DataObjectReference"):
            self._draw(item, parent)

    def _draw_later(self, item: Item, parent: str | None) -> None:
        self._draw(item, parent)

    def _node(self, item: Item, parent: str | None) -> None:
        inner = self._draw(item, parent)
        if item.is_a("bpmn:SubProcess"):
            self._container(item, inner)
        if item.is_a("bpmn:Activity"):
            self._data(item, parent)
        self.later.append(partial(self._all, item, _ASSOCIATIONS, None))

    def _data(self, item: Item, parent: str | None) -> None:
        for specification in item.items("bpmn:ioSpecification"):
            self._all(specification, ("bpmn:dataInputs", "bpmn:dataOutputs"), parent)

    def _all(self, item: Item, names: tuple[str, ...], parent: str | None) -> None:
        for name in names:
            for one in item.items(name):
                self._draw(one, parent)

    def _lanes(self, lane_set: Item, parent: str | None) -> None:
        for lane in lane_set.items("bpmn:lanes"):
            self.later.append(partial(self._lane, lane, parent))

    def _lane(self, lane: Item, parent: str | None) -> None:
        inner = self._draw(lane, parent, front=True)
        for below in lane.items("bpmn:childLaneSet"):
            self._lanes(below, inner)

    def _artifacts(self, item: Item, parent: str | None) -> None:
        for one in item.items("bpmn:artifacts"):
            if one.is_a("bpmn:Association"):
                self.later.append(partial(self._draw_later, one, parent))
            else:
                self._draw(one, parent)


def _ends(item: Item) -> list[str]:
    """Ids of what an edge joins; of a data association one end is the node that holds it."""
    if not item.is_a("bpmn:DataAssociation"):
        return [item.value("bpmn:sourceRef"), item.value("bpmn:targetRef")]
    name = "bpmn:sourceRef" if item.is_a("bpmn:DataInputAssociation") else "bpmn:targetRef"
    return (item.strings(name) or [""])[:1]
