"""A file for saving, under its own name in any script."""

from __future__ import annotations

from pathlib import PurePath
from urllib.parse import quote

from flask import Response


def attachment(response: Response, filename: str) -> Response:
    """Headers are Latin-1: a Chinese name travels as `filename*` (RFC 6266), beside a plain one."""
    suffix = PurePath(filename).suffix
    plain = filename if filename.isascii() and filename.isprintable() else f"file{suffix}"
    if not plain.isascii() or not plain.isprintable() or set(plain) & set('"\\/;'):
        plain = "file"
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"
    )
    return response
