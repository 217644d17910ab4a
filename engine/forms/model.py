"""A compiled form: what a template draws, what `load` checks, what FEEL may ask. Frozen, shared, no I/O."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

Sentence = tuple[str, str]
"""One sentence in Chinese and in English."""

SENSITIVE = frozenset({"id_number", "phone"})
"""Kinds encrypted at rest and masked on screen (architecture.md §6 point 5)."""

CHOICES = frozenset({"radio", "select", "checklist"})
"""Kinds whose value must be an option's."""


@dataclass(frozen=True)
class Option:
    """One choice. `label_en` may be empty: option texts of items may stay Chinese."""

    value: str
    label: str
    label_en: str = ""


@dataclass(frozen=True)
class Field:
    """One drawn component. `min` and `max` are in the unit that is typed: yuan for money.

    `outcomes`: the outcomes of a task for which it is asked, empty = for all; the reason of a refusal, say.

    `key` of a static text is `note-<n>`, which no field can have. `hide` is FEEL text without its `=`
    and already holds the conditions of the enclosing groups.
    """

    key: str
    kind: str
    label: str
    label_en: str = ""
    description: str = ""
    description_en: str = ""
    required: bool = False
    options: tuple[Option, ...] = ()
    options_from: str = ""
    default: Any = field(default=None, hash=False)
    hide: str = ""
    outcomes: tuple[str, ...] = ()
    min: Decimal | None = None
    max: Decimal | None = None
    decimals: int = 0
    min_length: int = 0
    max_length: int = 0
    multiple: bool = False
    group: str = ""
    sensitive: bool = False
    past: bool = False
    future: bool = False
    line: int = 0

    @property
    def is_note(self) -> bool:
        """True for static text, which has no value."""
        return self.kind == "note"

    def words(self, language: str = "zh") -> str:
        """The label in the reader's language; Chinese where no English one was written."""
        return (self.label_en or self.label) if language.startswith("en") else self.label

    def hint(self, language: str = "zh") -> str:
        """The description in the reader's language, "" where there is none."""
        return (self.description_en or self.description) if language.startswith("en") else self.description


@dataclass(frozen=True)
class Form:
    """A form of one version. `fields` are in drawing order, groups flattened."""

    key: str
    title: str
    fields: tuple[Field, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Keys that carry a value."""
        return tuple(one.key for one in self.fields if not one.is_note)

    @property
    def sensitive(self) -> frozenset[str]:
        """Keys whose values are encrypted at rest."""
        return frozenset(one.key for one in self.fields if one.sensitive)

    def field(self, key: str) -> Field | None:
        """The field of that key, or None."""
        return next((one for one in self.fields if one.key == key), None)


Lookup = Callable[[str], Sequence[Option]]
"""Code list name -> its options on the day of the case."""


@dataclass(frozen=True)
class Surroundings:
    """What the checks need from outside: the day, the code lists, the actor's uploads."""

    today: date
    lookup: Lookup
    uploads: Callable[[str], bool]
