"""A timer with a fixed date must lie ahead on the day on which it is deployed."""

from __future__ import annotations

import pytest

from engine import commands
from engine.errors import RefusedByGate
from tests.world import World, plain

TIMER = (
    '<bpmn:startEvent id="start" name="开始"/><bpmn:intermediateCatchEvent id="wait" name="等">'
    '<bpmn:timerEventDefinition id="t"><bpmn:timeDate xsi:type="bpmn:tFormalExpression">{day}</bpmn:timeDate>'
    '</bpmn:timerEventDefinition></bpmn:intermediateCatchEvent><bpmn:endEvent id="end" name="完"/>'
)


def deploy(world: World, day: str) -> None:
    xml = plain("dated", TIMER.format(day=day), {"f1": ("start", "wait"), "f2": ("wait", "end")})
    world.do(commands.DeployDefinition((("dated.bpmn", xml.encode()),), publish=True), world.system)


def test_yesterday_is_refused_and_today_is_not(world: World) -> None:
    today = world.clock.now().date()
    with pytest.raises(RefusedByGate) as refused:
        deploy(world, today.replace(year=today.year - 1).isoformat())
    assert "bpmn.timer_past" in {row["code"] for row in refused.value.details["findings"]}
    deploy(world, today.replace(year=today.year + 1).isoformat())
