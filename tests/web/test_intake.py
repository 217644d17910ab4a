"""新收件: a clerk fills in the form for somebody at the counter."""

from __future__ import annotations

import re
from collections.abc import Callable

from engine import queries
from tests.web.browser import Browser, by_testid
from tests.world import ITEM, World

INTAKE = f"/intake/{ITEM}"


def test_a_clerk_finds_the_item_and_takes_an_application_in(clerk: Browser, world: World) -> None:
    assert f'href="{INTAKE}"' in clerk.get("/intake?q=lnr").text
    answer = clerk.apply(INTAKE)
    number = by_testid(answer.text, "case-no")[0]
    assert by_testid(answer.text, "query-code")
    case = world.read(queries.case_view.case_detail, number).case
    assert (case.channel, case.started_by) == ("window", "clerk")


def test_a_village_station_takes_in_for_its_village_only_in_its_channel(
    person: Callable[[str], Browser], world: World
) -> None:
    answer = person("grid").apply(INTAKE, **{"live_addr.village": "huzhuangqiao"})
    assert answer.status_code == 200, answer.text


def test_a_refused_form_names_its_fields(clerk: Browser) -> None:
    answer = clerk.apply(INTAKE, card_kind="", **{"live_addr.text": ""})
    assert answer.status_code == 422
    hrefs = re.findall(r'<li><a href="#([^"]+)">', answer.text)
    assert len(hrefs) == 2
    for href in hrefs:
        assert f'id="{href}"' in answer.text


def test_nothing_found_says_so(clerk: Browser) -> None:
    assert "没有找到“zzz”" in clerk.get("/intake?q=zzz").text


def test_somebody_elses_receipt_is_404(clerk: Browser, person: Callable[[str], Browser]) -> None:
    draft = clerk.draft(INTAKE)
    clerk.apply(INTAKE, draft=draft)
    assert clerk.get(f"{INTAKE}/receipt/{draft}").status_code == 200
    assert person("substitute").get(f"{INTAKE}/receipt/{draft}").status_code == 404
