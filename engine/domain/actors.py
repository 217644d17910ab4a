"""Who acts: staff, a citizen, or the system itself; with rights, posts and where they hold.

Rights come from roles, posts from assignments; both fail closed: what is not listed is not allowed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

RESERVED_LOGINS = frozenset({"citizen", "system"})
"""What records call people without an account; an account of that name would see their cases."""

ANY_STAFF = "*"
"""Candidate post of a task that any staff member of the town may claim (plain processes only)."""


@dataclass(frozen=True)
class Scope:
    """Where something belongs or somebody works: ("town", key), ("village", key), ("department", key) …"""

    kind: str
    id: str


@dataclass(frozen=True)
class Assignment:
    """One post held somewhere. Fallback holders count as holders (architecture §10)."""

    post: str
    scope: Scope

    def covers(self, scope: Scope) -> bool:
        """A town's holder covers everything in the town; below it only the same place, or `*`."""
        if self.scope.kind == "town":
            return True
        return self.scope.kind == scope.kind and self.scope.id in ("*", scope.id)


@dataclass(frozen=True)
class Actor:
    """Somebody who sends a command. `login` is what audit records name."""

    login: str
    name: str
    kind: Literal["staff", "citizen", "system"]
    town_id: str
    rights: frozenset[str] = frozenset()
    assignments: tuple[Assignment, ...] = ()
    department: str = ""
    address: str = field(default="", compare=False)
    """Network address the command came from; recorded, never decisive."""

    @property
    def is_staff(self) -> bool:
        return self.kind == "staff"

    @property
    def is_system(self) -> bool:
        return self.kind == "system"

    def may(self, right: str) -> bool:
        """Whether the actor has the right. Whoever runs the command line owns the machine."""
        return self.is_system or right in self.rights

    def posts(self) -> frozenset[str]:
        return frozenset(assignment.post for assignment in self.assignments)

    def holds(self, post: str, scope: Scope) -> bool:
        """Whether the actor holds `post` for something that belongs to `scope`."""
        if post == ANY_STAFF:
            return self.is_staff
        return any(held.post == post and held.covers(scope) for held in self.assignments)


def citizen(town_id: str, case_no: str = "", address: str = "") -> Actor:
    """Somebody without an account: before a case `citizen`, with number and code `citizen:<case_no>`."""
    login = f"citizen:{case_no}" if case_no else "citizen"
    return Actor(login=login, name="申请人", kind="citizen", town_id=town_id, address=address)


def system(town_id: str) -> Actor:
    """The command line and the engine's own work."""
    return Actor(login="system", name="系统", kind="system", town_id=town_id)
