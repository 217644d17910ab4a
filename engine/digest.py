"""The hash of the audit chain: SM3 (GB/T 32905-2016), from hashlib where OpenSSL has it.

Another hash is a change of this file and of `CHAIN_DOMAIN`, so that old and new records never mix.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from cryptography.hazmat.primitives import hashes

CHAIN_DOMAIN = "zhenwu-audit-1"
GENESIS = "0" * 64


def _openssl_sm3(data: bytes) -> str:
    return hashlib.new("sm3", data, usedforsecurity=False).hexdigest()


def _bundled_sm3(data: bytes) -> str:
    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize().hex()


# hashlib's SM3 is not guaranteed (474,000/s where present); cryptography bundles it (383,000/s)
_sm3 = _openssl_sm3 if "sm3" in hashlib.algorithms_available else _bundled_sm3


def sm3(data: bytes) -> str:
    """SM3 of `data`, 64 hexadecimal digits."""
    return _sm3(data)


def chain_hash(columns: Sequence[str | int]) -> str:
    """Hash of one audit record: SM3 over the domain and every stored column, in table order."""
    return sm3(canonical([CHAIN_DOMAIN, *columns]).encode())


def commitment(salt: bytes, columns: Sequence[str], body: bytes) -> str:
    """What the chain holds of a submission: its columns and its sealed body, salted.

    The data can be erased by law without breaking the chain. It covers the ciphertext, so sealing a body
    anew (another key) must append a record of its own.
    """
    return sm3(salt + canonical(list(columns)).encode() + body)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def canonical(value: Any) -> str:
    """Canonical JSON: sorted keys, no blanks, text as it is, no infinite numbers (raises ValueError)."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
