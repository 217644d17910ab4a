"""S24: 任意一个综合窗口都可以办理全部事项."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest

from engine import queries
from engine.registers import sample_books
from tests.web.browser import Api, Browser
from tests.world import APPLICANT, World

WINDOW_SEVEN = "zhuyunshu"


def items(world: World) -> list[str]:
    """Every published service item, of whatever department."""
    found = world.read(queries.catalogue.search_items, limit=300)
    return [one.key for one in found]


def counters(world: World) -> list[str]:
    """Who sits at a counter of the town's hall, by the sample books."""
    books = dict(sample_books(world.settings))
    rows = csv.DictReader(io.StringIO(books["assignments"].decode("utf-8-sig")))
    return sorted({row["login"] for row in rows if (row["post"], row["scope_kind"]) == ("counter", "town")})


def start(api: Api, world: World, item: str, applicant: dict[str, str]) -> str:
    form = world.read(queries.catalogue.current_form, f"{item}_apply")
    body = {
        "definition_key": item,
        "applicant": applicant,
        "data": world.sample(form, world.read(queries.people.actor_of, WINDOW_SEVEN)),
        "channel": "window",
    }
    answer = api.post("/process-instances", body)
    assert answer.status_code == 201, answer.json
    return str(answer.json["case_no"])


def test_s24_one_account_starts_every_item(
    api: Callable[[str], Api], person: Callable[[str], Browser], world: World
) -> None:
    """The clerk at window 7 starts items of different departments with the same account."""
    found, seven, page = items(world), api(WINDOW_SEVEN), person(WINDOW_SEVEN)
    departments = {world.read(queries.catalogue.item_detail, one).item.department for one in found}
    assert len(found) >= 3
    assert len(departments) >= 2
    search = page.get("/intake?q=").text
    for item in found:
        assert f'href="/intake/{item}"' in search
        assert page.get(f"/intake/{item}", follow_redirects=True).status_code == 200
        number = start(seven, world, item, APPLICANT)
        case = world.read(queries.case_view.case_detail, number).case
        assert (case.started_by, case.channel) == (WINDOW_SEVEN, "window")


def test_s24_every_counter_starts_the_same_item(api: Callable[[str], Api], world: World) -> None:
    """No item is locked to a window: each counter account starts 居住证 and sees its first task."""
    logins = counters(world)
    assert len(logins) >= 12
    for login in logins:
        number = start(api(login), world, "svc_ga_002", APPLICANT)
        listed = api(login).get(f"/tasks?queue=claimable&q={number}").json["items"]
        assert [one["element_id"] for one in listed] == ["accept"], login


@pytest.mark.parametrize("item", ["svc_ga_002", "svc_mz_030"])
def test_s24_the_form_carries_the_knowledge(
    person: Callable[[str], Browser], item: str, world: World
) -> None:
    """What must be handed in stands in the form itself, for a clerk who never did the item before."""
    page = person(WINDOW_SEVEN).get(f"/intake/{item}", follow_redirects=True).text
    materials = world.read(queries.catalogue.item_detail, item).model.materials
    names = {row["code"]: row["name_zh"] for row in world.read(queries.people.book, "materials")}
    assert materials
    for one in materials:
        assert str(names[one.code]) in page
