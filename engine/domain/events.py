"""What a node waits for, calls and maps, as a designer drew it. Plain data, beside `engine.domain.model`."""

from __future__ import annotations

from dataclasses import dataclass

TIMER_FORMS = ("timeDate", "timeDuration", "timeCycle")
"""How a timer says when: an instant, a length of time, a repetition."""


@dataclass(frozen=True)
class Trigger:
    """The event definition of an event node.

    `kind` is `message`, `timer` or `error` (another local name, if it is one this release does not run).
    `name` is the message's name or the error's code; `text` is a timer's text and `form` one of TIMER_FORMS.
    """

    kind: str
    name: str = ""
    text: str = ""
    form: str = ""
    reference: str = ""
    """The id that the file points to (`messageRef`, `errorRef`), kept for findings."""


@dataclass(frozen=True)
class Passing:
    """One `camunda:in` or `camunda:out` of a call: a variable or a FEEL text of one side becomes `target`
    of the other; `everything` is `variables="all"`."""

    target: str = ""
    source: str = ""
    expression: str = ""
    everything: bool = False


@dataclass(frozen=True)
class Parameter:
    """One `camunda:inputParameter` or `camunda:outputParameter`: FEEL text under a name."""

    name: str
    text: str


@dataclass(frozen=True)
class Declared:
    """An input or output that a procedure declares: `in.<name>=<type>[=default]`; types stand in
    `engine.domain.value_types`.

    `default` is the text behind the second `=`, None when there is none. A bool without one is false.
    """

    name: str
    type: str
    default: str | None = None


def read_declared(name: str, value: str) -> Declared:
    """`limit=10wd` -> Declared(name, "limit", "10wd")."""
    kind, mark, default = value.partition("=")
    return Declared(name, kind.strip(), default.strip() if mark else None)
