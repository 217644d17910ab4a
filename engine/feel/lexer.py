"""Text -> tokens; a character outside the subset is refused with the sentence that helps."""

from __future__ import annotations

import re
from typing import NamedTuple

from engine.feel.errors import FeelError
from engine.feel.functions import FUNCTIONS

MAX_CHARACTERS = 2000
MAX_TEXT = 500
MAX_DIGITS = 18
SHOWN = 20

KEYWORDS = frozenset(["and", "or", "not", "in", "between", "if", "then", "else", "true", "false", "null"])

# Full FEEL has loops and user functions; without them every expression takes bounded time.
REFUSED_WORDS = frozenset(["for", "some", "every", "return", "satisfies", "function", "instance", "external"])

_SPACED_FUNCTIONS = "|".join(
    name.replace(" ", r"[ \t\r\n]+") for name in sorted(FUNCTIONS, key=len, reverse=True) if " " in name
)
_TOKEN = re.compile(
    r"(?P<space>[ \t\r\n]+)"
    r"|(?P<number>[0-9]+(?:\.[0-9]+)?(?![0-9A-Za-z_]))"
    r'|(?P<text>"(?:[^"\\\n\x00\ud800-\udfff]|\\["\\nt])*")'
    rf"|(?P<function>(?:{_SPACED_FUNCTIONS})(?=[ \t\r\n]*\())"
    r"|(?P<name>[A-Za-z][A-Za-z0-9_]{0,63}(?![A-Za-z0-9_]))"
    r"|(?P<mark>\.\.|<=|>=|!=|[-+*/<>=(),\[\].?])"
)
_NUMBER_LIKE = re.compile(r"[0-9][0-9A-Za-z_.]*")
_WORD = re.compile(r"\w+")
_ESCAPE = re.compile(r"\\(.)")
_ESCAPED = {"n": "\n", "t": "\t"}

# What a Chinese input method types instead of the ASCII character.
FULL_WIDTH = {
    **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
    **dict(zip("“”„‘’\u3000、。−–【】", '"""\'\' ,.--[]', strict=True)),
    "≥": ">=",
    "≤": "<=",
    "≠": "!=",
}


class Token(NamedTuple):
    """`kind` is number, text, function, name, keyword, mark or end."""

    kind: str
    text: str
    pos: int


def tokens(text: str) -> list[Token]:
    """All tokens and a last one of kind `end`. Raises FeelError."""
    if len(text) > MAX_CHARACTERS:
        raise FeelError("feel.too_long", MAX_CHARACTERS)
    found: list[Token] = []
    pos = 0
    while pos < len(text):
        match = _TOKEN.match(text, pos)
        if match is None:
            raise _refusal(text, pos)
        if match.lastgroup != "space":
            found.append(_token(match.lastgroup or "", match[0], pos))
        pos = match.end()
    found.append(Token("end", "", len(text)))
    return found


def _token(kind: str, text: str, pos: int) -> Token:
    if kind == "name" and text in KEYWORDS:
        return Token("keyword", text, pos)
    if kind == "function":
        return Token(kind, " ".join(text.split()), pos)
    if kind == "number" and len(text.replace(".", "")) > MAX_DIGITS:
        raise FeelError("feel.bad_number", pos, text[:SHOWN])
    if kind == "text":
        content = text[1:-1]
        if "\\" in content:
            content = _ESCAPE.sub(lambda found: _ESCAPED.get(found[1], found[1]), content)
        if len(content) > MAX_TEXT:
            raise FeelError("feel.too_long", pos)
        return Token(kind, content, pos)
    return Token(kind, text, pos)


_REFUSED_CHARACTERS = {
    **dict.fromkeys("$#&|!{};:", "feel.foreign"),
    **dict.fromkeys("%@^~", "feel.unsupported"),
    **dict.fromkeys(FULL_WIDTH, "feel.full_width"),
    "'": "feel.single_quote",
    '"': "feel.unterminated",
}


def _refusal(text: str, pos: int) -> FeelError:
    character = text[pos]
    if character in _REFUSED_CHARACTERS:
        return FeelError(_REFUSED_CHARACTERS[character], pos, character)
    if number := _NUMBER_LIKE.match(text, pos):
        return FeelError("feel.bad_number", pos, number[0][:SHOWN])
    if _WORD.match(text, pos):
        return _word_refusal(text, pos)
    return FeelError("feel.bad_character", pos, ascii(character))


def _word_refusal(text: str, pos: int) -> FeelError:
    """`A类` is met at its second character: go back to the start of the word."""
    while pos > 0 and _WORD.match(text[pos - 1]):
        pos -= 1
    found = _WORD.match(text, pos)
    word = found[0][:SHOWN] if found else text[pos]
    return FeelError("feel.bad_name" if word.isascii() else "feel.bare_text", pos, word)
