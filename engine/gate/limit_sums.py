"""The limits of the steps between acceptance and completion against the promise and the law.

Source: families.md §1 point 5: the sum of the steps is no more than the promise; domain.md §2(a): the promise
is no more than the law. What lies in a stop of the clock is not counted; timers on the way are. Units are
held against each other as `engine.domain.limit_lengths` says.

An error is what is over for certain on the main line, the way of first outcomes and default flows, which is
always open. What is over as a rule only, or on another way (whether the conditions on it can come together
nobody has proved), is a warning.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from engine.domain.findings import Finding
from engine.domain.limit_lengths import CERTAIN, HOURS_A_DAY, Length, over, plus, weight
from engine.domain.limits import limit_words, read_limit
from engine.domain.milestones import COMPLETE, clock_runs
from engine.domain.model import Node
from engine.gate.item_schema import load_item
from engine.gate.procedures import throws
from engine.gate.sheet import Reading, Sheet, both, quoted
from engine.gate.step_lengths import NO_TIME, Inputs, given, length_of

_MOST_STEPS = 20_000
"""The longest simple way is searched by trying ways: of a maze the first are tried."""


@dataclass(frozen=True)
class Way:
    """Limits along a way and names of its steps that have any; `stopped`: the clock stands still."""

    length: Length = field(default_factory=dict)
    steps: tuple[tuple[str, str], ...] = ()
    stopped: bool = False

    def and_then(self, other: Way) -> Way:
        return Way(plus(self.length, other.length), self.steps + other.steps, other.stopped)


@dataclass
class _Search:
    """One item's search: what is left of its steps, and procedures that it has been through.

    `main_line`: only default flows, no boundary event, and of a race of events none that is a timer.
    """

    main_line: bool
    left: int = _MOST_STEPS
    through: dict[tuple[str, tuple[tuple[str, str], ...], bool], list[Way]] = field(default_factory=dict)

    def from_acceptance(self, sheet: Sheet) -> Way:
        """The longest way from acceptance (not counted) to completion (counted)."""
        found = [
            way
            for node in sheet.model.nodes.values()
            if clock_runs(node.milestones)
            for way in self.longest(sheet, self._next(sheet, node), {}, Way(), COMPLETE)
        ]
        return max(found, key=lambda way: weight(way.length), default=Way())

    def longest(self, reading: Reading, starts: list[str], inputs: Inputs, way: Way, goal: str) -> list[Way]:
        """The longest simple way to a node with the milestone `goal` (its own limit counts), or to an end
        without error where `goal` is empty: one that leaves the clock running and one that leaves it stopped.
        """
        best: dict[bool, Way] = {}
        stack = [(start, way, frozenset[str]()) for start in starts]
        while stack and self.left > 0:
            self.left -= 1
            here, so_far, passed = stack.pop()
            node = reading.model.nodes[here]
            for after in self._after(reading, node, inputs, so_far):
                if _is_goal(node, goal):
                    known = best.get(after.stopped)
                    if known is None or weight(known.length) < weight(after.length):
                        best[after.stopped] = after
                    continue
                stack.extend(
                    (there, after, passed | {here})
                    for there in self._next(reading, node)
                    if there not in passed and there != here
                )
        return list(best.values())

    def _next(self, reading: Reading, node: Node) -> list[str]:
        after = list(reading.graph.after[node.id])
        return _main_line(reading, node, after) if self.main_line else after

    def _after(self, reading: Reading, node: Node, inputs: Inputs, way: Way) -> Iterator[Way]:
        """The way once the node is completed."""
        if node.kind == "callActivity":
            for through in self._through(reading, node, inputs, way.stopped):
                yield way.and_then(_clocked(node, through))
            return
        length = NO_TIME if way.stopped else length_of(node, inputs)
        steps = (_named(node, length),) if length else ()
        yield way.and_then(_clocked(node, Way(length, steps, way.stopped)))

    def _through(self, reading: Reading, node: Node, inputs: Inputs, stopped: bool) -> list[Way]:
        called = reading.called(node)
        if called is None:
            return [Way(stopped=stopped)]
        limits = given(called, node, inputs)
        key = (node.called, tuple(sorted(limits.items())), stopped)
        if key not in self.through:
            self.through[key] = []  # a recursive call has a finding of its own
            starts = list(called.graph.starts)
            self.through[key] = self.longest(called, starts, limits, Way(stopped=stopped), "")
        return self.through[key]


def _main_line(reading: Reading, node: Node, after: list[str]) -> list[str]:
    nodes = reading.model.nodes
    there = [one for one in after if nodes[one].kind != "boundaryEvent"]
    if node.kind == "exclusiveGateway" and node.default_flow in reading.model.flows:
        target = reading.model.flows[node.default_flow].target
        return [one for one in there if one == target]
    if node.kind == "eventBasedGateway":
        return [one for one in there if not _is_timer(nodes[one])] or there
    return there


def _is_timer(node: Node) -> bool:
    return node.trigger is not None and node.trigger.kind == "timer"


def _is_goal(node: Node, milestone: str) -> bool:
    if milestone:
        return milestone in node.milestones
    return node.kind == "endEvent" and not throws(node)


def _clocked(node: Node, way: Way) -> Way:
    return Way(way.length, way.steps, node.clock == "open") if node.clock else way


def _named(node: Node, length: Length) -> tuple[str, str]:
    own, (zh, en) = quoted(node.label("zh"), node.label("en")), _words(length)
    return f"{own[0]}{zh}", f"{own[1]} {en}"


def _words(length: Length) -> tuple[str, str]:
    """`7 个工作日加 60 天`; working hours are told as parts of a working day."""
    days = length.get("wd", 0) + length.get("wh", 0) / HOURS_A_DAY
    zh = [f"{days:g} 个工作日"] if days else []
    en = [f"{days:g} working day{'s' if days != 1 else ''}"] if days else []
    for unit, amount in length.items():
        if amount and unit not in ("wd", "wh"):
            zh.append(limit_words(f"{amount}{unit}"))
            en.append(limit_words(f"{amount}{unit}", "en"))
    return "加 ".join(zh), " and ".join(en)


def promise(sheet: Sheet) -> Iterator[Finding]:
    """A promise is not longer than the law allows; a case goes by the earlier of both."""
    item = load_item(sheet.model.properties)
    promised, legal = read_limit(item.promised), read_limit(item.legal)
    if promised is None or legal is None:
        return
    ours, law = {promised[1]: promised[0]}, {legal[1]: legal[0]}
    verdict = over(ours, law)
    zh, en = _beside(item.promised, item.legal)
    if verdict == CERTAIN:
        yield sheet.property_error(
            "item.promise_over_legal",
            "item.limit.promised",
            f"{zh[0]}超过{zh[1]}。请缩短承诺时限。",
            f"{en[0]} is longer than {en[1]}. Shorten it.",
        )
    elif promised[1] != legal[1] and over(law, ours) != CERTAIN:
        usual = (
            ("承诺多半更长", "is longer as a rule")
            if verdict
            else ("哪个先到要看放假安排", "may end first or last")
        )
        yield sheet.property_warning(
            "item.limit_units",
            "item.limit.promised",
            f"{zh[0]}与{zh[1]}单位不同，{usual[0]}；每个办件以先到的为准。请核对。",
            f"{en[0]} and {en[1]} have different units, and the promise {usual[1]}; per case the earlier one "
            "counts. Please check.",
        )


def _beside(promised: str, legal: str) -> tuple[tuple[str, str], tuple[str, str]]:
    """The two limits in Chinese and in English."""
    return (
        (f"承诺时限 {limit_words(promised)}", f"法定时限 {limit_words(legal)}"),
        (f"The promise of {limit_words(promised, 'en')}", f"the legal limit of {limit_words(legal, 'en')}"),
    )


def over_limits(sheet: Sheet) -> Iterator[Finding]:
    """The longest way within the promise and within the law."""
    item = load_item(sheet.model.properties)
    written = {"promised": item.promised, "legal": item.legal}
    limits = {kind: found for kind, text in written.items() if (found := read_limit(text)) is not None}
    if not limits:
        return
    main_line = _Search(main_line=True).from_acceptance(sheet)
    longest = _Search(main_line=False).from_acceptance(sheet)
    for kind, (amount, unit) in limits.items():
        limit = {unit: amount}
        if over(main_line.length, limit) == CERTAIN:
            yield _over(sheet, kind, main_line, written[kind], CERTAIN, is_error=True)
        elif verdict := over(longest.length, limit) or over(main_line.length, limit):
            way = longest if over(longest.length, limit) else main_line
            yield _over(sheet, kind, way, written[kind], verdict, is_error=False)


_LIMITS = {
    "promised": ("item.limits_over_promise", "承诺时限", "the promise"),
    "legal": ("item.limits_over_legal", "法定时限", "the legal limit"),
}


def _over(sheet: Sheet, kind: str, way: Way, limit: str, verdict: str, *, is_error: bool) -> Finding:
    code, name, name_en = _LIMITS[kind]
    steps, total = both(list(way.steps), 12), _words(way.length)
    sure = verdict == CERTAIN
    property_name = f"item.limit.{kind}"
    return Finding(
        sheet.file,
        sheet.property_line(property_name),
        "error" if is_error else "warning",
        code,
        sheet.model.key,
        f"从受理到办结{'顺利办成的路' if is_error else '最长的走法'}共 {total[0]}，"
        f"{'超过' if sure else '多半超过'}{name} {limit_words(limit)}：{steps[0]}。"
        f"请缩短这些步骤的期限{'，或改承诺时限' if kind == 'promised' else ''}。",
        f"The {'main line' if is_error else 'longest way'} from acceptance to completion takes {total[1]}, "
        f"{'more' if sure else 'as a rule more'} than {name_en} of {limit_words(limit, 'en')}: {steps[1]}. "
        f"Shorten these limits{', or change the promise' if kind == 'promised' else ''}.",
    )


RULES = (promise, over_limits)
