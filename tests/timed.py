"""A synthetic item for clocks: accept, a special procedure that stops the clock, its result, the decision."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise

from tests.unit.domain.town_calendar import at, local
from tests.world import PLAIN_HEAD, World

KEY = "timed"
LIMITS = {"item.limit.promised": "5wd", "item.limit.legal": "20wd"}
TASKS: dict[str, dict[str, str]] = {
    "accept": {"name": "受理", "milestone": "accept", "limit": "2wd"},
    "inspect": {"name": "送检", "clock": "open"},
    "report": {"name": "收检测报告", "clock": "close", "limit": "3wd"},
    "decide": {"name": "决定", "milestone": "complete", "label_en": "Decide"},
    "hand": {"name": "取件", "limit": "10wd"},
}
"""Without `inspect` marked, the clock stops when 送检 is done and goes on when the report is in."""


def timed(limits: dict[str, str] | None = None, *, key: str = KEY, **changes: dict[str, str]) -> str:
    """BPMN text: the tasks in a row; `changes` override properties of a task ("" takes one out)."""
    tasks = {key: {**values, **changes.get(key, {})} for key, values in TASKS.items()}
    nodes = ['<bpmn:startEvent id="start" name="开始"/>', '<bpmn:endEvent id="end" name="完"/>']
    for task, values in tasks.items():
        name = values.pop("name")
        nodes.append(f'<bpmn:userTask id="{task}" name="{name}">{_properties(values)}</bpmn:userTask>')
    order = ["start", *tasks, "end"]
    flows = [
        f'<bpmn:sequenceFlow id="f{number}" sourceRef="{here}" targetRef="{there}"/>'
        for number, (here, there) in enumerate(pairwise(order))
    ]
    body = "\n".join([_properties(LIMITS if limits is None else limits), *nodes, *flows])
    return _process(key, body)


PART = "timed_part"


def part() -> str:
    """A procedure whose task takes its limit from an input."""
    declared = {"kind": "procedure", "label_en": "Part", "in.how_long": "limit"}
    task = _properties({"limit": "how_long", "label_en": "Do the part"})
    return _process(
        PART,
        f"""{_properties(declared)}
        <bpmn:startEvent id="start" name="要办"/>
        <bpmn:userTask id="do_part" name="办一段" camunda:candidateGroups="counter">{task}</bpmn:userTask>
        <bpmn:endEvent id="end_done" name="办好">{_properties({"result": "done"})}</bpmn:endEvent>
        <bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="do_part"/>
        <bpmn:sequenceFlow id="f2" sourceRef="do_part" targetRef="end_done"/>""",
    )


def calling(limit: str) -> str:
    """A plain process that calls the procedure with that limit."""
    return _process(
        KEY,
        f"""<bpmn:startEvent id="start" name="开始"/>
        <bpmn:callActivity id="call" name="办一段" calledElement="{PART}">
        {_properties({"in.how_long": limit})}</bpmn:callActivity>
        <bpmn:endEvent id="end" name="完"/>
        <bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="call"/>
        <bpmn:sequenceFlow id="f2" sourceRef="call" targetRef="end"/>""",
    )


def _process(key: str, body: str) -> str:
    head = f'{PLAIN_HEAD}<bpmn:process id="{key}" name="计时" isExecutable="true">'
    return f"{head}\n{body}\n</bpmn:process>\n</bpmn:definitions>\n"


def _properties(values: dict[str, str]) -> str:
    rows = "".join(
        f'<camunda:property name="{name}" value="{value}"/>' for name, value in values.items() if value
    )
    if not rows:
        return ""
    return f"<bpmn:extensionElements><camunda:properties>{rows}</camunda:properties></bpmn:extensionElements>"


def go_to(world: World, text: str) -> datetime:
    """Move the world's clock to a time of the town, such as 2026-11-25T10:00."""
    world.clock.advance(at(text) - world.clock.now())
    return world.clock.now()


def begin(world: World, text: str, xml: str = "") -> str:
    """Publish, and start a case at that time. Returns its number."""
    go_to(world, text)
    world.publish_plain(KEY, xml=xml or timed())
    return str(world.start(KEY, actor=world.clerk)["case_no"])


def step(world: World, case_no: str, text: str, **changes: object) -> None:
    """Complete the case's open task at that time."""
    go_to(world, text)
    world.complete(world.task(case_no).id, **changes)


def town(text: str | None) -> str | None:
    """A stored instant as a clock of the town shows it."""
    return local(datetime.fromisoformat(text)) if text else None
