"""What a case adds to a drawing: which elements are done, which are current, and what is said about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


@dataclass(frozen=True)
class Marks:
    """`current`: element id -> short caption such as a person's name, or "". `failed`: those of them whose
    automatic work failed. `notes`: element id -> caption.

    Ids of sequence flows may stand in `done`; when none does, a flow between done nodes counts as done.
    """

    done: frozenset[str] = frozenset()
    current: Mapping[str, str] = field(default_factory=dict)
    failed: frozenset[str] = frozenset()
    notes: Mapping[str, str] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        return not (self.done or self.current)


class State(Enum):
    PLAIN = "plain"
    """A drawing without a case: a definition as its designer sees it."""
    DONE = "done"
    CURRENT = "current"
    FAILED = "failed"
    AHEAD = "todo"


HERE = (State.CURRENT, State.FAILED)
"""Where a case stands."""


@dataclass(frozen=True)
class Look:
    stroke: str
    fill: str
    ink: str


# Plain: the ink of bpmn-js (diagram-facts §5). The rest: the palette of ui-design.md; contrast of ink on
# its fill is 4.5:1 or more, and of every stroke on white 3:1 or more.
LOOKS = {
    State.PLAIN: Look("#22242a", "#ffffff", "#22242a"),
    State.DONE: Look("#1A7450", "#E1F0E8", "#16211b"),
    State.CURRENT: Look("#17598C", "#E3EDF5", "#0F2F49"),
    State.FAILED: Look("#B3261E", "#FBE8E5", "#4A0F0B"),
    State.AHEAD: Look("#8A929A", "#ffffff", "#3F4955"),
}


def node_state(marks: Marks, node_id: str) -> State:
    if marks.empty:
        return State.PLAIN
    if node_id in marks.current:
        return State.FAILED if node_id in marks.failed else State.CURRENT
    return State.DONE if node_id in marks.done else State.AHEAD


def flow_state(marks: Marks, flow_id: str, ends: tuple[str, str], exact: bool) -> State:
    """`exact`: `done` names flows itself, so nothing is guessed from the nodes."""
    if marks.empty:
        return State.PLAIN
    if exact:
        return State.DONE if flow_id in marks.done else State.AHEAD
    source, target = ends
    walked = source in marks.done and (target in marks.done or target in marks.current)
    return State.DONE if walked else State.AHEAD
