"""BPMN -> nodes, flows and phases; what this layout cannot draw is refused by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lxml import etree

from engine import bpmnxml
from engine.bpmnxml import BPMN
from engine.layout.graph import Flow, Graph, Node
from engine.layout.spine import Step

MOST_NODES = 150
"""Beyond it a drawing takes over 10 s and nobody can read it."""
NODE_ENDINGS = ("Task", "task", "Gateway", "Event", "callActivity")
_NOT_DRAWN = {
    "laneSet": ("泳道", "lanes"),
    "collaboration": ("泳池", "pools"),
    "subProcess": ("内嵌子流程", "embedded sub-processes"),
    "transaction": ("事务子流程", "transactions"),
    "adHocSubProcess": ("即兴子流程", "ad-hoc sub-processes"),
    "textAnnotation": ("文字注释", "text annotations"),
    "group": ("分组框", "groups"),
    "dataObjectReference": ("数据对象", "data objects"),
    "dataStoreReference": ("数据存储", "data stores"),
}
PHASES = (
    frozenset(("accept", "capture", "locate", "lead", "filing")),
    frozenset(("first_review", "review", "complete", "settle", "handle", "investigate", "report")),
    frozenset(("verify", "score", "file_score", "legal_review", "notice", "decide")),
    frozenset(("pickup", "archive", "serve", "execute")),
)
"""Milestones of one phase each; the first that the path meets begins it."""


class LayoutRefused(Exception):
    """The file cannot be laid out."""

    def __init__(self, code: str, zh: str, en: str) -> None:
        super().__init__(en)
        self.code, self.zh, self.en = code, zh, en


def find_process(root: etree._Element) -> etree._Element:
    """The only process of a file that this layout can draw as a whole; raises LayoutRefused."""
    found = root.findall(f"{{{BPMN}}}process")
    if len(found) != 1:
        raise LayoutRefused(
            "layout.one_process",
            f"排图需要文件里恰好有一个流程，这个文件有 {len(found)} 个。请每个流程存一个文件。",
            f"A layout takes a file with exactly one process; this one has {len(found)}. Save one a file.",
        )
    for element in root.iter(f"{{{BPMN}}}*"):
        kind = bpmnxml.local(element)
        if kind in _NOT_DRAWN:
            zh, en = _NOT_DRAWN[kind]
            raise LayoutRefused(
                "layout.not_drawn",
                f"自动排图还不会画{zh}。请在流程设计器里手工排这张图。",
                f"The layout does not draw {en}. Arrange this diagram by hand in the modeler.",
            )
    return found[0]


def read_graph(process: etree._Element) -> Graph:
    """Nodes and flows of a process; a flow that leads to no node has no place and is left out."""
    children = [one for one in process if bpmnxml.is_bpmn(one) and one.get("id")]
    elements = {one.get("id", ""): one for one in children if _is_node(one)}
    hosts = {key for key, one in elements.items() if not one.get("attachedToRef")}
    nodes = [_node(key, one, hosts) for key, one in elements.items()]
    if not 0 < len(hosts) <= len(nodes) <= MOST_NODES:
        raise LayoutRefused(
            "layout.size",
            f"自动排图需要 1 到 {MOST_NODES} 个节点，这个流程有 {len(nodes)} 个。请拆成几个流程。",
            f"A layout takes 1 to {MOST_NODES} nodes; this process has {len(nodes)}. Split it.",
        )
    attached = {node.id for node in nodes if node.attached_to}
    happy = {one.get("default") for one in elements.values()}
    flows: dict[str, Flow] = {}
    for one in children:
        if bpmnxml.is_bpmn(one, "sequenceFlow"):
            key, source, target = (one.get(name, "") for name in ("id", "sourceRef", "targetRef"))
            if source in elements and target in elements and target not in attached:
                flows[key] = Flow(key, source, target, _label(one), key in happy)
    return Graph.of(nodes, list(flows.values()))


def read_milestones(process: etree._Element) -> dict[str, frozenset[str]]:
    """Node id -> milestones that it completes."""
    return {
        child.get("id", ""): frozenset(part.strip() for part in value.split(","))
        for child in process
        if bpmnxml.is_bpmn(child)
        for name, value, _ in bpmnxml.properties(child)
        if name == "milestone"
    }


def find_phases(
    graph: Graph, steps: Sequence[Step], milestones: Mapping[str, frozenset[str]]
) -> dict[str, int]:
    """Phases of the spine's nodes. The first task after the node that completes the last milestone of a
    phase opens the next one."""
    spine = [node for step in steps for node in step.nodes]
    own = {
        node: min(found)
        for node in spine
        if (found := [k for k, phase in enumerate(PHASES) if phase & milestones.get(node, frozenset())])
    }
    phases: dict[str, int] = {}
    phase, before = 0, ""
    for k, node in enumerate(spine):
        later = next((own[one] for one in spine[k:] if one in own), phase)
        opens = node in own or (before and graph.nodes[before].is_gateway)
        if opens and later > phase:
            phase = later
        phases[node], before = phase, node
    return phases


def is_node(kind: str) -> bool:
    return kind.endswith(NODE_ENDINGS)


def _is_node(element: etree._Element) -> bool:
    return is_node(bpmnxml.local(element))


def _node(key: str, element: etree._Element, hosts: set[str]) -> Node:
    host = element.get("attachedToRef", "")
    return Node(key, bpmnxml.local(element), _label(element), host if host in hosts else "")


def _label(element: etree._Element) -> str:
    return element.get("name", "").strip()
