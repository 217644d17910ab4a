"""Encryption at rest and blind indexes.

AES-256-GCM under a key file with mode 0600 beside the database; the place of a value
(`table:column:row`) and the key id are authenticated with it, so a ciphertext moved to another row does
not open. A separate key makes the blind index: exact match only (trust-facts §6).
"""

from __future__ import annotations

import hmac
import json
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12


class VaultError(Exception):
    """The key file is unusable, or a ciphertext does not belong where it stands."""


class Vault:
    """Keys of one installation. Blob = key id (1 byte) ‖ nonce (12) ‖ ciphertext and tag."""

    def __init__(self, keys: dict[int, bytes], current: int, index_key: bytes, cookie_key: str) -> None:
        self._ciphers = {number: AESGCM(key) for number, key in keys.items()}
        self._current = current
        self._index_key = index_key
        self.cookie_key = cookie_key

    def seal(self, plain: bytes, place: str) -> bytes:
        """Encrypt `plain` for `place` ("table:column:row")."""
        nonce = secrets.token_bytes(_NONCE)
        cipher = self._ciphers[self._current]
        return (
            bytes([self._current]) + nonce + cipher.encrypt(nonce, plain, self._where(place, self._current))
        )

    def open(self, blob: bytes, place: str) -> bytes:
        """Decrypt; raises VaultError when altered, moved or under an unknown key."""
        number = blob[0] if blob else -1
        try:
            cipher = self._ciphers[number]
            return cipher.decrypt(blob[1 : 1 + _NONCE], blob[1 + _NONCE :], self._where(place, number))
        except (KeyError, InvalidTag, ValueError) as error:
            raise VaultError(place) from error

    def index(self, purpose: str, value: str) -> str:
        """Keyed fingerprint for exact search or comparison, 64 hexadecimal digits."""
        return hmac.new(self._index_key, f"{purpose}\x00{value}".encode(), "sha256").hexdigest()

    @staticmethod
    def _where(place: str, number: int) -> bytes:
        return f"{place}:{number}".encode()


def open_vault(home: Path) -> Vault:
    """The vault of `home`; makes the key file at first use. Raises VaultError for a broken one."""
    path = home / "keys.json"
    if not path.exists():
        _make(path)
    try:
        document = json.loads(path.read_text())
        keys = {int(number): bytes.fromhex(key) for number, key in document["data"].items()}
        index_key = bytes.fromhex(document["index"])
        return Vault(keys, int(document["current"]), index_key, document["cookie"])
    except (OSError, ValueError, KeyError) as error:
        raise VaultError(str(path)) from error


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    document = {
        "current": 1,
        "data": {"1": secrets.token_hex(32)},
        "index": secrets.token_hex(32),
        "cookie": secrets.token_hex(32),
    }
    temporary = path.with_name(f".keys-{secrets.token_hex(8)}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump(document, file)
        file.flush()
        os.fsync(file.fileno())
    try:
        # link, not rename: two processes starting at once must agree on one key file
        os.link(temporary, path)
    except FileExistsError:
        pass
    finally:
        temporary.unlink()
