"""Values as people and files write them: full-width forms folded, nothing else guessed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

_BLANKS = re.compile(r"[\s\u200b\ufeff]+")


def half_width(text: str) -> str:
    """Fold `１２３．５，－ ` to ASCII.

    NFKC restricted to characters decomposed as <wide>: whole NFKC would also turn `10²` into 102 and `①`
    into 1 (B36: what is shown again is what is stored).
    """
    return "".join(
        unicodedata.normalize("NFKC", sign) if unicodedata.decomposition(sign).startswith("<wide>") else sign
        for sign in text
    )


def without_blanks(text: str) -> str:
    """Numbers are typed in groups; blanks and zero-width spaces carry nothing."""
    return _BLANKS.sub("", text)


def tidy(text: str) -> str:
    """Free text as stored: NFC, line ends as LF, no blanks around it. Browsers post CRLF (HTML form data)."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def unstorable(text: str) -> bool:
    """True when `text` holds a control character other than tab and line feed, or half a surrogate pair."""
    return any(sign not in "\n\t" and unicodedata.category(sign) in ("Cc", "Cs") for sign in text)


def is_blank(value: object) -> bool:
    """True for what is not filled in: null, text without a visible sign, an empty list, an object of such."""
    if isinstance(value, Mapping):
        return all(part is None or (isinstance(part, str) and _unseen(part)) for part in value.values())
    return value is None or value == [] or (isinstance(value, str) and _unseen(value))


def _unseen(text: str) -> bool:
    return all(sign.isspace() or unicodedata.category(sign) == "Cf" for sign in text)


def printable(text: object) -> str:
    """`text` as it can stand in an answer: half surrogate pairs cannot be encoded."""
    return str(text).encode("utf-8", "replace").decode("utf-8")


def short(text: object) -> str:
    """A text of a file or a request as it can stand in a sentence."""
    shown = printable(text)
    return shown if len(shown) <= 64 else shown[:63] + "…"


def mapping(value: object) -> Mapping[str, Any]:
    """`value` when it is a JSON object, else an empty one."""
    return value if isinstance(value, Mapping) else {}


def words(value: object) -> str:
    """`value` when it is text, without blanks around it, else ""."""
    return value.strip() if isinstance(value, str) else ""
