"""Text as people type it: full-width forms folded, nothing else guessed."""

from __future__ import annotations

import re
import unicodedata

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
