"""Uploaded files on disk: encrypted, named by id, outside the web root."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from engine.adapters.vault import Vault


class UploadStore:
    """Files under `folder`; the first two digits of the id make the sub-folder."""

    def __init__(self, folder: Path, vault: Vault) -> None:
        self._folder = folder
        self._vault = vault

    def put(self, upload_id: str, data: bytes) -> None:
        """Write the file durably: a row never points at a file that a crash could lose."""
        path = self._path(upload_id)
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{upload_id}-{secrets.token_hex(4)}")
        with temporary.open("wb") as file:
            file.write(self._vault.seal(data, f"upload:file:{upload_id}"))
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)

    def get(self, upload_id: str) -> bytes:
        """The file's bytes. Raises FileNotFoundError or VaultError."""
        return self._vault.open(self._path(upload_id).read_bytes(), f"upload:file:{upload_id}")

    def stored(self, older_than: float) -> Iterator[str]:
        """Ids of files last written before that time (seconds since the epoch)."""
        for path in self._folder.glob("??/*.bin"):
            if path.stat().st_mtime < older_than:
                yield path.stem

    def remove(self, upload_id: str) -> None:
        """Forget a file that no row names any more."""
        self._path(upload_id).unlink(missing_ok=True)

    def _path(self, upload_id: str) -> Path:
        return self._folder / upload_id[:2] / f"{upload_id}.bin"
