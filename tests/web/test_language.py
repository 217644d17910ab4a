"""Chinese unless asked otherwise; English is kept in the session; every page works in both."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.web.browser import APPLY, Browser, hidden
from tests.world import ITEM, World


def test_english_is_asked_for_once_and_kept(visitor: Browser) -> None:
    assert 'lang="zh-CN"' in visitor.get("/").text
    assert '<html lang="en"' in visitor.get("/?lang=en").text
    page = visitor.get(f"/items/{ITEM}").text
    assert "Senior preferential-treatment card" in page
    assert "Resident ID card" in page
    assert 'lang="zh-CN"' in visitor.get("/?lang=zh").text.split(">", 2)[1]


def test_an_unknown_language_changes_nothing(visitor: Browser) -> None:
    assert '<html lang="zh-CN"' in visitor.get("/?lang=fr").text


def test_sentences_of_a_refused_form_are_english_too(visitor: Browser) -> None:
    visitor.get("/?lang=en")
    answer = visitor.apply(card_kind="")
    assert answer.status_code == 422
    assert "Aged 70 or over" in answer.text
    assert "还没有选" not in answer.text


def test_the_switch_of_a_refused_page_leads_to_a_page(clerk: Browser, world: World) -> None:
    task = world.task(str(world.start()["case_no"]))
    answer = clerk.post(f"/tasks/{task.id}/release", {"version": 99})
    assert answer.status_code in (403, 409)
    if "lang=en" in answer.text:
        assert f'href="/tasks/{task.id}?lang=en"' in answer.text


@pytest.mark.parametrize("path", ["/inbox?queue=claimable", "/cases", "/intake", f"/intake/{ITEM}"])
def test_staff_pages_in_english(clerk: Browser, world: World, path: str) -> None:
    world.start()
    page = clerk.get(path + ("&" if "?" in path else "?") + "lang=en", follow_redirects=True)
    assert page.status_code == 200
    assert '<html lang="en"' in page.text


def test_task_and_case_in_english(person: Callable[[str], Browser], world: World) -> None:
    number = world.walk_to_end()
    supervisor = person("supervisor")
    page = supervisor.get(f"/cases/{number}?lang=en").text
    assert "Handle at once" in page
    assert "Hand over" in page


def test_the_large_print_is_kept(visitor: Browser) -> None:
    assert "zw-big" in visitor.get("/?font=big").text
    assert "zw-big" in visitor.get(APPLY, follow_redirects=True).text
    assert hidden(visitor.get(APPLY, follow_redirects=True).text, "draft")
