"""Tokens -> syntax tree, by operator precedence (Pratt).

Written by hand because the refusal sentence and the caps live where the text is read (feel-facts §2).
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise

from engine.feel.errors import FeelError
from engine.feel.functions import FUNCTIONS
from engine.feel.lexer import REFUSED_WORDS, SHOWN, Token, tokens
from engine.feel.syntax import (
    Arithmetic,
    Call,
    Choice,
    Compare,
    CompareTest,
    ListOf,
    Literal,
    Logic,
    Membership,
    Name,
    Negate,
    Node,
    Not,
    Path,
    RangeTest,
    ValueTest,
)

MAX_NODES = 200
MAX_DEPTH = 32

_OR, _AND, _COMPARISON, _SUM, _PRODUCT = 1, 2, 3, 4, 5
_STRENGTH = {
    "or": _OR,
    "and": _AND,
    **dict.fromkeys(["=", "!=", "<", "<=", ">", ">=", "in", "between"], _COMPARISON),
    **dict.fromkeys("+-", _SUM),
    **dict.fromkeys("*/", _PRODUCT),
}
_COMPARISONS = ("<", "<=", ">", ">=", "=", "!=")
_CONSTANTS = {"true": True, "false": False, "null": None}

# Names by the grammar, but in a FEEL text always a slip from another language.
_FOREIGN_WORDS = frozenset(["True", "False", "None", "TRUE", "FALSE", "NULL", "AND", "OR", "NOT", "IN"])


def parse(text: str) -> Node:
    """The tree of a whole expression. Raises FeelError."""
    return _Parser(text).whole()


class _Parser:
    def __init__(self, text: str) -> None:
        self._tokens = tokens(text)
        self._index = 0
        self._depth = 0
        self._nodes = 0

    def whole(self) -> Node:
        tree = self._expression()
        if self._here.kind != "end":
            raise self._unexpected()
        return tree

    @property
    def _here(self) -> Token:
        return self._tokens[self._index]

    def _next(self) -> Token:
        token = self._tokens[self._index]
        self._index += 1
        return token

    def _at(self, *texts: str) -> bool:
        token = self._tokens[self._index]
        return token.text in texts and token.kind in ("mark", "keyword")

    def _take(self, *texts: str) -> str:
        """The text of the token if it is one of these; else the empty text, and nothing is read."""
        return self._next().text if self._at(*texts) else ""

    def _need(self, *texts: str) -> str:
        if not self._at(*texts):
            raise self._unexpected()
        return self._next().text

    def _unexpected(self) -> FeelError:
        token = self._here
        if token.kind == "end":
            return FeelError("feel.unfinished", token.pos)
        word = f'"{token.text[:SHOWN]}"' if token.kind == "text" else token.text[:SHOWN]
        if token.text in _FOREIGN_WORDS and token.kind == "name":
            return FeelError("feel.foreign", token.pos, word)
        if token.kind == "name" and token.text in REFUSED_WORDS:
            return FeelError("feel.unsupported", token.pos, word)
        before = self._tokens[self._index - 1] if self._index else token
        if token.text == "*" == before.text and token.kind == "mark":
            return FeelError("feel.unsupported", before.pos, "**")
        return FeelError("feel.unexpected", token.pos, word)

    def _count(self, pos: int, parts: int = 1) -> None:
        self._nodes += parts
        if self._nodes > MAX_NODES:
            raise FeelError("feel.too_complex", pos)

    def _many(self, item: Callable[[], Node], close: str) -> tuple[Node, ...]:
        """item, item … up to the closing bracket, which is read too."""
        found = [] if self._at(close) else [item()]
        while self._take(","):
            found.append(item())
        self._need(close)
        return tuple(found)

    # -- operators

    def _strength(self) -> int:
        token = self._tokens[self._index]
        return _STRENGTH.get(token.text, 0) if token.kind in ("mark", "keyword") else 0

    def _expression(self, least: int = 0) -> Node:
        """An expression whose operators bind stronger than `least`."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise FeelError("feel.too_complex", self._here.pos)
        left = self._operand()
        while (strength := self._strength()) > least:
            left = self._operation(left, strength)
        self._depth -= 1
        return left

    def _operation(self, left: Node, strength: int) -> Node:
        token = self._next()
        self._count(token.pos)
        if strength in (_OR, _AND):
            operands = [left, self._expression(strength)]
            while self._take(token.text):
                operands.append(self._expression(strength))
            return Logic(token.pos, token.text, tuple(operands))
        if strength > _COMPARISON:
            return Arithmetic(token.pos, token.text, left, self._expression(strength))
        node = self._comparison(left, token)
        if self._strength() == _COMPARISON:
            raise FeelError("feel.chained", self._here.pos)
        if self._strength() > _COMPARISON:  # `x in (1) * 2`
            raise self._unexpected()
        return node

    def _comparison(self, left: Node, token: Token) -> Node:
        if token.text == "in":
            if self._at("(") and not self._range_ahead():
                self._next()
                return Membership(token.pos, left, self._tests())
            return Membership(token.pos, left, (self._test(_COMPARISON),))
        if token.text == "between":
            low = self._expression(_COMPARISON)
            self._need("and")
            self._count(token.pos)
            between = RangeTest(token.pos, True, low, self._expression(_COMPARISON), True)
            return Membership(token.pos, left, (between,))
        return Compare(token.pos, token.text, left, self._expression(_COMPARISON))

    # -- operands

    def _operand(self) -> Node:
        token = self._next()
        if token.kind == "number":
            self._count(token.pos)
            return Literal(token.pos, Decimal(token.text) if "." in token.text else int(token.text))
        if token.kind == "text":
            self._count(token.pos)
            return Literal(token.pos, token.text)
        if token.kind == "function" or (token.kind == "name" and self._at("(")):
            return self._call(token)
        if token.kind == "name" and token.text not in REFUSED_WORDS and token.text not in _FOREIGN_WORDS:
            return self._variable(token)
        if token.kind == "keyword":
            return self._keyword(token)
        if token.kind == "mark":
            return self._mark(token)
        self._index -= 1
        raise self._unexpected()

    def _variable(self, token: Token) -> Node:
        keys: list[str] = []
        while self._take("."):
            if self._here.kind != "name":
                raise self._unexpected()
            keys.append(self._next().text)
        if self._at("["):
            raise FeelError("feel.open_range", self._here.pos, token.text[:SHOWN])
        self._count(token.pos, 1 + len(keys))
        return Path(token.pos, token.text, tuple(keys)) if keys else Name(token.pos, token.text)

    def _keyword(self, token: Token) -> Node:
        if token.text in _CONSTANTS:
            self._count(token.pos)
            return Literal(token.pos, _CONSTANTS[token.text])
        if token.text == "if":
            self._count(token.pos)
            condition = self._expression()
            self._need("then")
            then = self._expression()
            self._need("else")
            return Choice(token.pos, condition, then, self._expression())
        if token.text == "not":
            if not self._take("("):
                raise FeelError("feel.not_needs_parentheses", token.pos)
            self._count(token.pos)
            operand = self._expression()
            self._need(")")
            return Not(token.pos, operand)
        self._index -= 1
        raise self._unexpected()

    def _mark(self, token: Token) -> Node:
        if token.text == "(":
            inner = self._expression()
            self._need(")")
            return inner
        if token.text == "[":
            self._count(token.pos)
            return ListOf(token.pos, self._many(self._expression, "]"))
        if token.text == "-":
            self._count(token.pos)
            return self._negative(token, self._expression(_PRODUCT))
        if token.text == "?":
            raise FeelError("feel.question_mark", token.pos)
        self._index -= 1
        raise self._unexpected()

    @staticmethod
    def _negative(token: Token, operand: Node) -> Node:
        """-5 is a constant, so that analysis of branches sees it as one."""
        if isinstance(operand, Literal) and type(operand.value) in (int, Decimal):
            return Literal(token.pos, -operand.value)
        return Negate(token.pos, operand)

    def _call(self, token: Token) -> Node:
        if token.text in REFUSED_WORDS:
            raise FeelError("feel.unsupported", token.pos, token.text)
        function = FUNCTIONS.get(token.text)
        if function is None:
            raise FeelError("feel.unknown_function", token.pos, token.text)
        self._need("(")
        self._count(token.pos)
        arguments = self._many(self._expression, ")")
        if not function.least <= len(arguments) <= function.most:
            raise FeelError("feel.wrong_arity", token.pos, token.text)
        return Call(token.pos, token.text, arguments)

    # -- tests after `in`; the cells of decision tables are made of the same parts

    def _tests(self) -> tuple[Node, ...]:
        if self._at(")"):
            raise self._unexpected()
        return self._many(self._test, ")")

    def _test(self, least: int = 0) -> Node:
        pos = self._here.pos
        self._count(pos)
        if symbol := self._take(*_COMPARISONS):
            return CompareTest(pos, symbol, self._expression(_COMPARISON))
        if self._range_ahead():
            low_included = self._next().text == "["
            low = self._expression(_COMPARISON)
            self._need("..")
            high = self._expression(_COMPARISON)
            return RangeTest(pos, low_included, low, high, self._need("]", ")", "[") == "]")
        return ValueTest(pos, self._expression(least))

    def _range_ahead(self) -> bool:
        """Is there a `..` before this bracket closes? Then it opens a range, not a list or a group."""
        if not self._at("[", "(", "]"):
            return False
        level = 1
        for before, token in pairwise(self._tokens[self._index :]):
            if token.kind != "mark":
                continue
            if token.text == ".." and level == 1:
                return True
            level += _bracket(token.text, before)
            if level == 0:
                return False
        return False


def _bracket(text: str, before: Token) -> int:
    """1 opens, -1 closes. In ranges `]` may open and `[` may close: what stands before tells."""
    if text in ("(", ")"):
        return 1 if text == "(" else -1
    if text == "]":
        return 1 if before.text in ("in", ",", "(") and before.kind != "text" else -1
    if text == "[":
        return -1 if before.kind in ("number", "text", "name") or before.text in (")", "]") else 1
    return 0
