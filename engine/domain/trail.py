"""The way a case came, read from its own records: what a process instance has passed, what going back undoes.

The state keeps no finished steps (`runtime/collapse.py`) and rows of tasks do not say of which round of a
call they were; the records name, in their order, every element that a command passed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.domain.branches import branch_around, branches, leads_to, may_go_back, only_through
from engine.domain.model import ProcessModel
from engine.domain.rows import element_path

_PERSONS = "userTask"


@dataclass(frozen=True)
class Move:
    """What one record tells: elements passed and opened (paths such as `issue/make`) in order, milestones
    reached, and for a step back where to (`back_to`, "" for others)."""

    at: str
    passed: tuple[str, ...]
    opened: tuple[str, ...] = ()
    milestones: tuple[str, ...] = ()
    back_to: str = ""


@dataclass(frozen=True)
class _Step:
    """A user task that was completed in the move of that number, the first element that it passed."""

    element_id: str
    number: int


@dataclass(frozen=True)
class Undone:
    """What a step back takes back: `since` the instant of the completion that stands no more ("" for none),
    `passed` the paths of it and behind it, `reached` the milestones that anything has reached since."""

    since: str = ""
    passed: frozenset[str] = frozenset()
    reached: frozenset[str] = frozenset()


def returnable(
    model: ProcessModel, call_path: str, element_id: str, opened_at: str, moves: Sequence[Move]
) -> tuple[str, ...]:
    """User tasks that the open task may be returned to, the last one done first; the one rule of command and
    page.

    The history of the process instance (of the present round of a call, that is) is replayed: a completion
    counts until a step back to it or to something before it undoes it. Of what counted when the task opened
    these remain: not the task itself, on a way that leads to it, in no branch that it is not in; of its own
    branch what was done since that branch began, of the rest what was done before. Source: architecture §6.6.
    """
    before = _until_opened(element_path(call_path, element_id), opened_at, moves)
    begun = {flow: _begun(model, call_path, flow, before) for flow in branches(model, element_id)}
    inside = {flow: only_through(model, flow) for flow in begun}
    found = {
        step.element_id: step
        for step in _history(model, call_path, before)
        if all((step.element_id in inside[flow]) == (step.number > begun[flow]) for flow in begun)
    }
    return tuple(
        one
        for one in sorted(found, key=lambda one: found[one].number, reverse=True)
        if one != element_id and leads_to(model, one, element_id) and may_go_back(model, element_id, one)
    )


def has_passed(model: ProcessModel, call_path: str, element_id: str, moves: Sequence[Move]) -> bool:
    """Whether the process instance has completed the user task, and no step back has undone it since."""
    return any(step.element_id == element_id for step in _history(model, call_path, moves))


def undone(model: ProcessModel, call_path: str, element_id: str, moves: Sequence[Move]) -> Undone:
    """What going back to the user task `element_id` of the process behind `call_path` takes back.

    That is the last completion of it that stands and everything passed since: in that process and in the
    calls out of it, or in the branch of a fork where the task lies in one.
    """
    steps = [step for step in _history(model, call_path, moves) if step.element_id == element_id]
    if not steps:
        return Undone()
    around, since = branch_around(model, element_id), moves[steps[-1].number :]
    return Undone(
        since=since[0].at,
        passed=frozenset(path for move in since for path in move.passed if local(call_path, path) in around),
        reached=frozenset(name for move in since for name in move.milestones),
    )


def local(call_path: str, path: str) -> str | None:
    """The element of the process behind `call_path` at or in which a place lies, None outside of it."""
    rest = path.removeprefix(f"{call_path}/") if call_path else path
    return rest.partition("/")[0] if not call_path or rest != path else None


def _until_opened(path: str, opened_at: str, moves: Sequence[Move]) -> Sequence[Move]:
    """The moves up to the one that opened the task at that path and instant."""
    opened = [number for number, move in enumerate(moves) if path in move.opened and move.at == opened_at]
    return moves[: opened[-1] + 1] if opened else ()


def _begun(model: ProcessModel, call_path: str, flow_id: str, moves: Sequence[Move]) -> int:
    """The number of the move in which the branch behind that flow began last."""
    source = element_path(call_path, model.flows[flow_id].source)
    return max((number for number, move in enumerate(moves) if source in move.passed), default=-1)


def _history(model: ProcessModel, call_path: str, moves: Sequence[Move]) -> list[_Step]:
    """Completions that stand after all moves."""
    steps: list[_Step] = []
    for number, move in enumerate(moves):
        if move.back_to:
            steps = _without(model, call_path, steps, move.back_to)
        for path in move.passed:
            element = path.rpartition("/")[2]
            node = model.nodes.get(element) if path == element_path(call_path, element) else None
            if node is not None and node == model.start:
                steps = []
            elif node is not None and node.kind == _PERSONS:
                steps.append(_Step(element, number))
    return steps


def _without(model: ProcessModel, call_path: str, steps: list[_Step], back_to: str) -> list[_Step]:
    """The steps after going back to `back_to`: its last completion and what came after it in its branch."""
    element = back_to.rpartition("/")[2]
    if back_to != element_path(call_path, element) or element not in model.nodes:
        return steps
    last = max((at for at, step in enumerate(steps) if step.element_id == element), default=len(steps))
    around = branch_around(model, element)
    return [step for at, step in enumerate(steps) if at < last or step.element_id not in around]
