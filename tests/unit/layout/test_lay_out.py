"""Whole drawings: no faults, the same every time, the ways of drawing that people get used to."""

from __future__ import annotations

import random

import pytest

from engine.layout import judge, lay_out
from engine.layout.arrange import arrange
from engine.layout.drawing import LEFT, TOP, Drawing
from tests.unit.layout.sketch import Sketch, random_process


def drawn(sketch: Sketch) -> Drawing:
    """The drawing, which must be free of faults."""
    assert [one.zh for one in judge(lay_out(sketch.bpmn()))] == []
    return arrange(sketch.graph, {})


def long_row(tasks: int) -> Sketch:
    sketch = Sketch()
    names = [sketch.node("userTask", f"t{n}", f"第{n}步") for n in range(tasks)]
    sketch.line(sketch.node("startEvent", "start", "申请"), *names, sketch.node("endEvent", "end", "办结"))
    return sketch


@pytest.mark.parametrize("seed", range(16))
def test_random_processes_have_no_faults(seed: int) -> None:
    data = random_process(seed).bpmn(drawn=False)
    made = lay_out(data)
    assert [one.zh for one in judge(made)] == []
    assert lay_out(made) == made


def test_the_picture_begins_where_the_modeler_leaves_it() -> None:
    reach = drawn(long_row(3)).reach
    assert (reach.x, reach.y) == (LEFT, TOP)


def test_rows_of_at_most_seven_columns_one_above_the_other() -> None:
    picture = drawn(long_row(12))
    tops = sorted({box.y for key, box in picture.shapes.items() if key.startswith("t")})
    assert len(tops) == 2
    assert picture.reach.width < 1100
    first = {box.middle[0] for box in picture.shapes.values() if box.middle[1] < tops[1] - 40}
    second = {box.middle[0] for box in picture.shapes.values()} - first
    assert not second  # shapes of the second row stand under those of the first


def test_a_row_is_entered_at_its_left_side() -> None:
    picture = drawn(long_row(12))
    (wrap,) = [points for points in picture.waypoints.values() if len(points) == 6]
    assert wrap[-1][1] == wrap[-2][1] and wrap[-1][0] > wrap[-2][0]
    assert wrap[0][0] < wrap[1][0]


def test_loop_back_to_an_earlier_task() -> None:
    sketch = Sketch()
    for kind, key in (("startEvent", "start"), ("userTask", "write"), ("userTask", "check")):
        sketch.node(kind, key, key)
    sketch.node("exclusiveGateway", "ask", "无误")
    sketch.node("endEvent", "end", "完成")
    sketch.line("start", "write", "check", "ask")
    happy = sketch.flow("ask", "end", label="是", default=True)
    back = sketch.flow("ask", "write", label="退改")
    picture = drawn(sketch)
    assert len(picture.waypoints[happy]) == 2
    assert len(picture.waypoints[back]) == 4
    assert picture.waypoints[back][0][0] > picture.waypoints[back][-1][0]


def test_two_ways_from_one_gateway_into_one_task() -> None:
    sketch = Sketch()
    sketch.node("startEvent", "start")
    sketch.node("exclusiveGateway", "ask", "方式")
    sketch.node("userTask", "task", "办理")
    sketch.node("endEvent", "end")
    sketch.line("start", "ask")
    sketch.flow("ask", "task", label="当面", default=True)
    sketch.flows.append(sketch.flows[-1].__class__("f_other", "ask", "task", "邮寄"))
    sketch.flow("task", "end")
    picture = drawn(sketch)
    assert picture.waypoints["f_ask_task"][0] != picture.waypoints["f_other"][0]


@pytest.mark.parametrize("events", [1, 2, 3])
def test_boundary_events_stand_on_the_lower_edge(events: int) -> None:
    sketch = long_row(2)
    for n in range(events):
        sketch.node("boundaryEvent", f"b{n}", "逾期", host="t1")
        sketch.node("endEvent", f"e{n}", "失效")
        sketch.flow(f"b{n}", f"e{n}")
    picture = drawn(sketch)
    host = picture.shapes["t1"]
    middles = [picture.shapes[f"b{n}"].middle for n in range(events)]
    assert {y for _, y in middles} == {host.bottom}
    assert all(host.x < x < host.right for x, _ in middles) and len(set(middles)) == events


@pytest.mark.parametrize("branches", [2, 3])
def test_branches_of_a_fork_stand_at_equal_distance(branches: int) -> None:
    sketch = Sketch()
    for kind, key in (("startEvent", "start"), ("parallelGateway", "fork"), ("parallelGateway", "join")):
        sketch.node(kind, key)
    sketch.node("endEvent", "end")
    sketch.line("start", "fork")
    for n in range(branches):
        sketch.node("userTask", f"b{n}", f"分支{n}")
        sketch.line("fork", f"b{n}", "join")
    sketch.node("boundaryEvent", "late", "超时", host="b0")
    sketch.node("endEvent", "urged", "已催办")
    sketch.line("late", "urged")
    sketch.line("join", "end")
    picture = drawn(sketch)
    line = picture.shapes["fork"].middle[1]
    away = sorted(picture.shapes[f"b{n}"].middle[1] - line for n in range(branches))
    assert away[0] == -away[-1] < 0
    assert picture.shapes["b0"].middle[1] - line == away[-1]  # with a boundary event: below


def test_waits_behind_an_event_gateway() -> None:
    sketch = Sketch()
    sketch.node("startEvent", "start", "告知")
    sketch.node("eventBasedGateway", "wait", "等待补正")
    for key, label in (("got", "收到"), ("late", "逾期"), ("off", "撤回")):
        sketch.node("intermediateCatchEvent", key, label)
        sketch.node("endEvent", f"end_{key}", label)
        sketch.line("wait", key, f"end_{key}")
    sketch.line("start", "wait")
    picture = drawn(sketch)
    sides = {picture.waypoints[f"f_wait_{key}"][0] for key in ("got", "late", "off")}
    assert len(sides) == 3


def many_exits(ends: int) -> Sketch:
    """A question with a default, a loop and `ends` more."""
    sketch = long_row(2)
    sketch.flows.pop()
    sketch.node("exclusiveGateway", "ask", "处置结果")
    sketch.flow("t1", "ask")
    sketch.flow("ask", "end", label="办结", default=True)
    for n in range(ends):
        sketch.node("endEvent", f"e{n}", f"结果{n}")
        sketch.flow("ask", f"e{n}", label=f"情形{n}")
    sketch.flow("ask", "t0", label="返工")
    return sketch


def starts(picture: Drawing) -> set[tuple[float, float]]:
    return {points[0] for key, points in picture.waypoints.items() if key.startswith("f_ask_")}


def test_more_than_four_flows_leave_a_gateway_from_its_slanted_edges_too() -> None:
    assert len(starts(drawn(many_exits(3)))) == 5


def test_six_exits_are_the_limit_where_labels_get_close() -> None:
    sketch = many_exits(4)
    assert {one.kind for one in judge(lay_out(sketch.bpmn()))} <= {"label_on_flow"}
    assert len(starts(arrange(sketch.graph, {}))) == 6


def test_long_names_get_wider_tasks() -> None:
    sketch = long_row(3)
    sketch.node("userTask", "long", "核实申请人家庭成员收入与财产情况", at=None)
    sketch.flows.pop()
    sketch.line("t2", "long", "end")
    picture = drawn(sketch)
    assert picture.shapes["long"].width == 120 and picture.shapes["t0"].width == 100


def test_parts_that_nothing_leads_to_and_rings_are_drawn() -> None:
    sketch = Sketch()
    sketch.line(*(sketch.node("userTask", key, key) for key in ("a", "b", "c")), "a")
    sketch.line(sketch.node("userTask", "lost", "lost"), sketch.node("endEvent", "end"))
    picture = drawn(sketch)
    assert set(picture.shapes) == {"a", "b", "c", "lost", "end"}


def test_a_flow_from_a_task_to_itself() -> None:
    sketch = long_row(2)
    sketch.flow("t0", "t0")
    points = drawn(sketch).waypoints["f_t0_t0"]
    assert points[0] != points[-1] and len(points) > 3


def test_one_node_alone() -> None:
    sketch = Sketch()
    sketch.node("startEvent", "start", "申请")
    assert list(drawn(sketch).shapes) == ["start"]


KINDS = ("userTask", "parallelGateway", "inclusiveGateway", "exclusiveGateway", "startEvent", "boundaryEvent")


@pytest.mark.parametrize("seed", range(12))
def test_anything_a_file_may_hold_is_drawn_somehow(seed: int) -> None:
    """Forks without join, flows to oneself, boundary events on boundary events, many starts."""
    dice, sketch = random.Random(seed), Sketch()
    sketch.node("userTask", "n0")
    for n in range(1, dice.randint(2, 12)):
        kind = dice.choice(KINDS)
        host = dice.choice(sketch.nodes).id if kind == "boundaryEvent" else ""
        sketch.node(kind, f"n{n}", dice.choice(["", "审核", "Not accepted here"]), host)
    for source in sketch.nodes:
        for target in dice.sample(sketch.nodes, min(2, len(sketch.nodes))):
            sketch.flow(source.id, target.id, label=dice.choice(["", "是"]))
    made = lay_out(sketch.bpmn(drawn=False))
    assert lay_out(made) == made
    undrawn = {one.element_id for one in judge(made) if one.kind == "missing"}
    into_boundaries = {one.id for one in sketch.flows if sketch.graph.nodes[one.target].attached_to}
    assert undrawn <= into_boundaries
