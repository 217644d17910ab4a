"""Plain processes for going back: a line, a fork, a call, an event gateway, armed timers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.drawn import START, beside, boundary_clock, call, clock, end, line, message, task, wait
from tests.world import World, plain

HOUR = timedelta(hours=1)
GATES = '<bpmn:parallelGateway id="fork" name="分开"/><bpmn:parallelGateway id="join" name="汇合"/>'


def ways(text: str) -> dict[str, tuple[str, str]]:
    """Flows from `a-b b-c`."""
    pairs = (way.partition("-") for way in text.split())
    return {f"f{number}": (here, there) for number, (here, _, there) in enumerate(pairs)}


def three(world: World) -> str:
    """a, b, c in a row."""
    world.publish_plain("three", xml=line("three", ("a", task("a")), ("b", task("b")), ("c", task("c"))))
    return begin(world, "three")


def forked(world: World) -> str:
    """draft, then x1 x2 beside y, joined before last."""
    body = START + "".join(task(one) for one in ("draft", "x1", "x2", "y", "last")) + GATES + end("end")
    flows = ways("start-draft draft-fork fork-x1 x1-x2 x2-join fork-y y-join join-last last-end")
    world.publish_plain("forked", xml=plain("forked", body, flows))
    return begin(world, "forked")


def called(world: World) -> str:
    """ask, a call of two steps (check, sign), tell."""
    world.publish_plain("part", xml=line("part", ("check", task("check")), ("sign", task("sign"))))
    steps = (("ask", task("ask")), ("inner", call("inner", "part")), ("tell", task("tell")))
    world.publish_plain("outer", xml=line("outer", *steps))
    return begin(world, "outer")


def awaiting(world: World) -> str:
    """ask, then an event gateway: an answer or ten days, each with a step of its own."""
    body = (
        START
        + task("ask")
        + '<bpmn:eventBasedGateway id="gw" name="等"/>'
        + wait("answer", "letter")
        + clock("silence", "P10D")
        + task("read")
        + task("give_up")
        + end("end")
    )
    flows = ways("start-ask ask-gw gw-answer gw-silence answer-read silence-give_up read-end give_up-end")
    world.publish_plain("awaiting", xml=beside(plain("awaiting", body, flows), message("letter")))
    return begin(world, "awaiting")


def guarded(world: World) -> str:
    """a with a reminder after two days, b that is taken away after three."""
    body = (
        START
        + task("a")
        + boundary_clock("remind", "a", "P2D", interrupting=False)
        + task("b")
        + boundary_clock("too_late", "b", "P3D")
        + task("look")
        + end("end")
    )
    flows = ways("start-a a-b b-end remind-look too_late-look look-end")
    world.publish_plain("guarded", xml=plain("guarded", body, flows))
    return begin(world, "guarded")


def begin(world: World, key: str) -> str:
    return str(world.start(key, actor=world.clerk)["case_no"])


def walk(world: World, case_no: str, *paths: str, **changes: Any) -> None:
    """Complete these steps, an hour apart."""
    for path in paths:
        world.clock.advance(HOUR)
        world.complete(world.task(case_no, path).id, **changes)
