"""Words that the story of a case and its steps share: outcomes and milestones."""

from __future__ import annotations

from engine.domain import milestones
from engine.domain.model import Node
from web import language

MILESTONES = milestones.WORDS


def outcome_words(node: Node | None, outcome: str) -> str:
    """The label of an outcome as the designer wrote it."""
    if node is None or not outcome:
        return ""
    english = language.current() == "en"
    found = next((one for one in node.outcomes if one.key == outcome), None)
    return (found.label_en if english else found.label) if found is not None else outcome
