"""Faults of a drawing are warnings, and a messy drawing is one matter."""

from __future__ import annotations

import time

from engine.domain.findings import Finding
from engine.layout.geometry import Box
from tests.unit.layout.sketch import Sketch


def drawn_faults(judge, sketch: Sketch) -> list[Finding]:
    found = judge.findings(sketch.bpmn().decode())
    return [one for one in found if one.code == "bpmn.diagram_fault"]


def pile(tasks: int) -> Sketch:
    """Tasks on one heap: every pair of them is a fault."""
    sketch = Sketch()
    for n in range(tasks):
        sketch.node("userTask", f"t{n}", f"第{n}步", at=(100 + n, 100))
    return sketch


def test_a_fault_is_a_warning_at_its_element(judge):
    (found,) = drawn_faults(judge, pile(2))
    assert (found.severity, found.element_id) == ("warning", "t0") and found.line > 1
    assert found.zh == "“第0步”和“第1步”叠在一起。请移开其中一个。"


def test_ten_faults_are_listed_and_the_rest_is_counted(judge):
    found = drawn_faults(judge, pile(8))
    assert len(found) == 11
    (rest,) = [one for one in found if one.element_id == "p"]
    assert "18" in rest.zh and "18 more" in rest.en


def test_a_missing_shape_is_said_once(judge):
    sketch = pile(1)
    sketch.node("userTask", "unseen", "看不见")
    found = judge.findings(sketch.bpmn().decode())
    about = [one.code for one in found if one.element_id == "unseen" and "diagram" in one.code]
    assert about == [] and "bpmn.no_shape" in {one.code for one in found}


def test_a_fault_of_the_whole_drawing_stands_at_the_process(judge):
    sketch = Sketch()
    sketch.node("userTask", "a", at=(0, 0))
    sketch.node("userTask", "b", at=(3000, 0))
    (found,) = drawn_faults(judge, sketch)
    assert found.element_id == "p" and "3100" in found.zh


def test_a_hostile_number_of_points_takes_no_time(judge):
    sketch = pile(2)
    sketch.shapes["t1"] = Box(100, 300, 100, 80)
    sketch.flow("t0", "t1", *((float(n % 500), float(n % 300)) for n in range(15_000)))
    before = time.perf_counter()
    assert len(drawn_faults(judge, sketch)) == 1
    assert time.perf_counter() - before < 2
