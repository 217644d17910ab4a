"""Other products' syntax -> FEEL, as a suggestion beside the refusal. Offered only when it parses."""

from __future__ import annotations

import difflib
import re

from engine.feel.errors import FeelError
from engine.feel.functions import FUNCTIONS
from engine.feel.lexer import FULL_WIDTH
from engine.feel.parser import parse

# Bounded work for hostile texts; what people paste from elsewhere is short.
MAX_CHARACTERS = 300

# Texts are set aside as one private-use character each, so that no rewriting touches their content.
_FIRST_MARK = 0xE000
_MARK = r"[\ue000-\ue12c]"
_NAME = r"[A-Za-z][A-Za-z0-9_.]*"
_TEXT = re.compile(
    r'"((?:[^"\\\n]|\\.)*)"|[“”＂]([^“”＂"\n]*)[“”＂"]|\'([^\'\n]*)\'|[‘’＇]([^‘’＇\'\n]*)[‘’＇\']'
)

_WORDS = {
    "None": "null",
    "nil": "null",
    "NULL": "null",
    "True": "true",
    "TRUE": "true",
    "False": "false",
    "FALSE": "false",
    "AND": "and",
    "OR": "or",
    "NOT": "not",
    "IN": "in",
    "eq": "=",
    "ne": "!=",
    "lt": "<",
    "le": "<=",
    "gt": ">",
    "ge": ">=",
}
_WORD = re.compile(r"[A-Za-z_]\w*")

_REWRITES = [
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        # JUEL, Java and JavaScript methods
        (rf"!\s*({_NAME})\.equals\(\s*([^()]*?)\s*\)", r"\1 != \2"),
        (rf"({_NAME}|{_MARK})\.equals\(\s*([^()]*?)\s*\)", r"\1 = \2"),
        (rf"({_NAME})\.(?:contains|includes)\(\s*({_MARK})\s*\)", r"contains(\1, \2)"),
        (rf"({_NAME})\.startsWith\(\s*({_MARK})\s*\)", r"starts with(\1, \2)"),
        (rf"({_NAME})\.endsWith\(\s*({_MARK})\s*\)", r"ends with(\1, \2)"),
        # operators
        (r"!==?", "!="),
        (r"===?", "="),
        (r"<>", "!="),
        (r"=<", "<="),
        (r"=>", ">="),
        (r"&&?", " and "),
        (r"\|\|?", " or "),
        (r"\bis not (?:None|null)\b", "!= null"),
        (r"\bis (?:None|null)\b", "= null"),
        (rf"!\s*empty\s+({_NAME})", r'(\1 != null and \1 != "")'),
        (rf"\bempty\s+({_NAME})", r'(\1 = null or \1 = "")'),
        (rf"({_NAME})\s+not\s+in\s*(\([^()]*\)|\[[^\[\]]*\]|{_NAME})", r"not(\1 in \2)"),
        (rf"\bnot\s+({_NAME}\s*(?:[<>!]?=|[<>])\s*(?:{_MARK}|[\w.]+))", r"not(\1)"),
        (rf"\bnot\s+({_NAME})(?=\s*(?:$|\)|and\b|or\b))", r"not(\1)"),
        (rf"!\s*({_NAME}|\([^()]*\))(?!\s*\()", r"not(\1)"),
        (r"not\(\(([^()]*)\)\)", r"not(\1)"),
        # limits and open ranges
        (r"\b(wd|wh|d|h|m)\(\s*([0-9]{1,4})\1\b", r"\1(\2"),
        (r"\b([0-9]{1,4})min\b", r'due("\1min")'),
        (r"\b([0-9]{1,4})(wd|wh|d|h|m)\b", r"\2(\1)"),
        (r"\]\s*([^\[\]]*?\.\.[^\[\]]*?)\s*\[", r"(\1)"),
        # text that was not quoted, where only a value can stand
        (r"((?:[=<>,\[]|\bin\s*\()\s*)(\w*[^\W\ue000-\ue12c\x00-\x7f]\w*)", r'\1"\2"'),
    )
]
_WRAPPED = re.compile(r"\s*[$#]\{(.*)\}\s*", re.DOTALL)
_VARIABLE_GETTER = re.compile(rf"(?:execution|variables|task|delegateTask)\.getVariable\(\s*({_MARK})\s*\)")
_TERNARY = re.compile(r"([^?:]*)\?([^?:]*):([^?:]*)")
_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


def suggest(text: str, error: FeelError) -> str | None:
    """The text as FEEL would write it, or None when no rewriting parses."""
    if len(text) > MAX_CHARACTERS or re.search(_MARK, text):
        return None
    candidate = _nearest_function(text, error) if error.code == "feel.unknown_function" else None
    candidate = candidate or _translate(text)
    return candidate if candidate != text.strip() and _parses(candidate) else None


def _parses(text: str) -> bool:
    try:
        parse(text)
    except FeelError:
        return False
    return True


def _nearest_function(text: str, error: FeelError) -> str | None:
    near = difflib.get_close_matches(error.word, FUNCTIONS, 1)
    if not near:
        return None
    candidate = text[: error.pos] + near[0] + text[error.pos + len(error.word) :]
    return candidate if _parses(candidate) else None


def _translate(text: str) -> str:
    wrapped = _WRAPPED.fullmatch(text)
    kept: list[str] = []

    def set_aside(found: re.Match[str]) -> str:
        kept.append(_quoted(found))
        return chr(_FIRST_MARK + len(kept) - 1)

    result = _TEXT.sub(set_aside, wrapped[1] if wrapped else text)
    result = "".join(FULL_WIDTH.get(character, character) for character in result).strip()
    result = re.sub(r"^=(?!=)\s*", "", result)
    result = _VARIABLE_GETTER.sub(lambda found: _variable(found, kept), result)
    for pattern, replacement in _REWRITES:
        result = pattern.sub(replacement, result)
    result = _WORD.sub(lambda found: _WORDS.get(found[0], found[0]), result)
    result = _ternary(re.sub(r"\s+", " ", result).strip())
    return re.sub(_MARK, lambda found: kept[ord(found[0]) - _FIRST_MARK], result)


def _quoted(found: re.Match[str]) -> str:
    if found[1] is not None:  # in double quotes already, its escapes stay as they are
        return found[0]
    content = next(group for group in found.groups() if group is not None)
    content = content.replace("\\'", "'").replace('"', '\\"')
    return f'"{content}"'


def _variable(found: re.Match[str], kept: list[str]) -> str:
    name = kept[ord(found[1]) - _FIRST_MARK][1:-1]
    return name if _IDENTIFIER.fullmatch(name) else found[0]


def _ternary(text: str) -> str:
    found = _TERNARY.fullmatch(text)
    return f"if {found[1].strip()} then {found[2].strip()} else {found[3].strip()}" if found else text
