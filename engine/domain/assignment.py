"""Who may see, claim and complete a task, record a message, cancel a case: posts, scope, four eyes.

Everything fails closed. Commands and the pages that show their buttons ask the same function.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from engine.domain.actors import ANY_STAFF, Actor, Scope
from engine.domain.model import Node, ProcessModel
from engine.domain.rights import MESSAGES, WORK
from engine.domain.rows import element_path

CITIZEN = "citizen"
"""Kind of actor, and value of `audience` of a wait that the applicant may answer."""


def candidates(node: Node, model: ProcessModel) -> tuple[str, ...]:
    """Candidate posts of a user task; in a plain process one without post is anybody's of the town."""
    if node.candidate_groups or model.is_item:
        return node.candidate_groups
    return (ANY_STAFF,)


def is_candidate(actor: Actor, posts: Iterable[str], scope: Scope) -> bool:
    return actor.is_staff and any(actor.holds(post, scope) for post in posts)


def is_trusted(actor: Actor) -> bool:
    """The system and connectors may send any message."""
    return actor.is_system or actor.may(MESSAGES)


def may_record(actor: Actor, waits: Iterable[Node], is_item: bool, scope: Scope) -> bool:
    """Whether the actor may end one of these waits of a case that belongs to `scope`.

    A holder of a post of the wait, the citizen whose case it is where the wait says so, or a connector; in a
    plain process any staff, whatever it waits for (contract, plain processes).
    """
    if is_trusted(actor):
        return True
    if actor.kind == CITIZEN:
        return any(wait.properties.get("audience") == CITIZEN for wait in waits)
    if not actor.may(WORK):
        return False
    return not is_item or any(is_candidate(actor, wait.posts, scope) for wait in waits)


def may_cancel(
    actor: Actor,
    tasks: Iterable[tuple[Iterable[str], Scope]],
    waits: Iterable[Node],
    starters: Iterable[str],
    case: Scope,
    started_by: str,
) -> bool:
    """Whether the case may be cancelled by the actor, where it belongs: holders of a post of an open task, of
    an open wait or of those that start the item; who took in a case on which nobody works.

    `tasks` are (posts, place) of those that are open.
    """
    places = list(tasks)
    if actor.is_system or any(is_candidate(actor, posts, place) for posts, place in places):
        return True
    if not places and actor.is_staff and actor.login == started_by:
        return True
    return is_candidate(actor, {post for wait in waits for post in wait.posts}.union(starters), case)


def case_scope(channel: str, actor: Actor, town_id: str) -> Scope:
    """A case taken in at a village station belongs to that village, any other to the town.

    Source: architecture §10.
    """
    if channel == "village":
        for held in actor.assignments:
            if held.post == "counter" and held.scope.kind == "village":
                return held.scope
    return Scope("town", town_id)


def task_scope(
    posts: Iterable[str], post_scopes: Mapping[str, frozenset[str]], case: Scope, department: str
) -> Scope:
    """Where a task belongs: to the item's department when its posts are held by department, else to the
    case's own place. `post_scopes` is the column `scope` of the book `posts`."""
    by_department = [post for post in posts if "department" in post_scopes.get(post, frozenset())]
    if department and by_department:
        return Scope("department", department)
    return case


def earlier_actor(
    path: str,
    node: Node,
    actors: Mapping[str, frozenset[str]],
    login: str,
    node_at: Callable[[str], Node | None],
) -> str | None:
    """Four eyes: the path of the task on which `login` acted before and must not have; None: they may act.

    The rule holds both ways: in parallel branches the step that names the other may be done first. `actors`
    maps the path of a task (and "start") to every login that ever acted on it in this case.
    """
    acted = [other for other, logins in actors.items() if login in logins and other != path]
    for other in acted:
        if _named(node.not_same_as, path, other):
            return other
    for other in acted:
        found = node_at(other) if other != "start" else None
        if found is not None and _named(found.not_same_as, other, path):
            return other
    return None


def is_kept_apart(path: str, node: Node, models: Iterable[ProcessModel]) -> bool:
    """Whether any rule may concern the task at `path`: it names others, or some task names it."""
    if node.not_same_as:
        return True
    named = {one for model in models for other in model.nodes.values() for one in other.not_same_as}
    return any(one == node.id or _means(one, "", path) for one in named)


def _named(names: Iterable[str], own: str, other: str) -> bool:
    return any(_means(one, own, other) for one in names)


def _means(one: str, own: str, other: str) -> bool:
    """Whether `one` of `not_same_as`, written at the task `own`, means the task at the path `other`.

    `start` is who started the case, `@a/b` any task whose path of calls ends so, an id the task of the same
    process instance.
    """
    if one.startswith("@"):
        return other == one[1:] or other.endswith(f"/{one[1:]}")
    return other == (one if one == "start" else element_path(own.rpartition("/")[0], one))
