"""States of tasks, cases and definition versions, and the one table of what may follow what."""

from __future__ import annotations

from enum import StrEnum


class TaskState(StrEnum):
    OPEN = "open"
    CLAIMED = "claimed"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    RETURNED = "returned"


class CaseStatus(StrEnum):
    ACTIVE = "active"
    SUSPENDED = "suspended"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    FAILED = "failed"


class JobState(StrEnum):
    """`failed`: an attempt failed for good; kept and shown while the case stands there. `cancelled`: the case
    went on without it; one that had failed keeps its error."""

    ARMED = "armed"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


class VersionStatus(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


TASK_MOVES: dict[TaskState, dict[str, TaskState]] = {
    TaskState.OPEN: {
        "claim": TaskState.CLAIMED,
        # the API may complete without an explicit claim: both in one step (contract)
        "complete": TaskState.COMPLETED,
        "cancel": TaskState.CANCELLED,
    },
    TaskState.CLAIMED: {
        "release": TaskState.OPEN,
        "complete": TaskState.COMPLETED,
        "return": TaskState.RETURNED,
        "cancel": TaskState.CANCELLED,
    },
    TaskState.COMPLETED: {},
    TaskState.CANCELLED: {},
    TaskState.RETURNED: {},
}
"""state -> verb -> next state; a verb that is missing is refused with NotOpen."""

VERSION_MOVES: dict[VersionStatus, dict[str, VersionStatus]] = {
    VersionStatus.DRAFT: {"publish": VersionStatus.PUBLISHED, "retire": VersionStatus.RETIRED},
    VersionStatus.PUBLISHED: {"retire": VersionStatus.RETIRED},
    VersionStatus.RETIRED: {"publish": VersionStatus.PUBLISHED},
}

WORDS: dict[str, tuple[str, str]] = {
    "open": ("待签收", "to be claimed"),
    "claimed": ("办理中", "being worked on"),
    "active": ("办理中", "active"),
    "suspended": ("已中止", "suspended"),
    "completed": ("已办结", "completed"),
    "cancelled": ("已撤销", "cancelled"),
    "returned": ("已退回", "returned"),
    "failed": ("异常终止", "failed"),
    "armed": ("待执行", "waiting"),
    "done": ("已完成", "done"),
    "draft": ("草稿", "draft"),
    "published": ("已发布", "published"),
    "retired": ("已停用", "retired"),
}


def task_after(state: str, verb: str) -> TaskState | None:
    """The state after the verb, None when the verb is not allowed there."""
    return TASK_MOVES[TaskState(state)].get(verb)
