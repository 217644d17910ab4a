"""The way a process instance came, from its records: what may be returned to, what going back undoes."""

from __future__ import annotations

import pytest

from engine.domain.model import Flow, Node, ProcessModel
from engine.domain.trail import Move, Undone, has_passed, local, returnable, undone


def model(ways: str, **kinds: str) -> ProcessModel:
    """Flows from `a-b b-c`; nodes are user tasks unless `kinds` says otherwise."""
    flows = [way.partition("-") for way in ways.split()]
    ids = dict.fromkeys(one for here, _, there in flows for one in (here, there))
    kinds = {"start": "startEvent", "end": "endEvent", **kinds}
    nodes = {one: Node(one, kinds.get(one, "userTask")) for one in ids}
    found = {f"{here}-{there}": Flow(f"{here}-{there}", here, there) for here, _, there in flows}
    return ProcessModel("k", "k", 1, True, "", (), {}, nodes, found)


LINE = model("start-a a-b b-c c-end")
FORKS = {"fork": "parallelGateway", "join": "parallelGateway"}
FORK = model("start-d d-fork fork-x1 x1-x2 x2-join fork-y y-join join-last last-end", **FORKS)
FORK_IN_LOOP = model(
    "start-m m-fork fork-x1 x1-x2 x2-join fork-y y-join join-g g-m g-end",
    m="exclusiveGateway",
    g="exclusiveGateway",
    **FORKS,
)


class Life:
    """Records one after the other; the instant is the number of the record."""

    def __init__(self, drawn: ProcessModel, calls: str = "") -> None:
        self.model, self.calls = drawn, calls
        self.moves: list[Move] = []

    def move(self, passed: str, opened: str = "", back_to: str = "", milestones: str = "") -> Life:
        paths = [tuple(f"{self.calls}{one}" for one in text.split()) for text in (passed, opened)]
        at = f"{len(self.moves):03}"
        target = f"{self.calls}{back_to}" if back_to else ""
        self.moves.append(Move(at, *paths, tuple(milestones.split()), target))
        return self

    def offered(self, element: str) -> list[str]:
        """What the task that opened last at the element may be returned to."""
        opened = next(one.at for one in reversed(self.moves) if f"{self.calls}{element}" in one.opened)
        return list(returnable(self.model, self.calls.rstrip("/"), element, opened, self.moves))


def test_a_return_undoes_its_target_and_what_came_after() -> None:
    life = Life(LINE).move("start", "a").move("a", "b").move("b", "c")
    assert life.offered("c") == ["b", "a"]
    life.move("", "a", back_to="a")
    assert life.offered("a") == []
    life.move("a", "b")
    assert life.offered("b") == ["a"]
    assert has_passed(LINE, "", "a", life.moves)
    assert not has_passed(LINE, "", "b", life.moves)


def test_of_two_rounds_of_a_call_only_the_present_one_counts() -> None:
    life = Life(LINE, "inner/").move("start", "a").move("a", "b").move("b", "c").move("c end", "")
    life.move("start", "a")
    assert life.offered("a") == []
    life.move("a", "b")
    assert life.offered("b") == ["a"]


def test_a_call_that_comes_back_into_itself_in_one_step_counts_as_the_next_round() -> None:
    life = Life(LINE, "inner/").move("start", "a").move("a", "b").move("b", "c").move("c end start", "a")
    assert life.offered("a") == []


def test_elements_of_the_same_id_elsewhere_are_others() -> None:
    life = Life(LINE).move("start", "a").move("inner/b", "").move("a", "b")
    assert life.offered("b") == ["a"]
    assert not has_passed(LINE, "", "b", life.moves)


def test_a_task_that_no_record_opened_goes_nowhere() -> None:
    assert returnable(LINE, "", "b", "never", Life(LINE).move("start a", "b").moves) == ()


def test_in_a_branch_a_return_leaves_the_other_alone() -> None:
    life = Life(FORK).move("start", "d").move("d fork", "x1 y").move("y", "").move("x1", "x2")
    assert life.offered("x2") == ["x1", "d"]
    life.move("", "x1", back_to="x1")
    assert life.offered("x1") == ["d"]
    life.move("x1", "x2").move("x2 join", "last")
    assert life.offered("last") == ["d"]
    life.move("", "d", back_to="d")
    assert life.offered("d") == []


def test_in_the_next_round_of_a_fork_what_its_branch_did_before_is_not_behind() -> None:
    """To `x2` of the first round would be forward: past `x1` of the second."""
    life = Life(FORK_IN_LOOP).move("start m fork", "x1 y").move("x1", "x2").move("x2", "")
    life.move("y join g m fork", "x1 y")
    assert life.offered("x1") == []
    assert life.offered("y") == []
    life.move("x1", "x2")
    assert life.offered("x2") == ["x1"]


def test_what_going_back_undoes() -> None:
    """The step and all since, also inside calls; what other processes passed is not its own."""
    drawn = model("start-a a-call call-b b-end", call="callActivity")
    life = Life(drawn).move("start", "a").move("a call/start", "", milestones="accept")
    life.move("call/u call/end call", "b", milestones="complete")
    whole = frozenset({"a", "call/start", "call/u", "call/end", "call"})
    assert undone(drawn, "", "a", life.moves) == Undone("001", whole, frozenset({"accept", "complete"}))
    assert undone(drawn, "", "b", life.moves) == Undone()
    life.move("b", "", milestones="pickup")
    assert undone(drawn, "", "b", life.moves) == Undone("003", frozenset({"b"}), frozenset({"pickup"}))
    inside = model("start-u u-end")
    assert undone(inside, "call", "u", life.moves).passed == {"call/u", "call/end"}


def test_in_a_branch_only_what_the_branch_passed_is_undone() -> None:
    life = Life(FORK).move("start", "d").move("d fork", "x1 y").move("x1", "x2").move("y", "")
    assert undone(FORK, "", "x1", life.moves).passed == {"x1"}
    assert undone(FORK, "", "d", life.moves).passed == {"d", "fork", "x1", "y"}


@pytest.mark.parametrize(
    ("calls", "path", "element"),
    [
        ("", "a", "a"),
        ("", "inner/a", "inner"),
        ("inner", "inner/a", "a"),
        ("inner", "inner/deep/a", "deep"),
        ("inner", "a", None),
        ("inner", "inner2/a", None),
    ],
)
def test_a_place_seen_from_a_process(calls: str, path: str, element: str | None) -> None:
    assert local(calls, path) == element
