"""Verdicts on materials: what a clerk says of each one handed in."""

from __future__ import annotations

IN_ORDER = "pass"
FAULTY = ("fail", "missing")
"""Verdicts of what has to be corrected: not in order, not there."""
VERDICTS = (IN_ORDER, *FAULTY)

ASKS_FAULTY = "faulty"
"""Value of a wait's property `materials`: it asks for what was not in order (architecture §8)."""


def is_faulty(verdict: str) -> bool:
    """Whether a material with this verdict has to be corrected; one not judged yet is not."""
    return verdict in FAULTY
