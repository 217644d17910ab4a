"""Who covers what: posts, places, four eyes."""

from __future__ import annotations

import pytest

from engine.domain.actors import ANY_STAFF, Actor, Assignment, Scope, citizen, system
from engine.domain.assignment import (
    candidates,
    case_scope,
    earlier_actor,
    is_candidate,
    is_kept_apart,
    may_cancel,
    may_record,
    task_scope,
)
from engine.domain.model import Node, ProcessModel

TOWN, OTHER_TOWN = Scope("town", "xuxiake"), Scope("town", "qingyang")
HERE, THERE, EVERYWHERE = Scope("village", "jinfeng"), Scope("village", "huangtang"), Scope("village", "*")
OFFICE, GRID = Scope("department", "civil_affairs"), Scope("grid", "jinfeng")


def staff(*held: tuple[str, Scope]) -> Actor:
    return Actor(
        "a", "甲", "staff", "xuxiake", assignments=tuple(Assignment(post, scope) for post, scope in held)
    )


def model(kind: str = "service") -> ProcessModel:
    return ProcessModel("k", "k", 1, True, "", (), {"kind": kind}, {}, {})


@pytest.mark.parametrize(
    ("held", "scope", "covers"),
    [
        (TOWN, TOWN, True),
        (TOWN, HERE, True),
        (TOWN, OFFICE, True),
        (HERE, HERE, True),
        (HERE, THERE, False),
        (HERE, TOWN, False),
        (HERE, GRID, False),
        (GRID, HERE, False),
        (EVERYWHERE, HERE, True),
        (EVERYWHERE, OFFICE, False),
        (EVERYWHERE, TOWN, False),
        (OFFICE, OFFICE, True),
        (OFFICE, Scope("department", "human_resources"), False),
        (Scope("village", ""), HERE, False),
    ],
)
def test_a_place_covers_itself_and_the_town_everything(held: Scope, scope: Scope, covers: bool) -> None:
    assert Assignment("counter", held).covers(scope) is covers
    assert staff(("counter", held)).holds("counter", scope) is covers
    assert is_candidate(staff(("counter", held)), ("decider", "counter"), scope) is covers


def test_post_and_place_must_belong_together() -> None:
    actor = staff(("counter", HERE), ("decider", THERE))
    assert not is_candidate(actor, ("counter",), THERE)
    assert not is_candidate(actor, ("decider",), HERE)
    assert is_candidate(actor, ("decider",), THERE)


def test_nothing_held_or_nothing_asked_is_no() -> None:
    assert not is_candidate(staff(), ("counter",), TOWN)
    assert not is_candidate(staff(("counter", TOWN)), (), TOWN)


def test_any_staff_means_staff() -> None:
    assert is_candidate(staff(), (ANY_STAFF,), TOWN)
    assert not is_candidate(citizen("xuxiake"), (ANY_STAFF,), TOWN)
    assert not is_candidate(system("xuxiake"), (ANY_STAFF,), TOWN)


def test_rights_fail_closed_but_for_the_command_line() -> None:
    assert not staff(("counter", TOWN)).may("task.work")
    assert not citizen("xuxiake").may("task.work")
    assert system("xuxiake").may("task.work")


def test_a_citizen_is_named_by_the_case_alone() -> None:
    assert citizen("xuxiake").login == "citizen"
    assert citizen("xuxiake", "FW-20261125-0001").login == "citizen:FW-20261125-0001"


def test_a_task_without_post_is_anybodys_in_a_plain_process_only() -> None:
    node = Node("first", "userTask")
    assert candidates(node, model("plain")) == (ANY_STAFF,)
    assert candidates(node, model("service")) == ()
    posts = Node("first", "userTask", candidate_groups=("counter",))
    assert candidates(posts, model("plain")) == candidates(posts, model("service")) == ("counter",)


@pytest.mark.parametrize(
    ("channel", "held", "scope"),
    [
        ("village", [("counter", HERE)], HERE),
        ("village", [("decider", HERE)], TOWN),
        ("village", [("counter", TOWN)], TOWN),
        ("village", [("counter", TOWN), ("counter", HERE)], HERE),
        ("window", [("counter", HERE)], TOWN),
        ("online", [], TOWN),
    ],
)
def test_a_case_belongs_to_the_village_that_took_it_in(
    channel: str, held: list[tuple[str, Scope]], scope: Scope
) -> None:
    assert case_scope(channel, staff(*held), "xuxiake") == scope


@pytest.mark.parametrize(
    ("posts", "department", "scope"),
    [
        (("reviewer",), "13", Scope("department", "13")),
        (("counter", "reviewer"), "13", Scope("department", "13")),
        (("counter",), "13", HERE),
        (("reviewer",), "", HERE),
        (("ghost",), "13", HERE),
        ((), "13", HERE),
    ],
)
def test_a_task_belongs_to_the_department_when_its_post_does(
    posts: tuple[str, ...], department: str, scope: Scope
) -> None:
    scopes = {"counter": frozenset({"town", "village"}), "reviewer": frozenset({"department"})}
    assert task_scope(posts, scopes, HERE, department) == scope


@pytest.mark.parametrize(
    ("not_same_as", "actors", "found"),
    [
        ("", {"first": frozenset({"a"})}, None),
        ("first", {}, None),
        ("first", {"first": frozenset({"b"})}, None),
        ("first", {"first": frozenset({"b", "a"})}, "first"),
        ("start,first", {"start": frozenset({"a"}), "first": frozenset({"a"})}, "start"),
        (" start , first ", {"first": frozenset({"a"})}, "first"),
        ("first", {"second": frozenset({"a"})}, None),
    ],
)
def test_four_eyes_names_the_first_step_acted_on(
    not_same_as: str, actors: dict[str, frozenset[str]], found: str | None
) -> None:
    node = Node("second", "userTask", properties={"not_same_as": not_same_as})
    model = drawn(node, Node("first", "userTask"))
    assert earlier_actor("second", node, actors, "a", model.nodes.get) == found


def test_four_eyes_hold_when_the_naming_step_was_done_first() -> None:
    """In parallel branches `check` (not the same as `decide`) may be finished before `decide`."""
    check = Node("check", "userTask", properties={"not_same_as": "decide"})
    decide = Node("decide", "userTask")
    model = drawn(check, decide)
    assert earlier_actor("decide", decide, {"check": frozenset({"a"})}, "a", model.nodes.get) == "check"
    assert earlier_actor("decide", decide, {"check": frozenset({"a"})}, "b", model.nodes.get) is None


def drawn(*nodes: Node) -> ProcessModel:
    """A model of these nodes alone."""
    return ProcessModel("k", "k", 1, True, "", (), {}, {node.id: node for node in nodes}, {})


@pytest.mark.parametrize(
    ("path", "named", "acted", "kept_apart"),
    [
        ("serve/make_doc/seal", "make", "serve/make_doc/make", True),
        ("serve/make_doc/seal", "make", "make", False),
        ("serve/make_doc/seal", "make", "issue/make", False),
        ("decide", "@issue/make", "serve/issue/make", True),
        ("decide", "@issue/make", "issue/make", True),
        ("decide", "@issue/make", "reissue/make", False),
        ("serve/decide", "@start", "start", True),
        ("serve/decide", "start", "start", True),
    ],
)
def test_who_is_kept_apart_through_calls(path: str, named: str, acted: str, kept_apart: bool) -> None:
    """A plain id means the same process instance, `@a/b` any task whose path of calls ends so."""
    element = path.rpartition("/")[2]
    node = Node(element, "userTask", properties={"not_same_as": named})
    other = Node(acted.rpartition("/")[2], "userTask")
    nodes = {path: node, acted: other}
    found = earlier_actor(path, node, {acted: frozenset({"a"})}, "a", nodes.get)
    assert (found == acted) is kept_apart
    if acted != "start":  # nobody starts a case after a task of it
        back = earlier_actor(acted, other, {path: frozenset({"a"})}, "a", nodes.get)
        assert (back == path) is kept_apart


def test_without_a_rule_nobody_is_asked_about() -> None:
    """The question costs a query, so it is put only where a rule may concern the task."""
    rule = Node("decide", "userTask", properties={"not_same_as": "@issue/make"})
    free, made = Node("review", "userTask"), Node("make", "userTask")
    models = [drawn(rule, free), drawn(made)]
    assert is_kept_apart("decide", rule, models)
    assert is_kept_apart("issue/make", made, models)
    assert not is_kept_apart("review", free, models)


# --- messages and cancelling: the rule of the command and of the page


DESK = Node("wait", "receiveTask", properties={"posts": "counter"})
ASKED = Node("asked", "receiveTask", properties={"audience": "citizen"})
HALL = Scope("town", "xuxiake")


def _somebody(kind="staff", *posts, rights=("task.work",), login="li"):
    held = tuple(Assignment(post, HALL) for post in posts)
    return Actor(login, login, kind, "xuxiake", frozenset(rights), held)


@pytest.mark.parametrize(
    ("actor", "waits", "is_item", "allowed"),
    [
        (_somebody("staff", "counter"), [DESK], True, True),
        (_somebody("staff", "counter"), [ASKED, DESK], True, True),
        (_somebody("staff", "counter"), [ASKED], True, False),
        (_somebody("staff", "counter", rights=()), [DESK], True, False),
        (_somebody("staff", "reviewer"), [DESK], True, False),
        (_somebody("staff", "reviewer"), [DESK], False, True),
        (_somebody("staff", "reviewer"), [], False, True),
        (_somebody("staff", rights=()), [DESK], False, False),
        (_somebody("staff", rights=("messages",)), [DESK], True, True),
        (_somebody("system"), [], True, True),
        (_somebody("citizen", rights=()), [ASKED], True, True),
        (_somebody("citizen", rights=()), [DESK], True, False),
        (_somebody("citizen", rights=()), [DESK], False, False),
    ],
)
def test_who_may_record_a_message(actor, waits, is_item, allowed):
    assert may_record(actor, waits, is_item, HALL) is allowed


COUNTER = _somebody("staff", "counter")


@pytest.mark.parametrize(
    ("actor", "tasks", "waits", "starters", "allowed"),
    [
        (COUNTER, [(["counter"], HALL)], [], [], True),
        (COUNTER, [(["reviewer"], HALL)], [], [], False),
        (COUNTER, [(["reviewer"], HALL)], [DESK], [], True),
        (COUNTER, [(["reviewer"], HALL)], [], ["citizen", "counter"], True),
        (COUNTER, [], [], [], False),
        (_somebody("staff", login="who_took_it_in"), [], [], [], True),
        (_somebody("staff", login="who_took_it_in"), [(["reviewer"], HALL)], [], [], False),
        (_somebody("citizen", login="who_took_it_in"), [], [], [], False),
        (_somebody("system"), [], [], [], True),
    ],
)
def test_who_may_cancel_a_case(actor, tasks, waits, starters, allowed):
    assert may_cancel(actor, tasks, waits, starters, HALL, "who_took_it_in") is allowed
