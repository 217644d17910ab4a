"""留痕核验: whole chains, a broken one by name, the records of the system."""

from __future__ import annotations

from collections.abc import Callable

from tests.web.browser import Browser, alerts, by_testid
from tests.web.test_cases import alter
from tests.world import World


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
