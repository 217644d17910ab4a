"""Uploaded files: judged by their bytes, capped, encrypted on disk, their names kept apart and cleaned."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from engine import commands, queries
from engine.adapters.vault import VaultError
from engine.errors import FormInvalid, TooLarge, UploadRefused, ZhenwuError
from tests.world import World


def picture(kind: str, colour: str = "red") -> bytes:
    data = BytesIO()
    Image.new("RGB", (16, 16), colour).save(data, kind)
    return data.getvalue()


JPG, PNG = picture("JPEG"), picture("PNG")
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
HTML = b"<!DOCTYPE html><html><body><script>alert(1)</script></body></html>"


def png(width: int, height: int, body: bytes = b"") -> bytes:
    """A PNG that declares its size and holds next to nothing."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", body or zlib.compress(b"\x00" * 64))
        + chunk(b"IEND", b"")
    )


def upload(world: World, name: str, data: bytes, actor: Any = None) -> Any:
    return world.do(commands.StoreUpload(name, data), actor or world.clerk)


def files(world: World) -> list[Any]:
    folder = world.home / "uploads"
    return [path for path in folder.rglob("*") if path.is_file()] if folder.exists() else []


@pytest.mark.parametrize(
    ("data", "media_type"),
    [(JPG, "image/jpeg"), (PNG, "image/png"), (PDF, "application/pdf")],
    ids=["jpg", "png", "pdf"],
)
@pytest.mark.parametrize("name", ["a.jpg", "a.exe", "证明"])
def test_the_bytes_tell_the_type_not_the_name(
    sqlite_world: World, data: bytes, media_type: str, name: str
) -> None:
    answer = upload(sqlite_world, name, data)
    assert (answer["type"], answer["size"], answer["filename"]) == (media_type, len(data), name)
    assert sqlite_world.engine.uploads.get(answer["id"]) == data


REFUSED = {
    "HTML named .jpg": ("照片.jpg", HTML),
    "HTML after blanks": ("照片.jpg", b"\n\n  " + HTML),
    "SVG": ("图.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
    "SVG named .png": ("图.png", b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'),
    "exe": ("setup.exe", b"MZ\x90\x00\x03" + b"\x00" * 200),
    "exe named .pdf": ("证明.pdf", b"MZ\x90\x00\x03" + b"\x00" * 200),
    "ELF": ("证明.pdf", b"\x7fELF" + b"\x00" * 60),
    "zip": ("材料.zip", b"PK\x03\x04" + b"\x00" * 60),
    "docx named .pdf": ("申请.pdf", b"PK\x03\x04\x14\x00\x06\x00" + b"[Content_Types].xml" + b"\x00" * 60),
    "script": ("a.jpg", b"#!/bin/sh\nrm -rf /\n"),
    "php": ("a.jpg", b"<?php system($_GET[0]); ?>"),
    "GIF": ("a.gif", b"GIF89a" + b"\x00" * 60),
    "text": ("a.pdf", "材料说明".encode()),
    "empty": ("空.jpg", b""),
    "one byte": ("空.jpg", b"\xff"),
    "half a signature": ("a.jpg", b"\xff\xd8"),
    "signature alone": ("a.jpg", b"\xff\xd8\xff"),
    "a picture cut short": ("a.png", PNG[: len(PNG) // 2]),
    "HTML behind a JPG signature": ("a.jpg", b"\xff\xd8\xff\xe0" + HTML),
    "HTML behind a PNG signature": ("a.png", b"\x89PNG\r\n\x1a\n" + HTML),
    "PDF further down": ("a.pdf", b"\x00" * 100 + PDF),
    "pixel bomb": ("a.png", png(30_000, 30_000)),
    "pixel bomb under Pillow's own limit": ("a.png", png(8_000, 8_000)),
    "pixels without end": ("a.png", png(2**31 - 1, 2**31 - 1)),
    "no pixels": ("a.png", png(0, 0)),
}


@pytest.mark.parametrize(("name", "data"), REFUSED.values(), ids=REFUSED.keys())
def test_anything_else_is_refused_with_a_sentence_and_no_file(
    sqlite_world: World, name: str, data: bytes
) -> None:
    with pytest.raises(UploadRefused) as refused:
        upload(sqlite_world, name, data)
    assert f"“{name}”" in refused.value.sentence()
    assert "JPG、PNG、PDF" in refused.value.sentence()
    assert files(sqlite_world) == []


def test_a_picture_with_a_page_behind_it_stays_a_picture(sqlite_world: World) -> None:
    """A polyglot keeps the type of its front; it is only ever served as that type."""
    for data in (JPG + HTML, PNG + HTML, JPG + b"PK\x03\x04" + b"\x00" * 60):
        try:
            answer = upload(sqlite_world, "a.html", data)
        except UploadRefused:
            continue
        assert answer["type"] in ("image/jpeg", "image/png")
    assert upload(sqlite_world, "a.html", PDF + HTML)["type"] == "application/pdf"


def test_30_mb_is_too_large(world: World) -> None:
    with pytest.raises(TooLarge) as refused:
        upload(world, "大.jpg", JPG + b"\x00" * (30 * 1024 * 1024 - len(JPG)))
    assert "30 MB" in refused.value.sentence()
    assert "20 MB" in refused.value.sentence()
    assert files(world) == []


def test_the_cap_itself_is_allowed(sqlite_world: World) -> None:
    most = sqlite_world.settings.max_upload_bytes
    assert upload(sqlite_world, "大.pdf", PDF + b"\n" * (most - len(PDF)))["size"] == most
    with pytest.raises(TooLarge):
        upload(sqlite_world, "大.pdf", PDF + b"\n" * (most - len(PDF) + 1))


# --- names (case B59)

LONG = "户" * 296 + ".jpg"
NAMES = {
    "身份证正面.jpg": "身份证正面.jpg",
    "户口簿.jpg": "户口簿.jpg",
    "证明": "证明",
    "𠮷.pdf": "𠮷.pdf",
    "../../a.jpg": "a.jpg",
    "..\\..\\b.jpg": "b.jpg",
    "/etc/passwd": "passwd",
    LONG: "户" * 196 + ".jpg",
    "CON.pdf": "CON.pdf",
    "gpj.\u202eexe.pdf": "gpj.exe.pdf",
    "a\r\nSet-Cookie: x.jpg": "aSet-Cookie: x.jpg",
    "\u200b隐形\ufeff.jpg": "隐形.jpg",
    "  . ": "未命名",
    "": "未命名",
    "..": "未命名",
    "a<b>\"'&.jpg": "a<b>\"'&.jpg",
}


def test_names_are_kept_apart_and_shown_cleaned(world: World) -> None:
    stored = {}
    for place, name in enumerate(NAMES):
        data = PDF + str(place).encode()
        stored[name] = (upload(world, name, data)["id"], data)
    assert len({identity for identity, _ in stored.values()}) == len(NAMES)
    assert len(files(world)) == len(NAMES)
    for name, (identity, data) in stored.items():
        row = world.read(queries.drafts.upload_of, identity, actor=world.clerk)
        assert row.filename == NAMES[name]
        assert world.engine.uploads.get(identity) == data


def test_no_name_becomes_a_path(sqlite_world: World) -> None:
    for name in NAMES:
        upload(sqlite_world, name, PDF)
    for path in files(sqlite_world):
        assert path.parent.parent == sqlite_world.home / "uploads"
        assert path.name == f"{path.stem}.bin"
        assert set(path.stem) <= set("0123456789abcdef")
    assert sorted(path.name for path in sqlite_world.home.iterdir() if path.suffix == ".jpg") == []


def test_the_same_file_twice_is_two_files(sqlite_world: World) -> None:
    first, second = upload(sqlite_world, "a.jpg", JPG), upload(sqlite_world, "a.jpg", JPG)
    assert first["id"] != second["id"]
    assert first["sha256"] == second["sha256"]
    assert len({path.read_bytes() for path in files(sqlite_world)}) == 2


# --- at rest


def test_the_bytes_on_disk_are_encrypted_and_bound_to_their_id(sqlite_world: World) -> None:
    first, second = upload(sqlite_world, "a.pdf", PDF)["id"], upload(sqlite_world, "b.pdf", JPG)["id"]
    for path in files(sqlite_world):
        kept = path.read_bytes()
        for mark in (b"%PDF", b"JFIF", b"endobj", b"\xff\xd8\xff"):
            assert mark not in kept
    folder = sqlite_world.home / "uploads"
    one, other = folder / first[:2] / f"{first}.bin", folder / second[:2] / f"{second}.bin"
    one.write_bytes(other.read_bytes())
    with pytest.raises(VaultError):
        sqlite_world.engine.uploads.get(first)
    assert sqlite_world.engine.uploads.get(second) == JPG


def test_an_altered_file_does_not_open(sqlite_world: World) -> None:
    identity = upload(sqlite_world, "a.jpg", JPG)["id"]
    path = files(sqlite_world)[0]
    kept = bytearray(path.read_bytes())
    kept[-1] ^= 1
    path.write_bytes(kept)
    with pytest.raises(VaultError):
        sqlite_world.engine.uploads.get(identity)


# --- handing in


def test_an_upload_belongs_to_one_case_of_who_made_it(item_world: World) -> None:
    mine = upload(item_world, "身份证正面.jpg", JPG)["id"]
    with pytest.raises(FormInvalid) as refused:
        item_world.start(actor=item_world.other_clerk, materials={"MAT-IDCARD": mine})
    assert set(refused.value.fields) == {"material.MAT-IDCARD"}
    case_no = item_world.start(actor=item_world.clerk, materials={"MAT-IDCARD": mine})["case_no"]
    shown = item_world.read(queries.case_view.case_detail, case_no).materials
    assert [(row.code, row.filename) for row in shown if row.upload_id] == [("MAT-IDCARD", "身份证正面.jpg")]
    with pytest.raises(FormInvalid):
        item_world.start(actor=item_world.clerk, materials={"MAT-IDCARD": mine})


@pytest.mark.parametrize(
    "materials",
    [{"MAT-IDCARD": "0" * 32}, {"MAT-GHOST": "0" * 32}, {"MAT-IDCARD": "../../keys.json"}],
    ids=["no such file", "no such material", "a path"],
)
def test_a_file_that_is_not_there_is_named(item_world: World, materials: dict[str, str]) -> None:
    with pytest.raises(FormInvalid) as refused:
        item_world.start(actor=item_world.clerk, materials=materials)
    assert set(refused.value.fields) == {f"material.{next(iter(materials))}"}


def test_an_unknown_upload_is_not_found(sqlite_world: World) -> None:
    with pytest.raises(ZhenwuError) as refused:
        sqlite_world.read(queries.drafts.upload_of, "0" * 32)
    assert refused.value.code == "not_found"
