"""Small processes for layout tests: a graph, or BPMN bytes with a diagram that the test places itself."""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass, field
from xml.sax.saxutils import quoteattr

from engine.layout.geometry import Box, Point
from engine.layout.graph import Flow, Graph, Node

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"'
    ' xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI"'
    ' id="d" targetNamespace="t">\n'
)
_LETTERS = "审核批准受理材料补正送达告知决定归档公示"


@dataclass
class Sketch:
    nodes: list[Node] = field(default_factory=list)
    flows: list[Flow] = field(default_factory=list)
    shapes: dict[str, Box] = field(default_factory=dict)
    labels: dict[str, Box] = field(default_factory=dict)
    paths: dict[str, list[Point]] = field(default_factory=dict)

    def node(
        self, kind: str, id: str, label: str = "", host: str = "", at: tuple[int, int] | None = None
    ) -> str:
        """`at`: where its upper left corner is drawn."""
        one = Node(id, kind, label, host)
        self.nodes.append(one)
        if at:
            self.shapes[id] = Box(*at, *one.size)
        return id

    def flow(self, source: str, target: str, *points: Point, label: str = "", default: bool = False) -> str:
        key = f"f_{source}_{target}"
        self.flows.append(Flow(key, source, target, label, default))
        if points:
            self.paths[key] = list(points)
        return key

    def line(self, *nodes: str) -> None:
        for source, target in itertools.pairwise(nodes):
            self.flow(source, target)

    @property
    def graph(self) -> Graph:
        return Graph.of(self.nodes, self.flows)

    def bpmn(self, drawn: bool = True) -> bytes:
        happy = {flow.source: flow.id for flow in self.flows if flow.default}
        lines = [HEAD + '  <bpmn:process id="p" isExecutable="true">']
        for node in self.nodes:
            default = f' default="{happy[node.id]}"' if node.id in happy else ""
            host = f' attachedToRef="{node.attached_to}"' if node.attached_to else ""
            lines.append(
                f'    <bpmn:{node.kind} id="{node.id}" name={quoteattr(node.label)}{default}{host} />'
            )
        for flow in self.flows:
            ends = f'sourceRef="{flow.source}" targetRef="{flow.target}"'
            lines.append(f'    <bpmn:sequenceFlow id="{flow.id}" name={quoteattr(flow.label)} {ends} />')
        lines.append("  </bpmn:process>")
        lines += self._diagram() if drawn else []
        return "\n".join([*lines, "</bpmn:definitions>\n"]).encode()

    def _diagram(self) -> list[str]:
        shapes = [
            f'<bpmndi:BPMNShape id="{key}_di" bpmnElement="{key}">{_bounds(box)}{self._label(key)}'
            "</bpmndi:BPMNShape>"
            for key, box in self.shapes.items()
        ]
        edges = [
            f'<bpmndi:BPMNEdge id="{key}_di" bpmnElement="{key}">'
            + "".join(f'<di:waypoint x="{x}" y="{y}" />' for x, y in points)
            + f"{self._label(key)}</bpmndi:BPMNEdge>"
            for key, points in self.paths.items()
        ]
        head = '  <bpmndi:BPMNDiagram id="dia"><bpmndi:BPMNPlane id="pla" bpmnElement="p">'
        return [head, *shapes, *edges, "  </bpmndi:BPMNPlane></bpmndi:BPMNDiagram>"]

    def _label(self, key: str) -> str:
        box = self.labels.get(key)
        return f"<bpmndi:BPMNLabel>{_bounds(box)}</bpmndi:BPMNLabel>" if box else ""


def _bounds(box: Box) -> str:
    return f'<dc:Bounds x="{box.x}" y="{box.y}" width="{box.width}" height="{box.height}" />'


def random_process(seed: int) -> Sketch:
    """4 to 30 nodes and a little over: tasks with boundary events, questions with ends, loops and detours,
    waits behind event gateways, forks."""
    return _Author(random.Random(seed)).write()


class _Author:
    def __init__(self, dice: random.Random) -> None:
        self.dice, self.sketch = dice, Sketch()
        self.passed: list[str] = []
        self.ends: list[str] = []

    def write(self) -> Sketch:
        size = self.dice.randint(4, 28)
        here = self.node("startEvent")
        while len(self.sketch.nodes) < size:
            chance = self.dice.random()
            step = self.task if chance < 0.5 or not self.passed else self.question
            step = self.wait if chance > 0.85 else self.fork if chance > 0.77 else step
            here = step(here)
            self.passed.append(here)
        self.flow(here, self.node("endEvent"))
        return self.sketch

    def node(self, kind: str, host: str = "") -> str:
        return self.sketch.node(kind, f"n{len(self.sketch.nodes)}", self.words(8), host)

    def words(self, most: int) -> str:
        return "".join(self.dice.choice(_LETTERS) for _ in range(self.dice.randint(1, most)))

    def flow(self, source: str, target: str, label: str = "", default: bool = False) -> None:
        if all((flow.source, flow.target) != (source, target) for flow in self.sketch.flows):
            self.sketch.flow(source, target, label=label, default=default)

    def end(self) -> str:
        if self.ends and self.dice.random() < 0.3:
            return self.dice.choice(self.ends)
        self.ends.append(self.node("endEvent"))
        return self.ends[-1]

    def task(self, here: str) -> str:
        task = self.node(self.dice.choice(["userTask", "callActivity", "serviceTask"]))
        self.flow(here, task)
        if self.dice.random() < 0.25:
            for _ in range(self.dice.choice([1, 1, 2])):
                back = self.passed and self.dice.random() < 0.4
                target = self.dice.choice(self.passed) if back else self.end()
                self.flow(self.node("boundaryEvent", task), target)
        return task

    def question(self, here: str) -> str:
        gateway, task = self.node("exclusiveGateway"), self.node("userTask")
        self.flow(here, gateway)
        self.flow(gateway, task, self.words(4), default=True)
        for _ in range(self.dice.choice([1, 1, 1, 2])):
            self.exception(gateway, task)
        return task

    def exception(self, gateway: str, onward: str) -> None:
        chance = self.dice.random()
        if chance < 0.5:
            self.flow(gateway, self.end(), self.words(4))
        elif chance < 0.75:
            self.flow(gateway, self.dice.choice(self.passed), self.words(4))
        else:
            detour = self.node("callActivity")
            self.flow(gateway, detour, self.words(4))
            self.flow(detour, self.dice.choice([*self.passed, onward]))

    def wait(self, here: str) -> str:
        gateway = self.node("eventBasedGateway")
        self.flow(here, gateway)
        task = self.node("userTask")
        for target in (task, self.dice.choice([task, ""]) or self.end()):
            caught = self.node("intermediateCatchEvent")
            self.flow(gateway, caught)
            self.flow(caught, target)
        return task

    def fork(self, here: str) -> str:
        fork, join = self.node("parallelGateway"), self.node("parallelGateway")
        self.flow(here, fork)
        for _ in range(self.dice.choice([2, 2, 3])):
            last = self.node("userTask")
            self.flow(fork, last)
            if self.dice.random() < 0.3:
                more = self.node("serviceTask")
                self.flow(last, more)
                last = more
            self.flow(last, join)
        return join
