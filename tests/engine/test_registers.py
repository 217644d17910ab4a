"""Books: every sample book comes in and goes out; bad rows are all named and nothing is written."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine import commands, queries
from engine.errors import ImportRefused, NotFound, NotPermitted
from engine.registers import BOOKS, letters_csv
from tests.world import ROOT, World, staff

REGISTERS = ROOT / "processes" / "registers"
PLAIN_BOOKS = [book for book in BOOKS if book not in ("users", "assignments")]


@pytest.fixture
def empty_world(tmp_path: Path) -> Iterator[World]:
    made = World(f"sqlite:///{tmp_path / 'empty' / 'zhenwu.db'}", tmp_path / "empty")
    yield made
    made.close()


def sample(book: str) -> bytes:
    path = REGISTERS / f"{book}.csv"
    return letters_csv(ROOT / "forms" / "letters") if book == "letters" else path.read_bytes()


def count(data: bytes) -> int:
    return len(list(csv.DictReader(io.StringIO(data.decode("utf-8-sig")))))


def load(world: World, book: str, data: bytes | str, **values: Any) -> Any:
    raw = data.encode() if isinstance(data, str) else data
    return world.do(commands.ImportRegister(book, raw, **values))


def rows(world: World, book: str) -> dict[str, Any]:
    return {str(row["key"]): row for row in world.read(queries.people.book, book)}


def refused_rows(world: World, book: str, data: str) -> list[tuple[int, str]]:
    with pytest.raises(ImportRefused) as refused:
        load(world, book, data)
    assert all(row["message"] and row["message_en"] for row in refused.value.details["rows"])
    return [(row["line"], row["key"]) for row in refused.value.details["rows"]]


def test_every_sample_book_comes_in_whole_and_in_order(empty_world: World) -> None:
    for book in BOOKS:
        answer = load(empty_world, book, sample(book))
        assert answer.body == {"book": book, "rows": count(sample(book)), "written": True}
    accounts = empty_world.read(queries.people.accounts)
    assert len(accounts) == count(sample("users"))
    clerk = empty_world.read(queries.people.actor_of, "clerk")
    assert "counter" in clerk.posts()
    assert {"task.work", "case.start"} <= clerk.rights


@pytest.mark.parametrize("book", list(BOOKS))
def test_importing_a_book_again_changes_nothing(world: World, book: str) -> None:
    accounts = world.read(queries.people.accounts)
    before = rows(world, book)
    load(world, book, sample(book))
    assert rows(world, book) == before
    assert world.read(queries.people.accounts) == accounts


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
def test_the_encodings_of_chinese_spreadsheets_are_read_alike(sqlite_world: World, encoding: str) -> None:
    text = "key,zh,en,valid_from,valid_to\r\ntest,测试村,Test Village,2026-01-01,\r\n"
    load(sqlite_world, "villages", text.encode(encoding))
    assert rows(sqlite_world, "villages") == {"test": {"key": "test", "zh": "测试村", "en": "Test Village"}}


@pytest.mark.parametrize("book", PLAIN_BOOKS)
def test_a_book_saved_by_excel_in_china_is_the_same_book(sqlite_world: World, book: str) -> None:
    before = rows(sqlite_world, book)
    load(sqlite_world, book, sample(book).decode("utf-8-sig").encode("gb18030"))
    assert rows(sqlite_world, book) == before


def test_rare_characters_of_gb18030_are_read(sqlite_world: World) -> None:
    head = b"key,zh,valid_from\r\n"
    load(sqlite_world, "villages", head + "test,𠮷䶮村,2026-01-01\r\n".encode("gb18030"))
    assert rows(sqlite_world, "villages")["test"]["zh"] == "𠮷䶮村"


def test_bad_rows_are_all_named_by_line_and_nothing_is_written(world: World) -> None:
    before = rows(world, "villages")
    data = (
        "key,zh,valid_from,valid_to\n"
        "good,好村,2026-01-01,\n"
        ",无键,2026-01-01,\n"
        "bad key!,坏键,2026-01-01,\n"
        "no-name,,2026-01-01,\n"
        "no-date,无日期,,\n"
        "odd-date,怪日期,2026/1/1,\n"
        "good,重复,2026-01-01,\n"
        "good,下一期,2027-01-01,\n"
    )
    assert refused_rows(world, "villages", data) == [
        (3, ""),
        (4, "bad key!"),
        (5, "no-name"),
        (6, "no-date"),
        (7, "odd-date"),
        (8, "good"),
    ]
    assert rows(world, "villages") == before


@pytest.mark.parametrize(
    ("book", "data", "line", "key"),
    [
        ("users", "key,person,roles,valid_from\nx1,ghost,staff,2026-01-01\n", 2, "x1"),
        ("users", "key,person,roles,valid_from\nx1,p001,king,2026-01-01\n", 2, "x1"),
        (
            "assignments",
            "key,login,post,scope_kind,scope,valid_from\na1,clerk,ghost,town,xuxiake,2026-01-01\n",
            2,
            "a1",
        ),
        (
            "assignments",
            "key,login,post,scope_kind,scope,valid_from\na1,clerk,counter,planet,mars,2026-01-01\n",
            2,
            "a1",
        ),
    ],
)
def test_a_row_that_refers_to_nothing_is_named(
    world: World, book: str, data: str, line: int, key: str
) -> None:
    accounts, clerk = world.read(queries.people.accounts), world.read(queries.people.actor_of, "clerk")
    assert refused_rows(world, book, data) == [(line, key)]
    assert world.read(queries.people.accounts) == accounts
    assert world.read(queries.people.actor_of, "clerk") == clerk


@pytest.mark.parametrize(
    "data",
    [b"", b"\n\n", b"key,zh,valid_from\n", b"nonsense", b"\x00\x01\x02", b"\xff" * 50, b'key,zh\n"open'],
    ids=["empty", "blank", "head only", "no table", "bytes", "no text", "open quote"],
)
def test_what_is_no_book_is_refused(world: World, data: bytes) -> None:
    before = rows(world, "villages")
    with pytest.raises(ImportRefused) as refused:
        load(world, "villages", data)
    assert refused.value.details["rows"]
    assert rows(world, "villages") == before


def test_a_dry_run_writes_nothing_and_finds_the_same_faults(world: World) -> None:
    before = rows(world, "villages")
    good = "key,zh,valid_from\ntest,测试村,2026-01-01\n"
    assert load(world, "villages", good, dry_run=True).body == {
        "book": "villages",
        "rows": 1,
        "written": False,
    }
    with pytest.raises(ImportRefused):
        load(world, "villages", "key,zh,valid_from\n,测试村,2026-01-01\n", dry_run=True)
    assert rows(world, "villages") == before
    newest = world.read(queries.audit_trail.system_records, limit=1)[0]
    assert newest.detail["book"] != "villages"


@pytest.mark.parametrize("book", PLAIN_BOOKS)
def test_a_book_goes_out_and_comes_in_the_same(world: World, book: str) -> None:
    before = rows(world, book)
    out = world.read(queries.people.export_book, book)
    assert out.startswith(b"\xef\xbb\xbf")
    assert count(out) == count(sample(book))
    load(world, book, out)
    assert rows(world, book) == before
    assert world.read(queries.people.export_book, book) == out


@pytest.mark.parametrize("value", ['引"号', "逗,号", "换\n行", "=1+1", "-5", " 空格 ", "𠮷é"])
def test_odd_cells_survive_the_round_trip(sqlite_world: World, value: str) -> None:
    text = io.StringIO()
    writer = csv.DictWriter(text, ["key", "zh", "valid_from", "note"])
    writer.writeheader()
    writer.writerow({"key": "test", "zh": "测试", "valid_from": "2026-01-01", "note": value})
    load(sqlite_world, "villages", text.getvalue())
    kept = rows(sqlite_world, "villages")["test"]["note"]
    assert kept == value.strip()
    load(sqlite_world, "villages", sqlite_world.read(queries.people.export_book, "villages"))
    assert rows(sqlite_world, "villages")["test"]["note"] == kept


def test_rows_hold_from_their_first_to_their_last_day(sqlite_world: World) -> None:
    data = (
        "key,zh,valid_from,valid_to\n"
        "over,已撤,2020-01-01,2026-11-24\n"
        "last,末日,2020-01-01,2026-11-25\n"
        "now,现行,2026-11-25,\n"
        "soon,未来,2026-11-26,\n"
    )
    load(sqlite_world, "villages", data)
    assert set(rows(sqlite_world, "villages")) == {"last", "now"}
    assert b"soon" in sqlite_world.read(queries.people.export_book, "villages")


def test_an_unknown_book_is_not_found(world: World) -> None:
    for book in ("ghosts", "", "../people", "user_account"):
        with pytest.raises(NotFound):
            load(world, book, "key\n1\n")
        with pytest.raises(NotFound):
            world.read(queries.people.export_book, book)


def test_only_who_keeps_the_books_writes_them(world: World) -> None:
    command = commands.ImportRegister("villages", sample("villages"))
    for actor in (world.clerk, world.supervisor, world.citizen):
        with pytest.raises(NotPermitted):
            world.do(command, actor)
    keeper = staff("keeper", rights=frozenset({"register.edit"}))
    assert world.do(command, keeper)["written"] is True
    newest = world.read(queries.audit_trail.system_records, limit=1)[0]
    assert (newest.action, newest.actor, newest.detail["book"]) == ("import_register", "keeper", "villages")


def test_importing_users_keeps_their_passwords(world: World) -> None:
    world.do(commands.SetPassword("clerk", "a long password"))
    load(world, "users", sample("users"))
    assert world.do(commands.LogIn("clerk", "a long password"), world.citizen)["login"] == "clerk"


@pytest.mark.parametrize("login", ["citizen", "system", "Root", "a"])
def test_a_login_that_records_use_for_others_is_refused(world: World, login: str) -> None:
    """Somebody with the login `citizen` would see every online case."""
    row = (
        f"key,person,roles,department,village,enabled,valid_from,valid_to\n{login},p001,,,,true,2026-01-01,\n"
    )
    with pytest.raises(ImportRefused):
        world.do(commands.ImportRegister("users", row.encode()))
