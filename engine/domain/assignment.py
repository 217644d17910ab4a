"""Who may see, claim and complete a task: posts, scope, four eyes. Everything fails closed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.domain.actors import ANY_STAFF, Actor, Scope
from engine.domain.model import Node, ProcessModel


def candidates(node: Node, model: ProcessModel) -> tuple[str, ...]:
    """Candidate posts of a user task; in a plain process one without post is anybody's of the town."""
    if node.candidate_groups or model.is_item:
        return node.candidate_groups
    return (ANY_STAFF,)


def is_candidate(actor: Actor, posts: Iterable[str], scope: Scope) -> bool:
    return actor.is_staff and any(actor.holds(post, scope) for post in posts)


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
    node: Node, model: ProcessModel, actors: Mapping[str, frozenset[str]], login: str
) -> str | None:
    """Four eyes: the element on which `login` acted before and must not have, None when there is none.

    The rule holds both ways: in parallel branches the step that names the other may be done first.
    `actors` maps an element id (and "start") to every login that ever acted on it in this case.
    """
    return next((one for one in apart(node, model) if login in actors.get(one, frozenset())), None)


def apart(node: Node, model: ProcessModel) -> tuple[str, ...]:
    """Elements whose people must differ from this one's: those it names, and those that name it."""
    names_it = (other.id for other in model.nodes.values() if node.id in other.not_same_as)
    return tuple(dict.fromkeys([*node.not_same_as, *names_it]))
