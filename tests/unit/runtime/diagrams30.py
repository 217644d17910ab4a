"""Thirty small diagrams of this release's dialect: sequences, choices, loops, forks, scripts, nested ones."""

from __future__ import annotations

from tests.world import plain

START = '<bpmn:startEvent id="start"/>'
END = '<bpmn:endEvent id="end"/>'


def user(*ids: str) -> str:
    return "".join(f'<bpmn:userTask id="{one}"/>' for one in ids)


def xor(gateway: str, default: str = "") -> str:
    return f'<bpmn:exclusiveGateway id="{gateway}"' + (f' default="{default}"/>' if default else "/>")


def fork(*ids: str) -> str:
    return "".join(f'<bpmn:parallelGateway id="{one}"/>' for one in ids)


def script(identity: str, variable: str, text: str) -> str:
    return (
        f'<bpmn:scriptTask id="{identity}" scriptFormat="feel" camunda:resultVariable="{variable}">'
        f"<bpmn:script>{text}</bpmn:script></bpmn:scriptTask>"
    )


def chain(count: int) -> str:
    """`count` user tasks in a row."""
    names = [f"t{number}" for number in range(count)]
    ends = ["start", *names, "end"]
    flows = {f"f{number}": (ends[number], ends[number + 1]) for number in range(count + 1)}
    return plain(f"chain_{count}", START + user(*names) + END, flows)


def choice(count: int) -> str:
    """A gateway with `count` conditional flows and a default, all meeting again."""
    names = [f"b{number}" for number in range(count)]
    flows: dict[str, tuple[str, ...]] = {"f0": ("start", "ask"), "f1": ("ask", "gw"), "fd": ("gw", "other")}
    for number, name in enumerate(names):
        flows[f"c{number}"] = ("gw", name, f"n = {number}")
        flows[f"m{number}"] = (name, "merge")
    flows |= {"mo": ("other", "merge"), "fm": ("merge", "last"), "fe": ("last", "end")}
    body = START + user("ask", *names, "other", "last") + xor("gw", "fd") + xor("merge") + END
    return plain(f"choice_{count}", body, flows)  # type: ignore[arg-type]


def branches(count: int, length: int) -> str:
    """A fork into `count` branches of `length` tasks, joined again."""
    body = START + fork("split", "join") + user("before", "after") + END
    flows = {
        "f0": ("start", "before"),
        "f1": ("before", "split"),
        "fa": ("join", "after"),
        "fe": ("after", "end"),
    }
    for branch in range(count):
        names = [f"b{branch}_{step}" for step in range(length)]
        body += user(*names)
        ends = ["split", *names, "join"]
        flows |= {f"p{branch}_{step}": (ends[step], ends[step + 1]) for step in range(length + 1)}
    return plain(f"branches_{count}_{length}", body, flows)


def loop(inner: int) -> str:
    """Back to the first of `inner` tasks while `again` is true."""
    names = [f"t{number}" for number in range(inner)]
    flows: dict[str, tuple[str, ...]] = {"f0": ("start", "t0")}
    flows |= {f"s{number}": (names[number], names[number + 1]) for number in range(inner - 1)}
    flows |= {"fg": (names[-1], "gw"), "fb": ("gw", "t0", "again = true"), "fo": ("gw", "end")}
    return plain(f"loop_{inner}", START + user(*names) + xor("gw", "fo") + END, flows)  # type: ignore[arg-type]


def counting(step: int) -> str:
    """A script that adds, then a choice on the sum."""
    body = START + user("ask") + script("add", "total", f"n + {step}") + xor("gw", "fl") + user("low", "high")
    flows = {
        "f0": ("start", "ask"),
        "f1": ("ask", "add"),
        "f2": ("add", "gw"),
        "fl": ("gw", "low"),
        "fh": ("gw", "high", "total &gt; 3".replace("&gt;", ">")),
        "f3": ("low", "end"),
        "f4": ("high", "end2"),
    }
    return plain(f"counting_{step}", body + END + '<bpmn:endEvent id="end2"/>', flows)  # type: ignore[arg-type]


def nested(depth: int) -> str:
    """A fork inside a branch of a fork, `depth` deep."""
    body, flows = START + END, {"f0": ("start", "s0")}
    for level in range(depth):
        body += fork(f"s{level}", f"j{level}") + user(f"u{level}")
        flows |= {f"a{level}": (f"s{level}", f"u{level}"), f"b{level}": (f"u{level}", f"j{level}")}
        inner = f"s{level + 1}" if level + 1 < depth else "leaf"
        flows |= {f"c{level}": (f"s{level}", inner)}
        flows |= {f"d{level}": (f"j{level}", f"j{level - 1}" if level else "end")}
    flows[f"e{depth}"] = ("leaf", f"j{depth - 1}")
    return plain(f"nested_{depth}", body + user("leaf"), flows)


def loop_with_fork() -> str:
    """A fork and join inside a loop: the join must count each round by itself."""
    flows: dict[str, tuple[str, ...]] = {
        "f0": ("start", "merge"),
        "f1": ("merge", "split"),
        "a1": ("split", "left"),
        "a2": ("left", "join"),
        "b1": ("split", "right"),
        "b2": ("right", "join"),
        "f2": ("join", "check"),
        "f3": ("check", "gw"),
        "fb": ("gw", "merge", "again = true"),
        "fo": ("gw", "end"),
    }
    body = (
        START + xor("merge") + fork("split", "join") + user("left", "right", "check") + xor("gw", "fo") + END
    )
    return plain("loop_with_fork", body, flows)  # type: ignore[arg-type]


def choice_in_branch() -> str:
    """A choice inside one branch of a fork; the other waits."""
    flows: dict[str, tuple[str, ...]] = {
        "f0": ("start", "split"),
        "a1": ("split", "ask"),
        "a2": ("ask", "gw"),
        "a3": ("gw", "more", "n = 1"),
        "a4": ("gw", "merge"),
        "a5": ("more", "merge"),
        "a6": ("merge", "join"),
        "b1": ("split", "wait"),
        "b2": ("wait", "join"),
        "f2": ("join", "last"),
        "f3": ("last", "end"),
    }
    body = (
        START + fork("split", "join") + user("ask", "more", "wait", "last") + xor("gw", "a4") + xor("merge")
    )
    return plain("choice_in_branch", body + END, flows)  # type: ignore[arg-type]


def two_ends() -> str:
    """Two branches that end by themselves: the case ends with the later one."""
    flows = {"f0": ("start", "split"), "a": ("split", "left"), "b": ("split", "right")}
    flows |= {"c": ("left", "end"), "d": ("right", "end2")}
    body = START + fork("split") + user("left", "right") + END + '<bpmn:endEvent id="end2"/>'
    return plain("two_ends", body, flows)


def side_path() -> str:
    """A timer beside a task starts a side path with its own end; x changes before and behind the task."""
    clock = (
        '<bpmn:boundaryEvent id="remind" attachedToRef="main" cancelActivity="false">'
        '<bpmn:timerEventDefinition id="remind_d"><bpmn:timeDuration>P1D</bpmn:timeDuration>'
        "</bpmn:timerEventDefinition></bpmn:boundaryEvent>"
    )
    flows = {"f0": ("start", "one"), "f1": ("one", "main"), "f2": ("main", "two"), "f3": ("two", "end")}
    flows |= {"f4": ("remind", "side"), "f5": ("side", "end2")}
    body = START + script("one", "x", "1") + user("main", "side") + script("two", "x", "2") + clock
    return plain("side_path", body + END + '<bpmn:endEvent id="end2"/>', flows)


def nested_ends() -> str:
    """A fork inside the branch of a fork, every line with an end of its own; x changes between them."""
    flows = {"f0": ("start", "s1"), "f1": ("s1", "set"), "f2": ("set", "s2"), "f3": ("s2", "a")}
    flows |= {"f4": ("s2", "b"), "f5": ("s1", "c"), "f6": ("a", "end"), "f7": ("b", "end2")}
    flows |= {"f8": ("c", "end3")}
    body = START + fork("s1", "s2") + script("set", "x", "2") + user("a", "b", "c") + END
    return plain("nested_ends", body + '<bpmn:endEvent id="end2"/><bpmn:endEvent id="end3"/>', flows)


def loop_with_timers() -> str:
    """A task with a timer that ends it and one that does not, again and again."""
    clock = (
        '<bpmn:boundaryEvent id="{id}" attachedToRef="main"{more}><bpmn:timerEventDefinition id="{id}_d">'
        "<bpmn:timeDuration>P1D</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>"
    )
    flows: dict[str, tuple[str, ...]] = {"f0": ("start", "merge"), "f1": ("merge", "main")}
    flows |= {"f2": ("main", "gw"), "fo": ("gw", "end"), "fb": ("gw", "merge", "again = true")}
    flows |= {"f3": ("late", "other"), "f4": ("other", "gw"), "f5": ("remind", "note")}
    flows["f6"] = ("note", "end2")
    events = clock.format(id="late", more="") + clock.format(id="remind", more=' cancelActivity="false"')
    body = START + xor("merge") + user("main", "other") + xor("gw", "fo") + events
    body += script("note", "noted", "n")
    return plain("loop_with_timers", body + END + '<bpmn:endEvent id="end2"/>', flows)  # type: ignore[arg-type]


BESIDE: list[str] = [side_path(), nested_ends(), loop_with_timers()]
"""Paths that end by themselves beside another."""

ALL: list[str] = [
    *(chain(count) for count in (1, 2, 5, 9)),
    *(choice(count) for count in (1, 2, 3, 6)),
    *(branches(*shape) for shape in ((2, 1), (2, 2), (3, 1), (3, 2), (4, 1), (5, 3))),
    *(loop(inner) for inner in (1, 2, 3, 4)),
    *(counting(step) for step in (0, 1, 2, 5)),
    *(nested(depth) for depth in (2, 3, 4)),
    loop_with_fork(),
    choice_in_branch(),
    two_ends(),
]
ALL += [chain(12), choice(8)]
