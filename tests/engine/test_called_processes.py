"""A called process is published and retired with a look at those who call it."""

from __future__ import annotations

from typing import Any

import pytest

from engine import commands
from engine.errors import ProcedureInUse, RefusedByGate
from tests.world import World, plain, staff

UPLOADER = staff("designer", rights=frozenset({"definition.edit", "definition.read"}))
PUBLISHER = staff(
    "approver", rights=frozenset({"definition.publish", "definition.retire", "definition.read"})
)

CALLED = (
    '<bpmn:startEvent id="start" name="开始"/><bpmn:userTask id="ask" name="问"/>'
    '<bpmn:endEvent id="end" name="完"><bpmn:extensionElements><camunda:properties>'
    '<camunda:property name="result" value="{result}"/>'
    "</camunda:properties></bpmn:extensionElements></bpmn:endEvent>"
)
CALLING = (
    '<bpmn:startEvent id="start" name="开始"/>'
    '<bpmn:callActivity id="call" name="调用" calledElement="{called}"><bpmn:extensionElements>'
    '<camunda:out source="result" target="how"/></bpmn:extensionElements></bpmn:callActivity>'
    '<bpmn:exclusiveGateway id="gw" name="如何" default="f3"/>'
    '<bpmn:endEvent id="end" name="完"/><bpmn:endEvent id="end_no" name="未成"/>'
)


def called(key: str = "inner", *, result: str = "lost", again: str = "") -> tuple[str, bytes]:
    xml = plain(key, CALLED.format(result=result), {"f1": ("start", "ask"), "f2": ("ask", "end")})
    return f"{key}.bpmn", xml.replace('name="问"', f'name="问{again}"').encode()


def calling(key: str = "outer", inner: str = "inner") -> tuple[str, bytes]:
    """Asks whether the call ended with `lost`: of a process that never does the condition is wrong."""
    flows: dict[str, tuple[str, str] | tuple[str, str, str]] = {
        "f1": ("start", "call"),
        "f2": ("call", "gw"),
        "f3": ("gw", "end"),
        "f4": ("gw", "end_no", 'how = "lost"'),
    }
    return f"{key}.bpmn", plain(key, CALLING.format(called=inner), flows).encode()


def deploy(world: World, *files: tuple[str, bytes], actor: Any = None, **values: Any) -> Any:
    return world.do(commands.DeployDefinition(files, **values), actor or world.system)


def refused_files(refused: pytest.ExceptionInfo[RefusedByGate]) -> set[str]:
    return {row["file"] for row in refused.value.details["findings"] if row["severity"] == "error"}


@pytest.mark.parametrize("at_once", [True, False], ids=["deploy --publish", "publish later"])
def test_a_new_version_that_would_break_a_caller_is_refused(world: World, at_once: bool) -> None:
    deploy(world, called(), calling(), publish=True)
    with pytest.raises(RefusedByGate) as refused:
        if at_once:
            deploy(world, called(result="found"), publish=True)
        else:
            deploy(world, called(result="found"), actor=UPLOADER)
            world.do(commands.PublishVersion("inner", 2), PUBLISHER)
    assert refused_files(refused) == {"outer.bpmn"}


@pytest.mark.parametrize("at_once", [True, False], ids=["deploy --publish", "publish later"])
def test_one_that_breaks_nobody_is_published(world: World, at_once: bool) -> None:
    deploy(world, called(), calling(), publish=True)
    if at_once:
        deploy(world, called(again="再"), publish=True)
    else:
        deploy(world, called(again="再"), actor=UPLOADER)
        assert world.do(commands.PublishVersion("inner", 2), PUBLISHER)["status"] == "published"


def test_callers_of_callers_are_judged_too(world: World) -> None:
    """Outer goes round while it is asked to: without the task in inner nobody would act in the circle."""
    inner = '<bpmn:startEvent id="start" name="开始"/>{node}<bpmn:endEvent id="end" name="完"/>'
    flows = {"f1": ("start", "node"), "f2": ("node", "end")}
    task = plain("inner", inner.format(node='<bpmn:userTask id="node" name="问"/>'), flows)
    script = (
        '<bpmn:scriptTask id="node" name="算" scriptFormat="feel" camunda:resultVariable="n">'
        "<bpmn:script>1</bpmn:script></bpmn:scriptTask>"
    )
    call = '<bpmn:callActivity id="node" name="调用" calledElement="{}"/>'
    middle = plain("middle", inner.format(node=call.format("inner")), flows)
    gateways = (
        '<bpmn:exclusiveGateway id="merge" name="汇合"/>'
        '<bpmn:exclusiveGateway id="gw" name="再来" default="f4"/>'
    )
    outer = plain(
        "outer",
        inner.format(node=call.format("middle") + gateways),
        {
            "f1": ("start", "merge"),
            "f2": ("merge", "node"),
            "f3": ("node", "gw"),
            "f4": ("gw", "end"),
            "f5": ("gw", "merge", 'channel = "window"'),
        },
    )
    files = {"inner": task, "middle": middle, "outer": outer}
    deploy(world, *((f"{key}.bpmn", xml.encode()) for key, xml in files.items()), publish=True)
    quick = plain("inner", inner.format(node=script), flows)
    with pytest.raises(RefusedByGate) as refused:
        deploy(world, ("inner.bpmn", quick.encode()), publish=True)
    assert refused_files(refused) == {"outer.bpmn"}


def test_a_caller_that_comes_along_is_judged_as_it_comes(world: World) -> None:
    deploy(world, called(), calling(), publish=True)
    mended = calling()[0], calling()[1].replace(b"lost", b"found")
    deploy(world, called(result="found"), mended, publish=True)


def test_a_caller_needs_a_published_process(world: World) -> None:
    with pytest.raises(RefusedByGate) as refused:
        deploy(world, calling(), publish=True)
    assert {row["code"] for row in refused.value.details["findings"] if row["severity"] == "error"} == {
        "bpmn.call_missing"
    }
    deploy(world, called(), publish=True)
    deploy(world, calling(), publish=True)


def test_a_called_process_cannot_be_retired_before_its_callers(world: World) -> None:
    deploy(world, called(), calling(), publish=True)
    with pytest.raises(ProcedureInUse) as refused:
        world.do(commands.RetireVersion("inner", 1), PUBLISHER)
    assert "outer" in refused.value.sentence("zh") and "outer" in refused.value.sentence("en")
    assert refused.value.details == {"callers": ["outer"]}
    world.do(commands.RetireVersion("outer", 1), PUBLISHER)
    assert world.do(commands.RetireVersion("inner", 1), PUBLISHER)["status"] == "retired"
