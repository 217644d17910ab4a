"""留痕核验: whole chains, a broken one by name, the records of the system."""

from __future__ import annotations

from collections.abc import Callable

from engine.registers import BOOKS
from tests.web.browser import Browser, alerts, by_testid
from tests.web.test_cases import alter
from tests.world import World
from web.supervision import records
from web.words import ACTIONS


def test_all_chains_are_verified(person: Callable[[str], Browser], world: World) -> None:
    world.walk_to_end()
    answer = person("supervisor").post("/audit")
    assert "核验完整" in by_testid(answer.text, "verify-result")[0]


def test_a_broken_chain_is_named(person: Callable[[str], Browser], world: World) -> None:
    number = world.walk_to_end()
    alter(world, number)
    supervisor = person("supervisor")
    assert number in by_testid(supervisor.post("/audit").text, "verify-result")[0]
    one = supervisor.post("/audit", {"case_no": number})
    assert "不完整" in by_testid(one.text, "verify-result")[0]


def test_an_unknown_number_is_answered(person: Callable[[str], Browser]) -> None:
    answer = person("supervisor").post("/audit", {"case_no": "FW-20261125-9999"})
    assert answer.status_code == 404
    assert "FW-20261125-9999" in alerts(answer.text)


def test_the_systems_own_records_say_who_did_what(person: Callable[[str], Browser]) -> None:
    page = person("supervisor").get("/audit").text
    for words in ("发布流程", "设置演示密码", "登录", "supervisor"):
        assert words in page


def test_records_name_people_books_and_processes(person: Callable[[str], Browser]) -> None:
    """The key stands beside its words, never alone; a log-in tells the person."""
    rows = by_testid(person("supervisor").get("/audit").text, "system-record")
    said = "\n".join(" ".join(row.split()) for row in rows)
    assert "许衡之 登录 supervisor" in said
    assert "系统 发布流程 老年人优待证办理 svc_mz_030@1" in said
    assert "系统 导入名册 岗位 · " in said


def test_records_in_english(person: Callable[[str], Browser]) -> None:
    rows = by_testid(person("supervisor").get("/audit?lang=en").text, "system-record")
    said = "\n".join(" ".join(row.split()) for row in rows)
    assert "System Published a version Senior preferential-treatment card svc_mz_030@1" in said
    assert "System Imported a register Posts · " in said


def test_every_book_and_every_action_of_the_town_has_words() -> None:
    assert set(records.BOOKS) == set(BOOKS)
    for pair in (*records.BOOKS.values(), *ACTIONS.values()):
        assert all(pair)
