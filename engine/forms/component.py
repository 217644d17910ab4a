"""The component of a form file that is being read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.forms.typed import mapping

Complain = Callable[[str, str, str], None]
"""Takes code, Chinese sentence, English sentence of an error about the component at hand."""


@dataclass(frozen=True)
class Component:
    """A component under reading: its JSON object, its kind, and where objections go."""

    raw: Mapping[str, Any]
    kind: str
    complain: Complain

    @property
    def validate(self) -> Mapping[str, Any]:
        return mapping(self.raw.get("validate"))

    @property
    def properties(self) -> Mapping[str, Any]:
        return mapping(self.raw.get("properties"))
