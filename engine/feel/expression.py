"""A compiled expression and the one way to get one."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from engine.feel.compiler import build
from engine.feel.context import Context
from engine.feel.errors import FeelError
from engine.feel.parser import parse
from engine.feel.suggest import suggest
from engine.feel.syntax import Name, Node, Path, walk
from engine.feel.values import settle

# With a text that FEEL would write another way, these only say that something stands in the way.
_VAGUE = frozenset({"feel.unexpected", "feel.bad_character", "feel.question_mark", "feel.unknown_function"})


class Expression:
    """Immutable and shared between threads. `names` are the variables read, `paths` the `a.b` read."""

    __slots__ = ("_evaluate", "names", "paths", "text", "tree")

    def __init__(self, text: str, tree: Node) -> None:
        self.text = text
        self.tree = tree
        nodes = list(walk(tree))
        paths = [node for node in nodes if isinstance(node, Path)]
        self.paths = frozenset(path.dotted for path in paths)
        self.names = frozenset(
            {node.name for node in nodes if isinstance(node, Name)} | {path.root for path in paths}
        )
        self._evaluate = build(tree)

    def evaluate(self, context: Context) -> Any:
        """The value: None, bool, int, Decimal, str, date, datetime, list or dict. Never raises."""
        value = self._evaluate(context)
        return settle(value) if type(value) is list or type(value) is dict else value

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        """Copies and pickles go by the text: closures are neither."""
        return compile_text, (self.text,)


@lru_cache(4096)
def compile_text(text: str) -> Expression:
    """The expression of a text. Raises FeelError with a place, two sentences and maybe a suggestion."""
    try:
        return Expression(text, parse(text))
    except FeelError as error:
        refusal = error
    suggestion = suggest(text, refusal)
    if suggestion is None:
        raise refusal
    code = "feel.foreign" if refusal.code in _VAGUE - {"feel.unknown_function"} else refusal.code
    raise FeelError(code, refusal.pos, refusal.word, suggestion)
