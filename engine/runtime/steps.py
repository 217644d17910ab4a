"""What a step did, as plain data: places that opened and closed, waits, what was passed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

Found = TypeVar("Found")

MOST_ROUNDS = 20
"""Topics and kept messages that one command answers. Source: architecture §6.4."""


@dataclass(frozen=True)
class Token:
    """An open place in the case: where a person is awaited. `path` names the calls that lead there,
    `variables` are those that the place sees."""

    id: str
    element_id: str
    path: str = ""
    variables: Mapping[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Wait:
    """An open place where an event is awaited: one row for each event of a gateway.

    `due` is a timer's instant as UTC text, `keys` a message's correlation, `topic` and `inputs` what a
    service task asks; the others are empty.
    """

    token: str
    element_id: str
    path: str
    kind: str
    name: str = ""
    due: str = ""
    keys: Mapping[str, Any] = field(default_factory=dict)
    inputs: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """What one action did. `state` is None when the case ended."""

    state: bytes | None
    opened: tuple[Token, ...]
    closed: tuple[Token, ...]
    passed: tuple[str, ...]
    """Elements completed in this step, in order: tasks, gateways, scripts, events; those of called
    procedures behind the path of calls, as in `correction/notice`."""
    variables: Mapping[str, Any]
    result: str | None
    waits_opened: tuple[Wait, ...] = ()
    waits_closed: tuple[Wait, ...] = ()
    results: Mapping[str, str] = field(default_factory=dict)
    """What calls that came back ended with, by their paths."""

    @property
    def ended(self) -> bool:
        return self.state is None


def joined(first: Step, then: Step) -> Step:
    """Two steps of one command as one: what the first opened and the second closed never was."""
    return Step(
        state=then.state,
        opened=(*_without(first.opened, then.closed, _token), *then.opened),
        closed=(*first.closed, *_without(then.closed, first.opened, _token)),
        passed=(*first.passed, *then.passed),
        variables=then.variables,
        result=then.result,
        results={**first.results, **then.results},
        waits_opened=(*_without(first.waits_opened, then.waits_closed, _place), *then.waits_opened),
        waits_closed=(*first.waits_closed, *_without(then.waits_closed, first.waits_opened, _place)),
    )


def _token(token: Token) -> str:
    return token.id


def _place(wait: Wait) -> tuple[str, str]:
    return wait.token, wait.element_id


def _without(
    some: tuple[Found, ...], others: tuple[Found, ...], key: Callable[[Found], Any]
) -> tuple[Found, ...]:
    gone = {key(one) for one in others}
    return tuple(one for one in some if key(one) not in gone)
