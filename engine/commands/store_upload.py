"""Store an uploaded file: type by its bytes, capped, encrypted, outside the web root."""

from __future__ import annotations

import unicodedata
import warnings
from dataclasses import dataclass
from io import BytesIO
from typing import ClassVar

import puremagic
from PIL import Image

from engine import digest
from engine.commands.context import Context, Decision
from engine.domain import facts as f
from engine.errors import TooLarge, UploadRefused

ALLOWED = {
    "image/jpeg": "JPG",
    "image/png": "PNG",
    "application/pdf": "PDF",
}
MAX_PIXELS = 40_000_000
"""Pillow's own limit of 89 million only warns; 40 million is an error here (trust-facts §8)."""
MAX_NAME = 200


@dataclass(frozen=True)
class StoreUpload:
    name: ClassVar[str] = "store_upload"
    filename: str
    data: bytes


@dataclass(frozen=True)
class Prepared:
    upload_id: str
    media_type: str


def prepare(command: StoreUpload, ctx: Context) -> Prepared:
    """Check the bytes and write the file before the transaction: a row never waits for the disk.

    A crash in between leaves a file without row, which nothing shows.
    """
    most = ctx.settings.max_upload_bytes
    if len(command.data) > most:
        raise TooLarge(size=_megabytes(len(command.data)), most=_megabytes(most))
    media_type = detect(command.filename, command.data)
    upload_id = ctx.chance.new_id()
    ctx.uploads.put(upload_id, command.data)
    return Prepared(upload_id, media_type)


def handle(command: StoreUpload, ctx: Context, prepared: Prepared) -> Decision:
    sha256 = digest.sha256(command.data)
    filename = clean_name(command.filename)
    fact = f.UploadStored(
        prepared.upload_id,
        sha256,
        filename,
        prepared.media_type,
        len(command.data),
        ctx.actor.login,
        ctx.at,
    )
    answer = {
        "id": prepared.upload_id,
        "sha256": sha256,
        "type": prepared.media_type,
        "size": len(command.data),
        "filename": filename,
    }
    return Decision(answer, (fact,))


def detect(filename: str, data: bytes) -> str:
    """Media type by content. Raises UploadRefused for anything but JPG, PNG, PDF."""
    found = _magic(data)
    if found not in ALLOWED or (found.startswith("image/") and not _is_picture(data)):
        name = {"": ("认不出来的内容", "unknown")}.get(found, (found, found))
        raise UploadRefused(
            name=clean_name(filename),
            found=name[0],
            found_en=name[1],
            allowed="、".join(ALLOWED.values()),
        )
    return found


def _magic(data: bytes) -> str:
    # puremagic guesses by any matching part; only a real signature at the front counts here
    fronts = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png", b"%PDF-": "application/pdf"}
    for front, media_type in fronts.items():
        if data.startswith(front):
            return media_type
    try:
        return str(puremagic.from_string(data[:4096], mime=True))
    except (puremagic.PureError, ValueError):
        return ""


def _is_picture(data: bytes) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(BytesIO(data)) as picture:
                width, height = picture.size
                picture.verify()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Warning):
        return False
    return width * height <= MAX_PIXELS


def clean_name(filename: str) -> str:
    """The given name without paths and control characters, cut by characters: 身份证正面.jpg stays itself.

    Only shown and offered on download, never a path (case B59).
    """
    base = filename.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(
        character
        for character in base
        if unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn")
    ).strip(" .")
    return kept[-MAX_NAME:] or "未命名"


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:.0f} MB"
