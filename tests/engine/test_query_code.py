"""The citizen's query code: random, stored as a fingerprint, guessing slowed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from engine import commands
from engine.errors import QueryCodeWrong, Throttled
from tests.world import World

WRONG = "22222222"


def track(world: World, case_no: str, code: str, address: str = "198.51.100.7") -> Any:
    return world.do(commands.TrackCase(case_no, code), replace(world.citizen, address=address))


def fail(world: World, case_no: str, times: int, address: str = "198.51.100.7") -> None:
    for _ in range(times):
        with pytest.raises(QueryCodeWrong):
            track(world, case_no, WRONG, address)


def test_number_and_code_open_the_case(item_world: World) -> None:
    started = item_world.start()
    answer = track(item_world, started["case_no"], started["query_code"])
    assert answer.body == {"instance_id": started["instance_id"], "case_no": started["case_no"]}


def test_the_code_of_another_case_is_wrong(item_world: World) -> None:
    one, other = item_world.start(), item_world.start()
    with pytest.raises(QueryCodeWrong):
        track(item_world, one["case_no"], other["query_code"])


def test_an_unknown_case_reads_exactly_like_a_wrong_code(item_world: World) -> None:
    started = item_world.start()
    with pytest.raises(QueryCodeWrong) as wrong:
        track(item_world, started["case_no"], WRONG)
    with pytest.raises(QueryCodeWrong) as unknown:
        track(item_world, "FW-20261125-0999", WRONG)
    assert wrong.value.sentence() == unknown.value.sentence()


@pytest.mark.parametrize("code", ["", " ", "％", "' OR 1=1 --"])
def test_nonsense_is_just_wrong(item_world: World, code: str) -> None:
    started = item_world.start()
    with pytest.raises(QueryCodeWrong):
        track(item_world, started["case_no"], code)


def full_width(text: str) -> str:
    return "".join(chr(ord(character) + 0xFEE0) for character in text)


@pytest.mark.parametrize(
    "typed",
    [
        str.lower,
        full_width,
        lambda text: full_width(text.lower()),
        lambda text: f" {text[:4]} {text[4:]}\u3000",
    ],
    ids=["lower case", "full width", "full width lower case", "blanks"],
)
def test_numbers_and_codes_are_read_as_people_type_them(item_world: World, typed: Any) -> None:
    started = item_world.start()
    answer = track(item_world, typed(started["case_no"]), typed(started["query_code"]))
    assert answer["case_no"] == started["case_no"]


def test_five_failures_pause_the_case_also_for_the_right_code(item_world: World) -> None:
    started = item_world.start()
    for number in range(5):
        fail(item_world, started["case_no"], 1, address=f"198.51.100.{number}")
    with pytest.raises(Throttled) as refused:
        track(item_world, started["case_no"], started["query_code"], "203.0.113.1")
    assert "1 分钟" in refused.value.sentence()
    item_world.clock.advance(timedelta(seconds=61))
    track(item_world, started["case_no"], started["query_code"], "203.0.113.1")


def test_thirty_failures_pause_the_address_over_all_cases(item_world: World) -> None:
    started = item_world.start()
    for number in range(30):
        fail(item_world, f"FW-20261125-{900 + number:04d}", 1)
    with pytest.raises(Throttled):
        track(item_world, started["case_no"], started["query_code"])
    assert track(item_world, started["case_no"], started["query_code"], "203.0.113.1")["case_no"]


def test_the_pauses_grow(item_world: World) -> None:
    case_no = item_world.start()["case_no"]
    fail(item_world, case_no, 5)
    for seconds, minutes in ((60, 5), (300, 15), (900, 15)):
        item_world.clock.advance(timedelta(seconds=seconds - 1))
        with pytest.raises(Throttled):
            track(item_world, case_no, WRONG)
        item_world.clock.advance(timedelta(seconds=2))
        fail(item_world, case_no, 1)
        with pytest.raises(Throttled) as refused:
            track(item_world, case_no, WRONG)
        assert f"{minutes} 分钟" in refused.value.sentence()


def test_success_clears_the_count(item_world: World) -> None:
    started = item_world.start()
    for _ in range(3):
        fail(item_world, started["case_no"], 4)
        track(item_world, started["case_no"], started["query_code"])


def test_an_unknown_number_is_paused_too(item_world: World) -> None:
    for number in range(5):
        fail(item_world, "FW-20261125-0999", 1, address=f"198.51.100.{number}")
    with pytest.raises(Throttled):
        track(item_world, "FW-20261125-0999", WRONG, "203.0.113.1")


def test_only_a_fingerprint_of_the_code_is_stored(item_world: World) -> None:
    started = item_world.start()
    with item_world.database.read() as connection:
        stored = connection.execute(text("SELECT query_code_hash FROM process_instance")).scalar_one()
    assert len(stored) == 64
    assert started["query_code"] not in stored
    assert stored == item_world.engine.vault.index(
        "query_code", f"{started['case_no']}:{started['query_code']}"
    )
    assert stored != item_world.engine.vault.index("query_code", started["query_code"])


def test_codes_are_of_31_unmistakable_letters(item_world: World) -> None:
    codes = {item_world.engine._chance.query_code() for _ in range(500)}
    assert len(codes) == 500
    assert set("".join(codes)) == set("23456789ABCDEFGHJKMNPQRSTUVWXYZ")
    assert {len(code) for code in codes} == {8}
