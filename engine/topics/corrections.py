"""How often a case went back to its applicant for correction."""

from __future__ import annotations

from engine.topics.topic import Answered, Ask, Topic


def _count(ask: Ask) -> Answered:
    """One more than the case remembers. A correction is asked for once (行政许可法 32(4)), so 1 is the most
    that a published item reaches."""
    known = ask.variables.get("correction_count")
    return Answered({"correction_count": (known if isinstance(known, int) else 0) + 1})


COUNT = Topic(
    "correction.count",
    "记录补正次数",
    "counts the corrections of the case",
    outputs={"correction_count": "int"},
    run=_count,
)
