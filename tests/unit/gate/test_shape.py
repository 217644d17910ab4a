"""The drawing as a graph, and its parallel gateways."""

import pytest

JOIN = "parallelGateway"


def test_valid_drafts_have_no_findings(plain, item, judge):
    assert judge.findings(plain) == []
    assert judge.findings(item) == []


def _no_end(d):
    return (
        d.drop("end_no", "f_gw_end_no", "end", "f_gw_end").node("exclusiveGateway", "gw").flow("gw", "review")
    )


@pytest.mark.parametrize(
    ("change", "code", "elements"),
    [
        (lambda d: d.drop("start", "f_start_review"), "bpmn.no_start", ["check_me"]),
        (
            lambda d: d.node("startEvent", "start2").flow("start2", "review"),
            "bpmn.many_starts",
            ["start2"],
        ),
        (lambda d: d.end("end_lost"), "bpmn.unreachable", ["end_lost"]),
        (
            lambda d: d.task("lost").flow("lost", "end"),
            "bpmn.unreachable",
            ["lost"],
        ),
        (lambda d: d.task("end_no"), "bpmn.dead_end", ["end_no"]),
        (
            lambda d: d.task("again").drop("end_no").flow("gw", "again", 'outcome = "refuse"')
            .drop("f_gw_end_no").task("more").line("again", "more").flow("more", "again"),
            "bpmn.never_ends",
            ["again"],
        ),
        (lambda d: d.task("side").line("review", "side", "end"), "bpmn.implicit_fork", ["review"]),
    ],
)  # fmt: skip
def test_shape(plain, judge, change, code, elements):
    if code == "bpmn.implicit_fork":
        # without outcomes: the gateway behind would have another fault as well
        plain.set("review", outcomes="").drop("gw", "end_no", "f_review_gw", "f_gw_end", "f_gw_end_no")
        plain.flow("review", "end")
    judge.expect(change(plain), code, *elements)


def test_no_end(empty, judge):
    empty.drop("end").task("a").task("b").line("start", "a", "b").flow("b", "a")
    codes = {(one.code, one.element_id) for one in judge.findings(empty)}
    assert codes == {("bpmn.no_end", "check_me"), ("bpmn.never_ends", "start")}


def test_start_with_incoming(empty, judge):
    empty.task("a").node("exclusiveGateway", "gw", default="f_gw_end").line("start", "a", "gw", "end")
    empty.set("a", outcomes="ok:好,again:重来").flow("gw", "start", 'outcome = "again"')
    judge.expect(empty, "bpmn.start_has_incoming", "start")


def test_end_with_outgoing(empty, judge):
    judge.expect(
        empty.task("a").end("end2").line("start", "a", "end", "end2"), "bpmn.end_has_outgoing", "end"
    )


def test_self_flow(plain, judge):
    plain.set("review", outcomes="agree:同意,refuse:不同意").drop("f_gw_end_no", "end_no")
    plain.flow("gw", "gw", 'outcome = "refuse"')
    judge.expect(plain, "bpmn.self_flow", "f_gw_gw")


def test_engine_only_loop(empty, judge):
    empty.task("a").script("s", "1", resultVariable="n").node("exclusiveGateway", "gw", default="f_gw_end")
    empty.line("start", "a", "s", "gw", "end").flow("gw", "s", "n > 5")
    judge.expect(empty, "bpmn.engine_loop", "s")


def test_fork_that_feeds_itself(empty, judge):
    """Found by running random drawings: SpiffWorkflow looks ahead without end."""
    empty.task("a").node(JOIN, "fork").line("start", "a", "fork", "end").flow("fork", "a")
    judge.expect(empty, "bpmn.endless_loop", "a")


def test_two_tokens_before_a_join(empty, judge):
    """Found by running random drawings: both branches come through `m`, the other line of `join` never."""
    empty.node(JOIN, "fork").task("a").task("b").task("c").node("exclusiveGateway", "m").node(JOIN, "join")
    empty.node("exclusiveGateway", "gw", default="f_gw_c").line("start", "fork", "a", "m", "join", "end")
    empty.line("fork", "b", "gw", "c", "join").flow("gw", "m", 'channel = "window"')
    judge.expect(empty, "bpmn.join_stuck", "join")


def test_side_work_beside_a_join_is_fine(plain, judge):
    """A loop that starts a side branch each time heaps up tokens there, which no join waits for."""
    plain.drop("end_no", "f_gw_end_no", "f_gw_end").node(JOIN, "side").task("tell").end("end_side")
    plain.flow("gw", "side", 'outcome = "refuse"').line("side", "tell", "end_side").flow("side", "review")
    plain.parts["gw"].attributes["default"] = "f_gw_fork"
    plain.node(JOIN, "fork").task("a").task("b").node(JOIN, "join").line("gw", "fork", "a", "join", "end")
    assert judge.findings(plain.line("fork", "b", "join")) == []


def test_loop_with_a_person_is_fine(plain, judge):
    plain.drop("end_no", "f_gw_end_no").flow("gw", "review", 'outcome = "refuse"')
    assert judge.findings(plain) == []


def _fork(d):
    d.node(JOIN, "fork").task("a").task("b").node(JOIN, "join")
    return d.line("start", "fork", "a", "join", "end").line("fork", "b", "join")


def test_fork_and_join_are_fine(empty, judge):
    assert judge.findings(_fork(empty)) == []


def test_fork_with_two_incoming(plain, judge):
    plain.drop("end_no", "f_gw_end_no", "end", "f_gw_end")
    plain.task("early").node(JOIN, "fork").task("a").task("b").node(JOIN, "join").end("end")
    plain.parts["gw"].attributes["default"] = "f_gw_fork"
    plain.line("gw", "fork", "a", "join", "end").line("fork", "b", "join")
    plain.flow("gw", "early", 'outcome = "refuse"').flow("early", "fork")
    found = {(one.code, one.element_id) for one in judge.findings(plain)}
    assert ("bpmn.fork_two_incoming", "fork") in found


def test_join_behind_alternatives_gets_stuck(plain, judge):
    plain.drop("f_gw_end", "f_gw_end_no", "end_no").task("a").task("b").node(JOIN, "join")
    plain.parts["gw"].attributes["default"] = "f_gw_a"
    plain.line("gw", "a", "join", "end").flow("gw", "b", 'outcome = "refuse"').flow("b", "join")
    judge.expect(plain, "bpmn.join_stuck", "join")


def test_an_error_end_inside_a_branch_leaves_no_join_waiting(empty, judge):
    """The error ends the process with all its branches; a plain end would strand `join`."""
    _fork(empty).node("exclusiveGateway", "gw", default="f_gw_join").drop("f_a_join").error("lost", "lost")
    empty.line("a", "gw", "join").flow("gw", "lost", 'channel = "window"')
    assert {code for code, _ in judge.codes(empty)} == {"bpmn.error_uncaught"}
    empty.end("lost")
    judge.expect(empty, "bpmn.join_stuck", "join")


def test_join_behind_itself(plain, judge):
    plain.drop("f_start_review", "end_no", "f_gw_end_no").node(JOIN, "join").line("start", "join", "review")
    plain.flow("gw", "join", 'outcome = "refuse"')
    judge.expect(plain, "bpmn.join_behind_itself", "join")


def test_two_flows_into_one_join(empty, judge):
    _fork(empty).drop("b", "f_fork_b", "f_b_join").flow("fork", "join", id="one").flow(
        "fork", "join", id="two"
    )
    judge.expect(empty, "bpmn.flow_twice", "two")


def test_diagram_is_missing_or_incomplete(plain, judge):
    text = plain.text()
    cut = text[: text.index("<bpmndi:BPMNDiagram")] + "</bpmn:definitions>"
    assert [(one.code, one.severity) for one in judge.findings(cut)] == [("bpmn.no_diagram", "warning")]
    shape = next(row for row in text.splitlines() if 'bpmnElement="review"' in row)
    found = judge.findings(text.replace(shape, ""))
    assert [(one.code, one.element_id) for one in found] == [("bpmn.no_shape", "review")]


def test_four_hundred_nodes_and_no_more(empty, judge):
    names = [f"t{n}" for n in range(398)]
    for name in names:
        empty.task(name)
    empty.line("start", *names, "end")
    assert judge.findings(empty) == []
    empty.task("t398").drop("f_t397_end").line("t397", "t398", "end")
    judge.expect(empty, "bpmn.too_many_nodes", "check_me")
