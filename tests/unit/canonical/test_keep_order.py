"""With the old file as guide, what an edit did not touch stays where it was."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import etree

from engine import bpmnxml
from engine.canonical import canonical

ROOT = Path(__file__).resolve().parents[3]
FILES = [ROOT / "processes/service/svc_mz_030.bpmn", *sorted((ROOT / "tests/samples").rglob("*.bpmn"))]


def _flow(name: str, source: str, target: str) -> str:
    return f'<bpmn:sequenceFlow id="{name}" sourceRef="{source}" targetRef="{target}" />'


def _ids(data: bytes) -> list[str]:
    """Ids inside the process, in order."""
    inner = data.decode().split("<bpmn:process")[1].split("</bpmn:process>")[0]
    return re.findall(r'<bpmn:\w+ id="(\w+)"', inner)


def undone(data: bytes, kind: str) -> bytes:
    """After a delete that was undone: every second element of a kind, and its shape or edge, stands last."""
    root = bpmnxml.parse(data)
    moved = list(root.iter(f"{{{bpmnxml.BPMN}}}{kind}"))[::2]
    names = {one.get("id") for one in moved}
    moved += [one for one in root.iter(f"{{{bpmnxml.BPMNDI}}}*") if one.get("bpmnElement") in names]
    for one in moved:
        parent = one.getparent()
        assert parent is not None
        parent.append(one)
    return etree.tostring(root)


@pytest.mark.parametrize("kind", ["userTask", "sequenceFlow", "exclusiveGateway", "endEvent"])
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_delete_and_undo_gives_the_bytes_back(path: Path, kind: str) -> None:
    before = canonical(path.read_bytes()).data
    after = undone(before, kind)
    assert after != before
    assert canonical(after, before).data == before


def test_without_the_old_file_the_new_order_holds(file):
    data = file('<bpmn:task id="b" /><bpmn:task id="a" />')
    assert _ids(canonical(data).data) == ["b", "a"]
    assert _ids(canonical(data, file('<bpmn:task id="a" /><bpmn:task id="b" />')).data) == ["a", "b"]


def test_a_new_node_follows_its_source_and_a_new_flow_its_sisters(file):
    old = file('<bpmn:task id="a" /><bpmn:task id="b" />' + _flow("ab", "a", "b") + '<bpmn:task id="c" />')
    new = file(
        '<bpmn:task id="a" /><bpmn:task id="b" /><bpmn:task id="c" />'
        + _flow("nb", "n", "b")
        + '<bpmn:task id="n" />'
        + _flow("ab", "a", "n")
    )
    assert _ids(canonical(new, old).data) == ["a", "n", "b", "ab", "nb", "c"]


def test_a_new_boundary_event_follows_its_host(file):
    old = file('<bpmn:task id="a" /><bpmn:task id="b" />')
    new = file('<bpmn:task id="a" /><bpmn:task id="b" /><bpmn:boundaryEvent id="x" attachedToRef="a" />')
    assert _ids(canonical(new, old).data) == ["a", "x", "b"]


def test_new_nodes_that_lead_to_each_other_go_last(file):
    old = file('<bpmn:task id="a" />')
    loop = _flow("xy", "x", "y") + _flow("yx", "y", "x")
    new = file(f'<bpmn:task id="x" /><bpmn:task id="y" />{loop}<bpmn:task id="a" />')
    assert _ids(canonical(new, old).data)[0] == "a"


def _properties(*names: str) -> str:
    rows = "".join(f'<camunda:property name="{name}" value="1" />' for name in names)
    return (
        '<bpmn:task id="a"><bpmn:extensionElements><camunda:properties>'
        f"{rows}</camunda:properties></bpmn:extensionElements></bpmn:task>"
    )


def test_properties_keep_their_order_and_a_new_one_its_neighbour(file):
    made = canonical(file(_properties("c", "d", "new", "a")), file(_properties("a", "b", "c", "d"))).data
    assert re.findall(r'property name="(\w+)"', made.decode()) == ["a", "c", "d", "new"]


def test_lanes_and_their_nodes_keep_their_order(file):
    def lanes(order: str, nodes: str) -> bytes:
        refs = "".join(f"<bpmn:flowNodeRef>{one}</bpmn:flowNodeRef>" for one in nodes)
        rows = "".join(f'<bpmn:lane id="{one}">{refs if one == "k" else ""}</bpmn:lane>' for one in order)
        return file(f'<bpmn:laneSet id="s">{rows}</bpmn:laneSet><bpmn:task id="a" /><bpmn:task id="b" />')

    made = canonical(lanes("lk", "ba"), lanes("kl", "ab")).data
    assert _ids(made) == ["s", "k", "l", "a", "b"]
    assert re.findall(r"<bpmn:flowNodeRef>(\w)<", made.decode()) == ["a", "b"]
