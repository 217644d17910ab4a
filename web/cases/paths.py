"""Places of a case in words: a path through called procedures such as `correction/notice`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from web import language

if TYPE_CHECKING:
    from engine.domain.model import Node
    from engine.runtime.parse import Program

BETWEEN = " › "


def node_of(program: Program, path: str) -> Node | None:
    """The node at a path; None for what is no element, such as a cancellation or a milestone's letter."""
    try:
        return program.node_at(path)
    except KeyError:
        return None


def path_words(program: Program, path: str) -> str:
    """`correction/notice` -> 补正 › 一次告知补正; what the process does not know stays as it is."""
    parts = path.split("/")
    nodes = [node_of(program, "/".join(parts[: n + 1])) for n in range(len(parts))]
    labels = [node.label(language.current()) for node in nodes if node is not None]
    return BETWEEN.join(labels) if len(labels) == len(parts) else path
