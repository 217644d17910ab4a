"""Randomness as a port: ids, codes and salts arrive from here, so tests can fix them."""

from __future__ import annotations

import secrets

# without 0 O 1 I L: read aloud at a counter and typed by elderly people
_CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 8


class Chance:
    """The system's randomness."""

    def new_id(self) -> str:
        """32 hexadecimal digits, 128 random bits."""
        return secrets.token_hex(16)

    def salt(self) -> bytes:
        return secrets.token_bytes(16)

    def query_code(self) -> str:
        """8 of 31 letters: 8.5e11 codes, and guessing is throttled."""
        return "".join(secrets.choice(_CODE_LETTERS) for _ in range(CODE_LENGTH))

    def secret(self) -> str:
        """A bearer secret: session or API token, 256 random bits."""
        return secrets.token_urlsafe(32)
