"""A finding of the publish gate: what is wrong, where, and how a process designer mends it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Finding:
    """One finding. `line` counts from 1; 0 = the file as a whole. `element_id` may be empty."""

    file: str
    line: int
    severity: Severity
    code: str
    element_id: str
    zh: str
    en: str

    @property
    def is_error(self) -> bool:
        return self.severity == "error"

    def message(self, language: str = "zh") -> str:
        return self.en if language.startswith("en") else self.zh

    def as_json(self, language: str = "zh") -> dict[str, Any]:
        """The row of `zhenwu lint --format json` and of POST /deployments."""
        return {
            "file": self.file,
            "line": self.line,
            "severity": self.severity,
            "code": self.code,
            "element_id": self.element_id,
            "message": self.message(language),
            "message_en": self.en,
        }

    def as_text(self, language: str = "zh") -> str:
        """`file:line: severity code element_id sentence`, as the command line prints it."""
        return (
            f"{self.file}:{self.line}: {self.severity} {self.code} {self.element_id} {self.message(language)}"
        )
