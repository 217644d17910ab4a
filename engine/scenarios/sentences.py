"""What went wrong, as one sentence."""

from __future__ import annotations

from engine.errors import RefusedByGate, ZhenwuError


def why(error: Exception) -> str:
    """The sentence of a refusal with what it says in detail; every error of a gate."""
    if isinstance(error, RefusedByGate):
        rows = [
            f"{row['element_id']} {row['message']}"
            for row in error.details["findings"]
            if row["severity"] == "error"
        ]
        return "；".join(rows)
    if isinstance(error, ZhenwuError):
        return f"{error.sentence()} {error.details or ''}".strip()
    return str(error)
