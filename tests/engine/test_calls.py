"""Called procedures through the door: three levels deep, errors that travel up, versions pinned."""

from __future__ import annotations

import pytest

from engine import queries
from engine.errors import FourEyes, NotFound, SecondPersonWrong
from tests.drawn import START, call, end, line, procedure, task
from tests.world import ROOT, World, plain, staff

CASES = ROOT / "tests" / "cases"


def three_levels(world: World) -> str:
    world.publish_plain("leaf", xml=line("leaf", ("sign", task("sign"))))
    world.publish_plain("mid", xml=line("mid", ("check", task("check")), ("deep", call("deep", "leaf"))))
    xml = line("outer", ("ask", task("ask")), ("inner", call("inner", "mid")), ("tell", task("tell")))
    world.publish_plain("outer", xml=xml)
    return str(world.start("outer", actor=world.clerk)["case_no"])


def test_a_case_walks_through_three_levels(world: World) -> None:
    case_no = three_levels(world)
    walked = []
    while found := world.tasks(case_no):
        walked.append(found[0].path)
        world.complete(found[0].id)
    assert walked == ["ask", "inner/check", "inner/deep/sign", "tell"]
    assert world.read(queries.case_view.case_detail, case_no).case.status == "completed"
    passed = [
        one for record in world.read(queries.case_view.history, case_no) for one in record.detail["passed"]
    ]
    assert "inner/deep/end" in passed
    assert passed[-1] == "end"


def test_a_case_keeps_the_versions_of_its_start(world: World) -> None:
    """A procedure published later is for new cases; the old one goes on as it was drawn."""
    case_no = three_levels(world)
    world.publish_plain("leaf", xml=line("leaf", ("stamp", task("stamp"))))
    for expected in ("ask", "inner/check", "inner/deep/sign"):
        world.complete(world.task(case_no, expected).id)
    fresh = str(world.start("outer", actor=world.clerk)["case_no"])
    for expected in ("ask", "inner/check", "inner/deep/stamp"):
        world.complete(world.task(fresh, expected).id)


def test_b12_an_error_two_levels_down_reaches_its_catcher(world: World) -> None:
    """Case B12: nothing stays open in between, and the history names the code and where it was thrown."""
    world.publish(*(CASES / f"e12_{name}.bpmn" for name in ("leaf", "mid", "outer")))
    case_no = str(world.start("bl_err_outer", actor=world.clerk)["case_no"])
    pay = world.tasks(case_no)[0]
    world.complete(pay.id, data={"funds": False})
    assert world.paths(case_no) == {"borrow"}
    record = world.read(queries.case_view.history, case_no)[-1]
    assert record.detail["errors"] == [{"code": "NO_FUNDS", "at": f"{pay.call_path}/end_no_funds"}]
    world.complete(world.task(case_no).id)
    assert world.read(queries.case_view.case_detail, case_no).case.status == "completed"


def test_typed_inputs_and_outputs(world: World) -> None:
    """Literals take the declared type, what is not declared stays outside, `result` comes back."""
    script = (
        '<bpmn:scriptTask id="add" name="加" scriptFormat="feel" camunda:resultVariable="sum">'
        "<bpmn:script>days + 1</bpmn:script></bpmn:scriptTask>"
    )
    head = procedure(in__days="int", out__sum="int")
    world.publish_plain("adder", xml=line("adder", ("add", script), ("look", task("look")), head=head))
    out = '<camunda:out source="sum" target="total"/><camunda:out source="result" target="how"/>'
    made = call("add_up", "adder", out, in__days="7")
    world.publish_plain("caller", xml=line("caller", ("add_up", made), ("last", task("last"))))
    case_no = str(world.start("caller", actor=world.clerk, variables={"secret": 1})["case_no"])
    assert world.paths(case_no) == {"add_up/look"}
    world.complete(world.task(case_no).id)
    variables = world.read(queries.case_view.case_detail, case_no).variables
    assert variables["total"] == 8
    assert variables["secret"] == 1
    assert variables["how"] == "end"
    assert "sum" not in variables


def test_a_procedure_is_not_started_alone(world: World) -> None:
    world.publish_plain("alone", xml=line("alone", ("do", task("do")), head=procedure()))
    with pytest.raises(NotFound):
        world.start("alone", actor=world.clerk)


def test_four_eyes_reach_into_calls(world: World) -> None:
    """`@a/b`: whoever acted on any task whose path of calls ends so."""
    world.publish_plain("mid", xml=line("mid", ("check", task("check"))))
    xml = line(
        "outer", ("inner", call("inner", "mid")), ("decide", task("decide", not_same_as="@inner/check"))
    )
    world.publish_plain("outer", xml=xml)
    case_no = str(world.start("outer", actor=world.clerk)["case_no"])
    world.complete(world.task(case_no, "inner/check").id)
    decide = world.task(case_no, "decide")
    with pytest.raises(FourEyes):
        world.complete(decide.id)
    world.complete(decide.id, actor=world.other_clerk)


def test_inside_a_procedure_a_plain_id_means_the_same_call(world: World) -> None:
    """Two calls of one procedure do not keep each other's people apart."""
    steps = line("pair", ("make", task("make")), ("seal", task("seal", not_same_as="make")))
    world.publish_plain("pair", xml=steps)
    world.publish_plain(
        "outer", xml=line("outer", ("one", call("one", "pair")), ("two", call("two", "pair")))
    )
    case_no = str(world.start("outer", actor=world.clerk)["case_no"])
    world.complete(world.task(case_no, "one/make").id)
    with pytest.raises(FourEyes):
        world.complete(world.task(case_no, "one/seal").id)
    world.complete(world.task(case_no, "one/seal").id, actor=world.other_clerk)
    world.complete(world.task(case_no, "two/make").id, actor=world.other_clerk)
    world.complete(world.task(case_no, "two/seal").id, actor=world.clerk)
    assert world.read(queries.case_view.case_detail, case_no).case.status == "completed"


def test_outcomes_in_a_procedure_read_its_own_variables(world: World) -> None:
    """`outcome_if` in a called procedure sees the declared input, which the case itself does not have."""
    body = (
        procedure(in__heavy="bool")
        + START
        + task("ask", outcomes="yes:是,hear:听证", outcome_if__hear="heavy")
        + '<bpmn:exclusiveGateway id="gw" name="是否听证" default="f_yes"/>'
        + end("end")
        + end("heard")
    )
    flows = {
        "f1": ("start", "ask"),
        "f2": ("ask", "gw"),
        "f_yes": ("gw", "end"),
        "f_hear": ("gw", "heard", 'outcome = "hear"'),
    }
    world.publish_plain("asking", xml=plain("asking", body, flows))
    for heavy, offered in (("true", ["yes", "hear"]), ("false", ["yes"])):
        made = call("asked", "asking", in__heavy=heavy)
        world.publish_plain(f"caller_{heavy}", xml=line(f"caller_{heavy}", ("asked", made)))
        case_no = str(world.start(f"caller_{heavy}", actor=world.clerk)["case_no"])
        detail = world.read(queries.task_list.task_detail, world.task(case_no).id)
        assert [one.key for one in detail.offered] == offered
        world.complete(world.task(case_no).id, offered[-1])


def test_two_people_act_on_one_task(world: World) -> None:
    """`people=2`: another holder of the post is named, and counts for four eyes later (行政许可法 34)."""
    xml = line("visit", ("look", task("look", people="2")), ("confirm", task("confirm", not_same_as="look")))
    world.publish_plain("visit", xml=xml)
    case_no = str(world.start("visit", actor=world.clerk)["case_no"])
    look = world.task(case_no)
    for wrong in ("", "clerk", "grid", "nobody"):
        with pytest.raises(SecondPersonWrong):
            world.complete(look.id, second_person=wrong)
    world.complete(look.id, second_person="substitute")
    confirm = world.task(case_no)
    for earlier in (world.clerk, world.other_clerk):
        with pytest.raises(FourEyes):
            world.complete(confirm.id, actor=earlier)
    world.complete(confirm.id, actor=staff("third", "counter"))
    records = world.read(queries.case_view.history, case_no)
    assert [one.detail.get("second_person") for one in records] == [None, "substitute", None]
