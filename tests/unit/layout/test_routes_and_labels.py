"""The parts below a drawing: routes on the grid, spots of labels, rows of the spine."""

from __future__ import annotations

import pytest

from engine.layout.astar import find_path
from engine.layout.chains import find_chains
from engine.layout.graph import Graph
from engine.layout.labels import place_labels
from engine.layout.pixels import Pixels
from engine.layout.places import Placement
from engine.layout.router import Router
from engine.layout.runs import Runs
from engine.layout.source import find_phases
from engine.layout.spine import cut_rows, find_spine
from engine.layout.texts import label_height, label_sizes
from tests.unit.layout.sketch import Sketch


def place(graph: Graph) -> Placement:
    steps = find_spine(graph)
    placement = Placement(graph, cut_rows(graph, steps, {}, 9))
    for chain in find_chains(graph, steps):
        placement.add(chain, 0)
    return placement


def routed(graph: Graph) -> Router:
    router = Router(place(graph))
    router.route_all(1e9)
    return router


def question() -> Sketch:
    """start -> task -> ask -> end; ask -> refused"""
    sketch = Sketch()
    for kind, key in (("startEvent", "start"), ("userTask", "task"), ("exclusiveGateway", "ask")):
        sketch.node(kind, key, "名称")
    sketch.node("endEvent", "end", "准予")
    sketch.node("endEvent", "refused", "不予")
    sketch.line("start", "task", "ask")
    sketch.flow("ask", "end", label="准予", default=True)
    sketch.flow("ask", "refused", label="不予")
    return sketch


def test_the_happy_way_is_straight_and_the_exception_hangs_below() -> None:
    router = routed(question().graph)
    path = router.paths["f_ask_end"]
    below = router.paths["f_ask_refused"]
    assert path and below and (path.start, path.end, path.corners()) == ("right", "left", [])
    assert (below.start, below.end, below.corners()) == ("bottom", "top", [])


def test_no_two_flows_share_a_piece_but_for_a_merge_at_the_target() -> None:
    sketch = question()
    sketch.node("userTask", "fix", "补正")
    sketch.flow("ask", "fix", label="补正")
    sketch.flow("fix", "task")
    sketch.flow("ask", "task", label="退回")
    router = routed(sketch.graph)
    targets = {flow.id: flow.target for flow in sketch.flows}
    shared = [users for users in router.traffic.pieces.values() if len(users) > 1]
    assert all(len({targets[one] for one in users}) == 1 for users in shared)
    assert not router.stuck


def test_a_flow_that_finds_no_way_is_said_to_be_stuck() -> None:
    sketch = question()
    for n in range(9):
        sketch.node("endEvent", f"e{n}", "结果")
        sketch.flow("ask", f"e{n}", label="情形")
    router = routed(sketch.graph)
    assert router.stuck
    pixels = Pixels(Runs(router), {})
    assert all(len(points) > 1 for points in pixels.waypoints.values())  # drawn all the same


def test_a_route_goes_around_shapes_and_counts_its_bends() -> None:
    sketch = question()
    back = sketch.flow("ask", "start")
    placement = place(sketch.graph)
    router = Router(placement)
    flow = next(one for one in sketch.flows if one.id == back)
    found = find_path(router.grid, router.traffic, router._task(flow))
    assert found.path and len(found.path.corners()) == 2
    assert not {point for point, _ in found.path.states} & router.grid.blocked
    assert found.price > 2 * 14


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("通过", [(28, 14)]),
        ("审核通过", [(50, 14)]),
        ("当面或电子", [(61, 14)]),
        ("材料不齐需补正", [(83, 14), (56, 27)]),
    ],
)
def test_label_sizes(text: str, sizes: list[tuple[int, int]]) -> None:
    assert [tuple(one) for one in label_sizes(text)] == sizes


def test_label_heights_are_those_of_the_modeler() -> None:
    assert [label_height(lines) for lines in (1, 2, 3)] == [14, 27, 40]


def test_long_labels_take_more_lines_of_about_ninety_pixels() -> None:
    (size,) = label_sizes("收到申请人补充提交的全部材料和说明文件")
    assert size.height == 40 and size.width < 110


def test_labels_stand_where_readers_look_for_them() -> None:
    sketch = question()
    pixels = Pixels(Runs(routed(sketch.graph)), {})
    labels = place_labels(pixels)
    assert not labels.stuck
    ask, end = pixels.shapes["ask"], pixels.shapes["end"]
    assert labels.boxes["ask"].bottom <= ask.y  # a gateway's above it
    assert labels.boxes["end"].y >= end.bottom  # an event's below it
    happy, no = labels.boxes["f_ask_end"], labels.boxes["f_ask_refused"]
    assert happy.x == ask.right + 12 and happy.bottom < ask.middle[1]  # behind the slash, above the line
    assert no.x > ask.middle[0] and no.y > ask.bottom - 1  # right of a steep line, just below


def test_an_event_entered_from_below_has_its_label_above() -> None:
    sketch = question()
    sketch.node("userTask", "serve", "送达")
    sketch.flows = [one for one in sketch.flows if one.target != "refused"]
    sketch.nodes = [one for one in sketch.nodes if one.id != "refused"]
    sketch.flow("ask", "serve", label="邮寄")
    sketch.flow("serve", "end")
    router = routed(sketch.graph)
    path = router.paths["f_serve_end"]
    assert path and path.end == "bottom"
    pixels = Pixels(Runs(router), {})
    assert place_labels(pixels).boxes["end"].bottom <= pixels.shapes["end"].y


def long_spine(count: int) -> Graph:
    sketch = Sketch()
    names = [sketch.node("userTask", f"t{n}", f"第{n}步") for n in range(count)]
    sketch.line(sketch.node("startEvent", "start"), *names, sketch.node("endEvent", "end"))
    return sketch.graph


def test_rows_are_cut_between_phases() -> None:
    graph = long_spine(8)
    steps = find_spine(graph)
    marks = {"t0": frozenset({"accept"}), "t5": frozenset({"review"}), "t7": frozenset({"pickup"})}
    phases = find_phases(graph, steps, marks)
    assert [phases[f"t{n}"] for n in range(8)] == [0, 0, 0, 0, 0, 1, 1, 3]
    rows = cut_rows(graph, steps, phases, 9)
    assert [row[0].node for row in rows] == ["start", "t5"]


def test_a_lone_end_stays_on_the_line_of_its_task() -> None:
    graph = long_spine(6)  # 8 nodes: 7 would fit and leave the end alone
    rows = cut_rows(graph, find_spine(graph), {}, 9)
    assert rows[-1][-1].node == "end" and len(rows[-1]) > 1


def test_the_spine_follows_defaults_and_takes_forks_whole() -> None:
    sketch = question()
    sketch.flows = [one for one in sketch.flows if one.source != "start"]
    for key in ("fork", "join"):
        sketch.node("parallelGateway", key)
    for key in ("a", "b"):
        sketch.node("userTask", key)
        sketch.line("fork", key, "join")
    sketch.line("start", "fork")
    sketch.flow("join", "task")
    steps = find_spine(sketch.graph)
    assert [one.node for one in steps] == ["start", "fork", "task", "ask", "end"]
    assert steps[1].columns == 3 and steps[1].last == "join"


def test_chains_leave_the_spine_and_come_back() -> None:
    sketch = question()
    sketch.node("userTask", "fix", "补正")
    sketch.flow("ask", "fix")
    sketch.flow("fix", "task")
    chains = find_chains(sketch.graph, find_spine(sketch.graph))
    assert [(one.source, one.nodes, one.goal) for one in chains] == [
        ("ask", ("refused",), None),
        ("ask", ("fix",), "task"),
    ]
