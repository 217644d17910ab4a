"""What a topic of a service task is: its declared inputs and outputs, and for one inside the transaction what
it does."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from engine.domain.facts import Fact
from engine.domain.rows import CaseRow
from engine.domain.value_types import TYPE_WORDS, described, fits

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True)
class Ask:
    """One service task asking a topic inside its transaction.

    `variables` are those of the case, `facts` those that the same command decided before and that are not
    written yet. `year` is the town's present year, `book` gives the rows of a book that are in force today.
    """

    connection: Connection
    case: CaseRow
    variables: Mapping[str, Any]
    path: str
    inputs: Mapping[str, Any]
    facts: Sequence[Fact]
    now: datetime
    at: str
    year: int
    book: Callable[[str], Sequence[Mapping[str, Any]]]
    new_id: Callable[[], str]
    town_id: str
    by: str


@dataclass(frozen=True)
class Answered:
    """What a topic answers: variables, facts for the door to write, and what the record says of it."""

    outputs: Mapping[str, Any] = field(default_factory=dict)
    facts: tuple[Fact, ...] = ()
    detail: Mapping[str, Any] = field(default_factory=dict)


class AskRefused(Exception):
    """A topic cannot do what it is asked; nothing of the step is kept. `zh` and `en` say why."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


@dataclass(frozen=True)
class Topic:
    """A topic by its name. Types of inputs and outputs are those of `engine.domain.value_types`.

    `run` answers inside the transaction; None sends an effect through the outbox and waits for its answer.
    `plain` topics serve tests and training and take any inputs; only plain processes may name them.
    """

    name: str
    zh: str
    en: str
    inputs: Mapping[str, str] = field(default_factory=dict)
    outputs: Mapping[str, str] = field(default_factory=dict)
    run: Callable[[Ask], Answered] | None = None
    plain: bool = False

    @property
    def inside(self) -> bool:
        return self.run is not None

    def require(self, inputs: Mapping[str, Any]) -> None:
        """Raise AskRefused unless every declared input has a value of its type; null is none."""
        for name, kind in self.inputs.items():
            if not fits(kind, inputs.get(name)):
                (zh, en), (came, came_en) = TYPE_WORDS[kind], described(inputs.get(name))
                raise AskRefused(
                    f"输入 {name} 应是{zh}，传来的是{came}",
                    f"the input {name} must be {en}, it got {came_en}",
                )
