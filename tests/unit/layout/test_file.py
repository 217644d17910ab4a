"""What happens to the bytes: the diagram part is replaced, nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import etree

from engine.bpmnxml import XmlRefused
from engine.canonical import canonical
from engine.layout import LayoutRefused, lay_out
from tests.unit.layout.sketch import Sketch

ROOT = Path(__file__).parents[3]
CARD = (ROOT / "processes/service/svc_mz_030.bpmn").read_bytes()
DIAGRAM = re.compile(rb"\s*<bpmndi:BPMNDiagram.*</bpmndi:BPMNDiagram>", re.S)
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"


def small() -> Sketch:
    sketch = Sketch()
    sketch.node("startEvent", "start", "申请", at=(0, 0))
    sketch.node("userTask", "task", "审核")
    sketch.node("exclusiveGateway", "ask", "能否受理")
    sketch.node("boundaryEvent", "late", "逾期", host="task")
    sketch.node("boundaryEvent", "off", "撤回", host="task")
    for key in ("end", "end_late", "end_off"):
        sketch.node("endEvent", key, "办结")
    sketch.line("start", "task", "ask", "end")
    sketch.line("late", "end_late")
    sketch.line("off", "end_off")
    return sketch


def elements(data: bytes, kind: str) -> list[etree._Element]:
    return list(etree.fromstring(data).iter(f"{DI}{kind}"))


def test_nothing_outside_the_diagram_changes() -> None:
    mess = CARD.replace(b'x="248"', b'x="999"')
    made = lay_out(mess)
    assert DIAGRAM.sub(b"", made) == DIAGRAM.sub(b"", mess)
    assert made != mess and lay_out(made) == made


def test_a_file_without_diagram_gets_one() -> None:
    data = small().bpmn(drawn=False)
    made = lay_out(data)
    assert DIAGRAM.sub(b"", made) == data
    assert len(elements(made, "BPMNShape")) == 8


def test_the_second_diagram_of_a_file_goes() -> None:
    two = CARD.replace(
        b"</bpmn:definitions>", b'  <bpmndi:BPMNDiagram id="x" name="a&gt;b>c"/>\n</bpmn:definitions>'
    )
    assert lay_out(two) == lay_out(CARD)


def test_words_in_comments_and_windows_line_ends_stay() -> None:
    comment = b"<!-- <bpmndi:BPMNDiagram> </bpmndi:BPMNDiagram> -->"
    data = CARD.replace(b"<bpmn:process", comment + b"<bpmn:process", 1).replace(b"\n", b"\r\n")
    made = lay_out(data)
    assert comment in made and made.count(b"\n") == made.count(b"\r\n")
    assert made.replace(b"\r\n", b"\n").replace(comment, b"") == lay_out(CARD)


def test_the_result_is_canonical() -> None:
    made = lay_out(canonical(small().bpmn()).data)
    assert canonical(made).data == made


def test_order_markers_and_labels_as_the_modeler_writes_them() -> None:
    made = lay_out(small().bpmn())
    shapes = [one.get("bpmnElement") for one in elements(made, "BPMNShape")]
    assert shapes == ["start", "task", "ask", "end", "end_late", "end_off", "off", "late"]
    marked = [one.get("bpmnElement") for one in elements(made, "BPMNShape") if one.get("isMarkerVisible")]
    assert marked == ["ask"]
    labels = {one.getparent().get("bpmnElement"): len(one) for one in elements(made, "BPMNLabel")}
    assert labels["task"] == 0 and labels["start"] == labels["ask"] == labels["late"] == 1


def test_other_prefixes_and_taken_ids() -> None:
    text = small().bpmn(drawn=False).decode()
    text = text.replace('xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"', "")
    text = text.replace("xmlns:dc=", "xmlns:c=").replace("bpmn:", "").replace("xmlns:bpmn=", "xmlns=")
    text = text.replace('id="end_late"', 'id="task_di"').replace('Ref="end_late"', 'Ref="task_di"')
    made = lay_out(text.encode())
    ids = [one.get("id") for one in etree.fromstring(made).iter() if one.get("id")]
    assert len(ids) == len(set(ids)) and "task_di_" in ids
    assert b"<c:Bounds" in made and b"<bpmndi:BPMNDiagram xmlns:bpmndi=" in made


@pytest.mark.parametrize(
    ("inner", "code", "word"),
    [
        ('<bpmn:laneSet id="l" />', "layout.not_drawn", "泳道"),
        ('<bpmn:subProcess id="s" />', "layout.not_drawn", "子流程"),
        ('<bpmn:textAnnotation id="t" />', "layout.not_drawn", "注释"),
        ("</bpmn:process><bpmn:process>", "layout.one_process", "2"),
    ],
)
def test_what_it_cannot_draw_is_refused_by_name(inner: str, code: str, word: str) -> None:
    data = small().bpmn().decode().replace("  </bpmn:process>", f"{inner}</bpmn:process>").encode()
    with pytest.raises(LayoutRefused) as refused:
        lay_out(data)
    assert refused.value.code == code and word in refused.value.zh and refused.value.en


def test_empty_huge_and_broken_files_are_refused() -> None:
    crowd = Sketch()
    for n in range(151):
        crowd.node("userTask", f"t{n}")
    for data in (Sketch().bpmn(), crowd.bpmn(), small().bpmn().replace("申请".encode(), b"\xff")):
        with pytest.raises((LayoutRefused, XmlRefused)):
            lay_out(data)


def test_flows_and_hosts_that_lead_nowhere_do_no_harm() -> None:
    text = small().bpmn().decode()
    text = text.replace('targetRef="end_off"', 'targetRef="nowhere"').replace('Ref="end_late"', 'Ref="off"')
    text = text.replace(
        'attachedToRef="task" />\n    <bpmn:endEvent', 'attachedToRef="gone" />\n    <bpmn:endEvent'
    )
    shapes = {one.get("bpmnElement") for one in elements(lay_out(text.encode()), "BPMNShape")}
    assert {"late", "off", "end_off"} <= shapes
