"""The desk asks for a correction: what is not judged, or not said, stands beside its material."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.drawn import line
from tests.drawn import task as drawn
from tests.web.browser import Api, Browser, hidden
from tests.web.test_api import refused
from tests.world import World

CODES = ("MAT-IDCARD", "MAT-PHOTO1", "MAT-RESPERMIT")


@pytest.fixture
def task(world: World) -> Any:
    """The first task of a fresh case of 优待证, claimed by the clerk."""
    return world.task(str(world.start()["case_no"]))


def send(clerk: Browser, task: Any, **verdicts: str) -> Any:
    """补正 with these fields (`PHOTO1__reason`)."""
    page = clerk.post(f"/tasks/{task.id}/claim", {"version": task.version}, follow_redirects=True)
    given = {f"material.MAT-{name.replace('__', '.')}": value for name, value in verdicts.items()}
    sent = {"version": hidden(page.text, "version"), "action": "send", "outcome": "correct"}
    return clerk.post(f"/tasks/{task.id}", {**sent, **given})


def beside(page: str) -> dict[str, str]:
    """Material code -> the sentence in its row."""
    found = {}
    for row in re.findall(r'<li class="zw-material[^>]*>.*?</li>', page, re.S):
        code = re.search(r'name="material\.([A-Z0-9-]+)\.verdict"', row)
        error = re.search(r'<p class="zw-error"[^>]*>(.*?)</p>', row)
        if code and error:
            found[code[1]] = error[1]
    return found


def test_what_was_not_looked_at_is_said_in_its_row(clerk: Browser, task: Any) -> None:
    answer = send(clerk, task, PHOTO1__verdict="missing", IDCARD__verdict="fail")
    assert answer.status_code == 422
    found = beside(answer.text)
    assert set(found) == set(CODES)
    assert found["MAT-PHOTO1"] == "请写明缺什么、怎么补"
    assert found["MAT-IDCARD"] == "请写明哪里不合格"
    assert "每项都要核对" in found["MAT-RESPERMIT"]
    for code in CODES:
        assert f'href="#f-material.{code}"' in answer.text
        assert f'id="f-material.{code}"' in answer.text


def test_with_everything_in_order_it_is_said_at_the_outcome(clerk: Browser, task: Any) -> None:
    answer = send(clerk, task, **{f"{code[4:]}__verdict": "pass" for code in CODES})
    assert answer.status_code == 422
    assert beside(answer.text) == {}
    assert 'href="#f-outcome"' in answer.text
    assert "每项材料都合格，不能选“补正”" in answer.text


def test_over_the_api_the_materials_are_named(api: Callable[[str], Api], task: Any) -> None:
    clerk = api("clerk")
    body = {"outcome": "correct", "materials": {"MAT-PHOTO1": {"verdict": "missing"}}}
    details = refused(clerk.post(f"/tasks/{task.id}/complete", body), 422, "form_invalid")
    assert set(details) == {f"material.{code}" for code in CODES}


def test_one_upload_for_several_is_part_of_the_contract(visitor: Browser) -> None:
    """Who writes a client reads that a scan may show two papers."""
    schemas = visitor.get("/api/openapi.json").json["components"]["schemas"]
    for name in ("StartInstance", "Message"):
        assert "several materials" in schemas[name]["properties"]["materials"]["description"]


def test_a_colleague_who_is_kept_apart_is_named_at_the_field(clerk: Browser, world: World) -> None:
    steps = (("check", drawn("check", not_same_as="visit")), ("visit", drawn("visit", people="2")))
    world.publish_plain("pair", xml=line("pair", *steps))
    number = str(world.start("pair", actor=world.clerk)["case_no"])
    world.complete(world.task(number, "check").id, actor=world.other_clerk)
    visit = world.task(number, "visit")
    page = clerk.post(f"/tasks/{visit.id}/claim", {"version": visit.version}, follow_redirects=True).text
    sent = {"version": hidden(page, "version"), "action": "send", "second_person": "substitute"}
    answer = clerk.post(f"/tasks/{visit.id}", sent)
    assert answer.status_code == 422
    assert 'href="#f-second_person"' in answer.text
    assert "宋怀谷在本件里办过“check”" in answer.text
    assert "你在本件里办过" not in answer.text
