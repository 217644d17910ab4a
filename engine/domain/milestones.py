"""Milestones between which the clock of a case runs. Source: architecture §7."""

from __future__ import annotations

from collections.abc import Container

ACCEPT, COMPLETE = "accept", "complete"


def clock_runs(reached: Container[str]) -> bool:
    """Whether promise and law are running: the case is accepted and not decided yet."""
    return ACCEPT in reached and COMPLETE not in reached
