"""ID numbers and phones of a walked case stand in no byte at rest, and in no line of the log."""

from __future__ import annotations

import base64
import logging
import sqlite3
import zlib
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text

from engine import commands, queries
from tests.world import APPLICANT, APPLICATION, ITEM, World

PASSWORD = "a-password-in-no-byte"
EMERGENCY = "15400099887"
RECEIVER = "15400033221"
ID_NUMBER, PHONE = APPLICANT["id_number"], APPLICANT["phone"]


def walk(world: World) -> list[str]:
    """A whole life with everything secret in it; returns what must not be found."""
    page = f"%PDF-1.4\n身份证 {ID_NUMBER} {PHONE}\n".encode()
    upload = world.do(commands.StoreUpload("身份证正面.pdf", page), world.citizen)["id"]
    data = {**APPLICATION, "emergency_phone": EMERGENCY}
    draft = {"applicant": APPLICANT, "data": data}
    kept = world.do(commands.SaveDraft("mark", f"apply:{ITEM}", body=draft), world.citizen)["draft_id"]
    unsent = world.do(commands.SaveDraft("mark", f"apply:{ITEM}", body=draft), world.citizen)["draft_id"]
    assert unsent != kept
    started = world.start(data=data, materials={"MAT-IDCARD": upload}, draft_id=kept, key="k-1")
    world.do(commands.TrackCase(started["case_no"], started["query_code"]), world.citizen)
    first = world.task(started["case_no"])
    world.do(commands.ClaimTask(first.id), world.clerk)
    world.complete(first.id, "done", materials=world.all_pass(first.id))
    last = world.task(started["case_no"])
    handed = {
        "collected_by": "代领",
        "receiver_name": "陆小燕",
        "receiver_phone": RECEIVER,
        "handed_on": "2026-11-25",
    }
    world.do(commands.SaveDraft("clerk", f"task:{last.id}", body=handed), world.clerk)
    world.complete(last.id, data=handed)
    world.do(commands.AddUser("zhangsan", "张三", PASSWORD))
    session = world.do(commands.LogIn("zhangsan", PASSWORD), world.citizen)["session"]
    token = world.do(commands.MakeToken("zhangsan"))["token"]
    with pytest.raises(Exception, match="form_invalid"):
        world.start(applicant={**APPLICANT, "id_number": "320000194610162530"}, data={"x": ID_NUMBER})
    return [
        ID_NUMBER,
        PHONE,
        EMERGENCY,
        RECEIVER,
        "320000194610162530",
        PASSWORD,
        session,
        token,
        started["query_code"],
    ]


def forms(secret: str) -> Iterator[bytes]:
    """The ways in which a text could stand in a file."""
    raw = secret.encode()
    for data in (raw, raw.lower(), secret.encode("utf-16-le"), secret.encode("utf-16-be")):
        yield data
        yield data.hex().encode()
        yield data.hex().upper().encode()
        yield base64.b85encode(data)
    for shift in range(3):
        # base64 looks different at each of three offsets; the middle part is the same wherever it stands
        coded = base64.b64encode(b"\x00" * shift + raw)
        yield coded[4 if shift else 0 : -4]


def found_in(data: bytes, secrets: list[str]) -> list[str]:
    return [secret for secret in secrets if any(form in data for form in forms(secret))]


def stored(world: World) -> Iterator[tuple[str, bytes]]:
    """Every byte that the walk left: files under home, and every column of a PostgreSQL database."""
    for path in sorted(world.home.rglob("*")):
        if path.is_file():
            yield str(path.relative_to(world.home)), path.read_bytes()
    if world.database.is_sqlite:
        return
    with world.database.read() as connection:
        columns = connection.execute(
            text(
                "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
            )
        ).all()
        for table, column in columns:
            for value in connection.execute(text(f'SELECT "{column}" FROM "{table}"')).scalars():
                yield f"{table}.{column}", value if isinstance(value, bytes) else str(value).encode()


def test_no_id_number_phone_code_or_password_stands_in_any_byte(
    item_world: World, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        secrets = walk(item_world)
    looked_at = []
    for place, data in stored(item_world):
        looked_at.append(place)
        assert found_in(data, secrets) == [], place
    if item_world.database.is_sqlite:
        assert {"zhenwu.db", "zhenwu.db-wal", "zhenwu.db.lock", "keys.json"} <= set(looked_at)
    else:
        assert {"process_instance.applicant_id_number", "draft.body", "submission.body"} <= set(looked_at)
    assert any(place.startswith("uploads/") for place in looked_at)
    assert found_in(caplog.text.encode(), secrets) == []
    assert "start_case by citizen" in caplog.text


def test_compressed_states_hold_no_secret_either(item_world: World) -> None:
    secrets: list[str] = [ID_NUMBER, PHONE, EMERGENCY]
    item_world.start(data={**APPLICATION, "emergency_phone": EMERGENCY})
    with item_world.database.read() as connection:
        state = connection.execute(text("SELECT state FROM process_instance")).scalar_one()
    opened = zlib.decompress(bytes(state)[4:])
    assert b"case_no" in opened
    assert found_in(opened, secrets) == []


def test_the_search_would_find_them(sqlite_world: World) -> None:
    """Written plainly by hand, each form is found: the search above can fail."""
    database = sqlite3.connect(sqlite_world.home / "leak.db")
    database.execute("CREATE TABLE leak (body BLOB)")
    spellings = [
        ID_NUMBER.encode(),
        ID_NUMBER.encode("utf-16-le"),
        ID_NUMBER.encode().hex().encode(),
        base64.b64encode(b"x" + ID_NUMBER.encode()),
        base64.b64encode(f"tel {ID_NUMBER}.".encode()),
    ]
    for spelling in spellings:
        database.execute("DELETE FROM leak")
        database.execute("INSERT INTO leak VALUES (?)", (b"before " + spelling + b" after",))
        database.commit()
        data = (sqlite_world.home / "leak.db").read_bytes()
        assert found_in(data, [ID_NUMBER]) == [ID_NUMBER], spelling
    database.close()


def test_who_may_see_the_case_still_reads_them(item_world: World) -> None:
    walk(item_world)
    case = item_world.read(queries.case_view.case_list).items[0]
    detail: Any = item_world.read(queries.case_view.case_detail, case.case_no)
    assert (detail.applicant_id_number, detail.applicant_phone) == (ID_NUMBER, PHONE)
