"""The read side: plain SELECTs to frozen rows. Each query's first argument is the Reader."""

from engine.queries import (
    audit_trail,
    calendar,
    case_papers,
    case_view,
    catalogue,
    colleagues,
    corrections,
    diagrams,
    drafts,
    going_back,
    guide,
    jobs,
    people,
    progress,
    ratings,
    task_list,
    waits,
)
from engine.queries.reader import Reader

__all__ = [
    "Reader",
    "audit_trail",
    "calendar",
    "case_papers",
    "case_view",
    "catalogue",
    "colleagues",
    "corrections",
    "diagrams",
    "drafts",
    "going_back",
    "guide",
    "jobs",
    "people",
    "progress",
    "ratings",
    "task_list",
    "waits",
]
