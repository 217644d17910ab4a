"""Milestones by kind of item, their words, and those between which the clock of a case runs.

Source: families.md §3, architecture §7.
"""

from __future__ import annotations

from collections.abc import Container, Mapping

ACCEPT, COMPLETE = "accept", "complete"

MILESTONES: Mapping[str, tuple[str, ...]] = {
    "service": (ACCEPT, "first_review", "review", COMPLETE, "pickup"),
    "social": (
        *("capture", "locate", ACCEPT, "settle", "handle"),
        *("verify", "score", "file_score", "archive"),
    ),
    "penalty": (
        *("lead", "filing", "investigate", "report", "legal_review"),
        *("notice", "decide", "serve", "execute", "archive"),
    ),
}
"""Kind of item -> its milestones in their order."""

WORDS: Mapping[str, tuple[str, str]] = {
    ACCEPT: ("受理", "Accepted"),
    "first_review": ("初审", "First review"),
    "review": ("审核", "Review"),
    COMPLETE: ("办结", "Decided"),
    "pickup": ("取件", "Collected"),
    "capture": ("发现", "Reported"),
    "locate": ("定位", "Located"),
    "settle": ("落责", "Assigned"),
    "handle": ("处置", "Handled"),
    "verify": ("核查", "Checked"),
    "score": ("计分", "Scored"),
    "file_score": ("入档", "Score filed"),
    "archive": ("归档", "Archived"),
    "lead": ("线索", "Lead"),
    "filing": ("立案", "Case filed"),
    "investigate": ("调查", "Investigated"),
    "report": ("调查报告", "Report"),
    "legal_review": ("法制审核", "Legal review"),
    "notice": ("告知", "Prior notice"),
    "decide": ("决定", "Decision"),
    "serve": ("送达", "Served"),
    "execute": ("执行", "Executed"),
}

LASTING = frozenset({ACCEPT})
"""Milestones that no step back undoes. A case is accepted once: the applicant was told, and promise and law
run from that day (行政许可法 42) whatever is done again inside the house, around its stops."""


def clock_runs(reached: Container[str]) -> bool:
    """Whether promise and law are running: the case is accepted and not decided yet."""
    return ACCEPT in reached and COMPLETE not in reached
