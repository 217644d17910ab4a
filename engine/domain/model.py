"""A process as a designer drew it: nodes, flows, properties. Plain data, no engine inside.

Built by `engine.runtime.read`, judged by `engine.gate`, asked by commands and pages. Node kinds are
the local names of BPMN elements (`userTask`, `exclusiveGateway` …).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from engine.domain.events import Declared, Parameter, Passing, Trigger, read_declared
from engine.domain.materials import ASKS_FAULTY
from engine.domain.milestones import ACCEPT

ITEM_KINDS = ("service", "social", "penalty")
"""Values of the process property `kind` that make a process an item."""

CATCHING = ("intermediateCatchEvent", "boundaryEvent", "receiveTask")
"""Node kinds that wait for a message or a timer."""

MAIN_OUTCOME = "done"
"""Outcome of a task that lists none: there is one way on."""

CONFIRM = "yes"
"""Value of the property `confirm` of a message wait; there is no other."""

APPLICANT = ("applicant.name", "applicant.now", "applicant.more")
"""Properties of a procedure that applicants read; each with `_en`."""


@dataclass(frozen=True)
class Outcome:
    """One choice of a user task. The first of a task is its happy one."""

    key: str
    label: str
    label_en: str


@dataclass(frozen=True)
class Flow:
    """A sequence flow. `condition` is FEEL text or None; `line` counts from 1."""

    id: str
    source: str
    target: str
    name: str = ""
    condition: str | None = None
    line: int = 0


@dataclass(frozen=True)
class Node:
    """A flow node with what the dialect of architecture §4 reads from it."""

    id: str
    kind: str
    name: str = ""
    line: int = 0
    properties: Mapping[str, str] = field(default_factory=dict)
    form_key: str = ""
    candidate_groups: tuple[str, ...] = ()
    assignee: str = ""
    default_flow: str = ""
    script: str | None = None
    script_format: str = ""
    result_variable: str = ""
    trigger: Trigger | None = None
    attached_to: str = ""
    interrupting: bool = True
    called: str = ""
    passed_in: tuple[Passing, ...] = ()
    passed_out: tuple[Passing, ...] = ()
    topic: str = ""
    inputs: tuple[Parameter, ...] = ()
    outputs: tuple[Parameter, ...] = ()

    @property
    def label_en(self) -> str:
        return self.properties.get("label_en", "") or self.name or self.id

    def label(self, language: str = "zh") -> str:
        return self.label_en if language.startswith("en") else (self.name or self.id)

    @cached_property
    def outcomes(self) -> tuple[Outcome, ...]:
        """The outcomes in the designer's order; empty when the task lists none."""
        english = dict(_pairs(self.properties.get("outcomes_en", "")))
        return tuple(
            Outcome(key, label or key, english.get(key, label or key))
            for key, label in _pairs(self.properties.get("outcomes", ""))
        )

    @cached_property
    def milestones(self) -> tuple[str, ...]:
        return split_list(self.properties.get("milestone", ""))

    def milestones_reached(self, outcome: str) -> tuple[str, ...]:
        """Milestones that completing with `outcome` reaches (`milestone_on`, default the first outcome)."""
        listed = split_list(self.properties.get("milestone_on", ""))
        first = self.outcomes[0].key if self.outcomes else MAIN_OUTCOME
        return self.milestones if outcome in (listed or (first,)) else ()

    @cached_property
    def not_same_as(self) -> tuple[str, ...]:
        return split_list(self.properties.get("not_same_as", ""))

    @cached_property
    def form_outputs(self) -> tuple[str, ...]:
        """Form fields that become variables (`formout`)."""
        return split_list(self.properties.get("formout", ""))

    @property
    def checks_materials(self) -> bool:
        return ACCEPT in self.milestones

    @cached_property
    def faulty_on(self) -> tuple[str, ...]:
        """Outcomes that say materials are faulty: every one is judged then, every fault has its reason."""
        return split_list(self.properties.get("faulty_on", ""))

    @cached_property
    def told_only(self) -> tuple[str, ...]:
        """Those of `faulty_on` that need a fault the applicant was told of: they do not ask again."""
        return split_list(self.properties.get("told_only", ""))

    @property
    def is_wait(self) -> bool:
        """Whether a message ends it: a catch event, a boundary event or a receive task."""
        return self.trigger is not None and self.trigger.kind == "message" and self.kind in CATCHING

    @property
    def timer_rank(self) -> int:
        """Which of several timers of one instant goes off first, the lowest: 0 one beside its task, 2 one
        that takes the task away, 1 any other. So a reminder comes before the end of what it reminds of."""
        if self.kind != "boundaryEvent":
            return 1
        return 2 if self.interrupting else 0

    @cached_property
    def literals(self) -> Mapping[str, str]:
        """Literal inputs of a call: `in.<name>` of a call activity."""
        return {name[3:]: value for name, value in self.properties.items() if name.startswith("in.")}

    @property
    def asks_faulty(self) -> bool:
        """`materials=faulty`: whoever answers this wait hands in again what was not in order."""
        return self.properties.get("materials") == ASKS_FAULTY

    @property
    def ends_application(self) -> bool:
        """`confirm=yes`: who answers this wait gives the application up, so the page asks before."""
        return self.properties.get("confirm", "").strip() == CONFIRM

    @cached_property
    def posts(self) -> tuple[str, ...]:
        """Posts that may record a wait's message on the case page."""
        return split_list(self.properties.get("posts", ""))

    @property
    def doc(self) -> str:
        """The kind of document that the step makes, "" for none."""
        return self.properties.get("doc", "").strip()

    @property
    def clock(self) -> str:
        """`open` or `close`: a stop of the legal clock begins or ends here; "" otherwise."""
        return self.properties.get("clock", "")

    @cached_property
    def offered_if(self) -> Mapping[str, str]:
        """FEEL texts under outcome keys (`outcome_if.<key>`): that outcome is offered only then."""
        prefix = "outcome_if."
        return {
            name[len(prefix) :]: value for name, value in self.properties.items() if name.startswith(prefix)
        }


@dataclass(frozen=True)
class Material:
    """A material the applicant hands in: register code, need and the designer's note."""

    code: str
    need: str
    note: str = ""

    @property
    def required(self) -> bool:
        # `deferrable` counts as required until tolerant intake exists (architecture §8)
        return self.need in ("required", "deferrable")


@dataclass(frozen=True)
class ProcessModel:
    """One executable process of a file. `nodes` and `flows` keep the order of the file."""

    key: str
    name: str
    line: int
    executable: bool
    version_tag: str
    starter_groups: tuple[str, ...]
    properties: Mapping[str, str]
    nodes: Mapping[str, Node]
    flows: Mapping[str, Flow]

    @property
    def kind(self) -> str:
        """`service`, `social`, `penalty`, or `plain` when the property is absent."""
        return self.properties.get("kind", "plain")

    @property
    def is_item(self) -> bool:
        return self.kind in ITEM_KINDS

    @property
    def is_procedure(self) -> bool:
        return self.kind == "procedure"

    @property
    def is_plain(self) -> bool:
        return self.kind == "plain"

    @cached_property
    def declared_inputs(self) -> Mapping[str, Declared]:
        """Inputs that a procedure declares, by name."""
        return self._declared("in.")

    @cached_property
    def declared_outputs(self) -> Mapping[str, Declared]:
        """Outputs that a procedure declares, by name; `result` is one of every procedure."""
        return self._declared("out.")

    def _declared(self, prefix: str) -> Mapping[str, Declared]:
        return {
            name[len(prefix) :]: read_declared(name[len(prefix) :], value)
            for name, value in self.properties.items()
            if name.startswith(prefix)
        }

    @cached_property
    def called_keys(self) -> tuple[str, ...]:
        """Keys of the processes that this one calls directly."""
        return tuple(dict.fromkeys(node.called for node in self.of_kind("callActivity") if node.called))

    def said(self, what: str, language: str) -> str:
        """What a procedure says to applicants (`applicant.<what>`), in English where asked for and written;
        "" where it says nothing."""
        name = f"applicant.{what}"
        english = self.properties.get(f"{name}_en", "") if language.startswith("en") else ""
        return english or self.properties.get(name, "")

    def boundary_of(self, node_id: str) -> tuple[Node, ...]:
        """Boundary events attached to a node, in file order."""
        return tuple(node for node in self.of_kind("boundaryEvent") if node.attached_to == node_id)

    @property
    def code(self) -> str:
        return self.properties.get("item.code", "")

    @property
    def named_in_letters(self) -> bool:
        """`item.sms.name=yes`: letters call the item by its name. Not said: they do not."""
        return self.properties.get("item.sms.name", "").strip() == "yes"

    @property
    def name_en(self) -> str:
        given = self.properties.get("item.name_en", "") or self.properties.get("label_en", "")
        return given or self.name or self.key

    def of_kind(self, kind: str) -> Iterator[Node]:
        return (node for node in self.nodes.values() if node.kind == kind)

    @cached_property
    def start(self) -> Node | None:
        return next(self.of_kind("startEvent"), None)

    @cached_property
    def outgoing(self) -> Mapping[str, tuple[Flow, ...]]:
        return self._by_end("source")

    @cached_property
    def incoming(self) -> Mapping[str, tuple[Flow, ...]]:
        return self._by_end("target")

    def _by_end(self, end: str) -> Mapping[str, tuple[Flow, ...]]:
        found: dict[str, list[Flow]] = {node_id: [] for node_id in self.nodes}
        for flow in self.flows.values():
            found.setdefault(getattr(flow, end), []).append(flow)
        return {node_id: tuple(flows) for node_id, flows in found.items()}

    @cached_property
    def form_keys(self) -> tuple[str, ...]:
        """Forms of start, tasks and waits."""
        keys = (node.form_key or node.properties.get("form", "") for node in self.nodes.values())
        return tuple(dict.fromkeys(key for key in keys if key))

    @cached_property
    def materials(self) -> tuple[Material, ...]:
        prefix = "item.material."
        found = {
            name[len(prefix) :]: value for name, value in self.properties.items() if name.startswith(prefix)
        }
        return tuple(
            Material(code, need, found.get(f"{code}.note", ""))
            for code, need in found.items()
            if not code.endswith(".note")
        )

    def numbered(self, prefix: str) -> tuple[str, ...]:
        """Values of `prefix.1`, `prefix.2` … in the order of their numbers."""
        rows = [
            (int(name[len(prefix) + 1 :]), value)
            for name, value in self.properties.items()
            if name.startswith(f"{prefix}.") and name[len(prefix) + 1 :].isdigit()
        ]
        return tuple(value for _, value in sorted(rows))


def split_list(text: str) -> tuple[str, ...]:
    """`a, b` -> ("a", "b"): how the dialect writes lists in one property."""
    return tuple(part for part in (piece.strip() for piece in text.split(",")) if part)


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for piece in split_list(text):
        key, _, label = piece.partition(":")
        yield key.strip(), label.strip()
