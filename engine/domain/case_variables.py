"""Names of variables that the engine itself sets. Source: families.md §6."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

CASE_VARIABLES = ("case_no", "item_code", "channel", "applicant_kind", "subject_kind")
"""Set once at the start of a case, texts. Known in every called procedure without being passed, and never set
by a form, a message, an answer or a mapping."""

OUTCOME = "outcome"
RESULT = "result"

RESERVED = frozenset((*CASE_VARIABLES, OUTCOME, RESULT))
"""Names that no step may give to a variable of its own."""


def without_case_variables(values: Mapping[str, Any]) -> dict[str, Any]:
    """What a form or an answer brought, without the engine's own: neither gives a case another number."""
    return {name: value for name, value in values.items() if name not in CASE_VARIABLES}
