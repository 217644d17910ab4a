"""Public bug reports of this field as small inputs (tests/cases), through the door."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from engine import commands, queries
from engine.errors import NotFound, RefusedByGate
from tests.drawn import call, line, procedure, task
from tests.world import ROOT, World

CASES = ROOT / "tests" / "cases"
WRITTEN: dict[str, dict[str, Any]] = {"visit": {"x": 1, "result": "v"}, "means": {"y": 2, "result": "m"}}


@pytest.mark.parametrize("order", list(permutations(WRITTEN)), ids="-".join)
@pytest.mark.parametrize("restarting", [False, True])
def test_b02_behind_a_join_the_data_of_both_branches_is_there(
    world: World, order: tuple[str, ...], restarting: bool
) -> None:
    """Of what both wrote the later completion wins; the history keeps both submissions."""
    world.publish(CASES / "e03_join_data.bpmn")
    world.restarting = world.restarting or restarting
    case_no = str(world.start("bl_join_data", actor=world.clerk)["case_no"])
    world.complete(world.task(case_no, "accept").id)
    for path in order:
        world.complete(world.task(case_no, path).id, data=WRITTEN[path])
    assert world.paths(case_no) == {"decide"}
    variables = world.read(queries.case_view.case_detail, case_no).variables
    later = WRITTEN[order[-1]]["result"]
    assert (variables["x"], variables["y"], variables["result"]) == (1, 2, later)
    typed = [one.values.get("result") for one in world.read(queries.case_view.submissions, case_no)]
    assert [one for one in typed if one] == [WRITTEN[path]["result"] for path in order]


def test_a_procedure_is_retired_while_a_case_waits_in_it(world: World) -> None:
    """Running cases stay on what they pinned; new ones find nothing to start."""
    steps = (("check", task("check")), ("sign", task("sign")))
    world.publish_plain("part", xml=line("part", *steps, head=procedure()))
    world.publish_plain("whole", xml=line("whole", ("inner", call("inner", "part"))))
    case_no = str(world.start("whole", actor=world.clerk)["case_no"])
    world.complete(world.task(case_no, "inner/check").id)
    for key in ("whole", "part"):
        world.do(commands.RetireVersion(key, 1))
    world.complete(world.task(case_no, "inner/sign").id)
    assert world.read(queries.case_view.case_detail, case_no).case.status == "completed"
    with pytest.raises(Exception, match="not_found"):
        world.start("whole", actor=world.clerk)


@pytest.mark.parametrize("condition", ["", "=true"])
def test_b47_a_countersign_is_refused_by_name_at_publish(world: World, condition: str) -> None:
    """One refusal of three could leave such a case standing: this dialect has no task of several people."""
    xml = (CASES / "e05_countersign.bpmn").read_text(encoding="utf-8")
    if condition:
        inner = f"<bpmn:completionCondition>{condition}</bpmn:completionCondition>"
        tag = "bpmn:multiInstanceLoopCharacteristics"
        xml = xml.replace('elementVariable="signer" />', f'elementVariable="signer">{inner}</{tag}>')
        assert condition in xml
    with pytest.raises(RefusedByGate) as refused:
        world.do(commands.DeployDefinition((("bl_countersign.bpmn", xml.encode()),), publish=True))
    found = [one for one in refused.value.details["findings"] if "多实例" in one["message"]]
    assert [(one["severity"], one["code"], one["element_id"]) for one in found] == [
        ("error", "bpmn.not_yet", "sign")
    ]
    assert "会签" in found[0]["message"]
    with pytest.raises(NotFound):
        world.start("bl_countersign", actor=world.clerk)
