"""Each kind of fault is found on a small drawing that has it, and on none that has not."""

from __future__ import annotations

import pytest

from engine.bpmnxml import XmlRefused
from engine.layout import judge
from engine.layout.faults import SENTENCES
from engine.layout.geometry import Box
from engine.layout.judge import MOST_PIECES
from tests.unit.layout.sketch import Sketch


def row() -> Sketch:
    """start -> task -> end in one line, end above a second end."""
    sketch = Sketch()
    sketch.node("startEvent", "start", "申请", at=(100, 122))
    sketch.node("userTask", "task", "审核", at=(200, 100))
    sketch.node("endEvent", "end", "办结", at=(400, 122))
    sketch.flow("start", "task", (136, 140), (200, 140))
    sketch.flow("task", "end", (300, 140), (400, 140), label="通过")
    sketch.labels = {"start": Box(104, 161, 28, 14), "end": Box(404, 161, 28, 14)}
    sketch.labels["f_task_end"] = Box(330, 122, 28, 14)
    return sketch


def kinds(sketch: Sketch) -> list[tuple[str, str, str]]:
    return [(one.kind, one.element_id, one.other_id) for one in judge(sketch.bpmn())]


def test_a_clean_drawing_has_no_fault() -> None:
    assert kinds(row()) == []


def test_flow_through_a_shape() -> None:
    sketch = row()
    sketch.node("userTask", "between", "中间", at=(320, 100))
    sketch.labels["f_task_end"] = Box(330, 80, 28, 14)
    assert ("flow_through_shape", "f_task_end", "between") in kinds(sketch)


def test_a_flow_may_not_cross_its_own_task() -> None:
    sketch = row()
    sketch.paths["f_task_end"] = [(200, 120), (400, 120), (400, 140)]
    sketch.labels["f_task_end"] = Box(330, 102, 28, 14)
    assert ("flow_through_shape", "f_task_end", "task") in kinds(sketch)


def test_two_flows_on_one_line() -> None:
    sketch = row()
    sketch.node("endEvent", "other", at=(500, 122))
    sketch.flow("task", "other", (300, 140), (370, 140), (370, 200), (518, 200), (518, 158))
    assert kinds(sketch) == [("shared_piece", "f_task_end", "f_task_other")]


@pytest.mark.parametrize(("stub", "found"), [(60, []), (80, ["shared_piece"])])
def test_flows_may_share_the_last_60_pixels_before_one_target(stub: int, found: list[str]) -> None:
    sketch = row()
    sketch.node("userTask", "below", "补正", at=(150, 250))
    sketch.flow("below", "end", (250, 290), (400 - stub, 290), (400 - stub, 140), (400, 140))
    sketch.labels["f_task_end"] = Box(301, 80, 18, 14)
    assert [kind for kind, *_ in kinds(sketch)] == found


def test_flows_that_touch_but_do_not_cross() -> None:
    sketch = row()
    sketch.node("userTask", "below", "补正", at=(320, 250))
    sketch.node("endEvent", "other", at=(352, 104))
    sketch.flow("below", "other", (370, 250), (370, 140))
    sketch.labels["f_task_end"] = Box(308, 122, 28, 14)
    assert kinds(sketch) == [("flows_touch", "f_task_end", "f_below_other")]


def test_crossing_at_a_right_angle_is_no_fault() -> None:
    sketch = row()
    sketch.node("userTask", "below", "补正", at=(320, 250))
    sketch.node("endEvent", "other", at=(352, 40))
    sketch.flow("below", "other", (370, 250), (370, 76))
    assert kinds(sketch) == []


def test_shape_on_shape_but_a_boundary_event_sits_on_its_host() -> None:
    sketch = row()
    sketch.node("boundaryEvent", "late", host="task", at=(259, 162))
    assert kinds(sketch) == []
    sketch.node("userTask", "second", "复核", at=(220, 150))
    assert ("shape_on_shape", "task", "second") in kinds(sketch)


def test_label_on_shape_label_and_flow() -> None:
    sketch = row()
    sketch.labels["start"] = Box(190, 161, 28, 14)
    assert kinds(sketch) == [("label_on_shape", "start", "task")]
    sketch.labels["start"] = Box(410, 165, 28, 14)
    assert kinds(sketch) == [("label_on_label", "start", "end")]
    sketch.labels["start"] = Box(150, 132, 28, 14)
    assert kinds(sketch) == [("label_on_flow", "start", "f_start_task")]


def test_a_label_may_stand_in_the_corner_of_a_diamond() -> None:
    sketch = Sketch()
    sketch.node("exclusiveGateway", "ask", "能否受理", at=(100, 100))
    sketch.labels["ask"] = Box(74, 98, 34, 14)
    assert kinds(sketch) == []
    sketch.labels["ask"] = Box(90, 105, 34, 14)
    assert kinds(sketch) == [("label_on_shape", "ask", "ask")]


def test_a_label_without_box_lies_where_the_modeler_puts_it() -> None:
    sketch = row()
    del sketch.labels["f_task_end"]
    assert kinds(sketch) == []
    sketch.paths["f_task_end"] = [(300, 140), (350, 140), (350, 300), (418, 300), (418, 158)]
    assert ("label_on_flow", "f_task_end", "f_task_end") in kinds(sketch)


def test_slanted_and_undocked_flows() -> None:
    sketch = row()
    sketch.paths["f_start_task"] = [(136, 140), (200, 130)]
    assert kinds(sketch) == [("slanted", "f_start_task", "")]
    sketch.paths["f_start_task"] = [(140, 140), (200, 140)]
    assert kinds(sketch) == [("undocked", "f_start_task", "start")]


@pytest.mark.parametrize(("point", "docked"), [((150, 125), True), ((137, 138), True), ((145, 145), False)])
def test_flows_dock_on_the_diamond_itself(point: tuple[int, int], docked: bool) -> None:
    sketch = Sketch()
    sketch.node("exclusiveGateway", "ask", at=(100, 100))
    sketch.node("userTask", "task", at=(300, 85))
    sketch.flow("ask", "task", point, (200, point[1]), (200, 125), (300, 125))
    assert (("undocked", "f_ask_task", "ask") not in kinds(sketch)) == docked


def test_too_wide() -> None:
    sketch = row()
    sketch.shapes["end"] = Box(1500, 122, 36, 36)
    sketch.paths["f_task_end"] = [(300, 140), (1500, 140)]
    sketch.labels["end"] = Box(1504, 161, 28, 14)
    assert kinds(sketch) == [("too_wide", "", "")]
    assert "1436" in judge(sketch.bpmn())[0].zh


def test_missing_shape_and_missing_line() -> None:
    sketch = row()
    del sketch.shapes["start"], sketch.labels["start"], sketch.paths["f_task_end"]
    assert kinds(sketch) == [("missing", "start", ""), ("missing", "f_task_end", "")]
    assert {one[0] for one in kinds(Sketch(row().nodes, row().flows))} == {"missing"}


def test_too_many_points_are_not_compared() -> None:
    sketch = row()
    up = [(300.0 + n // 2, 140.0 - n % 2) for n in range(MOST_PIECES)]
    sketch.paths["f_task_end"] = [*up, (400.0, 140.0)]
    assert kinds(sketch)[-1] == ("too_many_points", "", "")


def test_every_kind_is_said_in_both_languages() -> None:
    sketch = row()
    sketch.labels["start"] = Box(150, 132, 28, 14)
    (fault,) = judge(sketch.bpmn())
    assert fault.zh == "“申请”的文字压在从“申请”到“审核”的连线上。请移开文字。"
    assert (
        fault.message("en") == 'The label of "申请" lies on the flow from "申请" to "审核". Move the label.'
    )
    assert all(zh.endswith("。") and en.endswith(".") for zh, en in SENTENCES.values())


def test_numbers_of_strangers_do_no_harm() -> None:
    text = row().bpmn().decode()
    for wrong in ("nan", "1e999", "-1e300", "x", ""):
        judge(text.replace('x="200"', f'x="{wrong}"').encode())
    with pytest.raises(XmlRefused):
        judge(b"<a><b></a>")


def test_what_a_sub_process_holds_lies_inside_it() -> None:
    inner = '<bpmn:subProcess id="sub"><bpmn:userTask id="in" name="内" /></bpmn:subProcess>'
    drawn = (
        '<bpmndi:BPMNShape bpmnElement="sub"><dc:Bounds x="80" y="300" width="300" height="200" />'
        '</bpmndi:BPMNShape><bpmndi:BPMNShape bpmnElement="in"><dc:Bounds x="100" y="340" width="100" '
        'height="80" /></bpmndi:BPMNShape>'
    )
    text = row().bpmn().decode().replace("  </bpmn:process>", f"{inner}</bpmn:process>")
    text = text.replace("  </bpmndi:BPMNPlane>", f"{drawn}</bpmndi:BPMNPlane>")
    assert judge(text.encode()) == ()
