"""Task pages of the permit: who is kept apart is told at once, and fields that one outcome asks for."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from engine import commands, queries
from tests.web import permit
from tests.web.browser import Browser, alerts, by_testid
from tests.world import World

Person = Callable[[str], Browser]


@pytest.fixture(autouse=True)
def published(world: World) -> None:
    permit.publish_permit(world)


@pytest.fixture
def to_decide(world: World) -> str:
    """The task 决定 of a case that 宋怀谷 (`substitute`) accepted. Its id."""
    receipt = permit.applied(world)
    substitute = world.read(queries.people.actor_of, "substitute")
    accept = world.task(receipt.number, "accept")
    world.complete(accept.id, "accept", actor=substitute, materials=world.all_pass(accept.id))
    for path, who in (("first_review", permit.FIRST_REVIEWER), ("review", permit.REVIEWER)):
        found = world.task(receipt.number, path)
        world.complete(found.id, actor=who, data=world.typed(found.id))
    return str(world.task(receipt.number, "decide").id)


def wrapper(page: str, key: str) -> str:
    """The opening tag around a field."""
    found = re.search(rf'<div class="zw-field[^>]*data-field="{key}"[^>]*>', page)
    assert found is not None, key
    return found[0]


def test_who_is_kept_apart_reads_why_and_to_whom_before_trying(person: Person, to_decide: str) -> None:
    page = person("substitute").get(f"/tasks/{to_decide}").text
    (note,) = by_testid(page, "kept-apart")
    assert "办过“受理”，不能再办“决定”" in note
    assert "可以转给：林望岳。" in note
    assert "不能再办“决定”" in alerts(page)
    assert f'action="/tasks/{to_decide}/claim"' not in page
    assert "签收后由你办理" not in page


def test_in_english_too(person: Person, to_decide: str) -> None:
    (note,) = by_testid(person("substitute").get(f"/tasks/{to_decide}?lang=en").text, "kept-apart")
    assert "You already acted on &#34;Accept&#34;" in note
    assert "林望岳" in note


def test_nobody_else_is_told_so(person: Person, to_decide: str) -> None:
    page = person("decider").get(f"/tasks/{to_decide}").text
    assert 'data-testid="kept-apart"' not in page
    assert f'action="/tasks/{to_decide}/claim"' in page
    assert 'data-testid="kept-apart"' not in person("supervisor").get(f"/tasks/{to_decide}").text


def test_a_forged_claim_says_it_once(person: Person, to_decide: str, world: World) -> None:
    answer = person("substitute").post(f"/tasks/{to_decide}/claim", {"version": "1"})
    assert answer.status_code == 403
    assert answer.text.count("不能再办“决定”") == 1
    assert world.read(queries.task_list.task_detail, to_decide).task.state == "open"


def test_remedies_are_asked_for_a_refusal_only(person: Person, to_decide: str, world: World) -> None:
    decider = person("decider")
    decider.post(f"/tasks/{to_decide}/claim", {"version": "1"})
    page = decider.get(f"/tasks/{to_decide}").text
    assert 'data-outcomes="refuse"' in wrapper(page, "remedies")
    assert "data-outcomes" not in wrapper(page, "decision_reason")
    sent = {"version": "2", "decision_basis": "条例", "decision_reason": "符合", "outcome": "refuse"}
    refused = decider.post(f"/tasks/{to_decide}", {**sent, "remedies": ""})
    assert refused.status_code == 422
    assert "“救济途径”还没有填" in alerts(refused.text)
    granted = decider.post(f"/tasks/{to_decide}", {**sent, "outcome": "grant"}, follow_redirects=True)
    assert "“决定”已提交" in granted.text


def test_a_missing_outcome_is_asked_for_in_plain_words(person: Person, to_decide: str) -> None:
    decider = person("decider")
    decider.post(f"/tasks/{to_decide}/claim", {"version": "1"})
    sent = {"version": "2", "decision_basis": "条例", "decision_reason": "符合"}
    answer = decider.post(f"/tasks/{to_decide}", sent)
    assert answer.status_code == 422
    assert "还没有选办理结论，请选一个。" in alerts(answer.text)
    assert "grant）" not in answer.text


def test_service_by_post_asks_for_the_mail_not_for_the_day_of_service(world: World) -> None:
    receipt = permit.applied(world)
    permit.decided(world, receipt, "refuse")
    permit.made(world, receipt, "serve_refusal/make_doc")
    task = world.task(receipt.number, "serve_refusal/serve")
    form = world.read(queries.task_list.task_detail, task.id).form
    asked = {
        outcome: {one.key for one in form.fields if one.required and outcome in one.outcomes and not one.hide}
        for outcome in ("served", "post", "public_notice")
    }
    assert asked == {
        "served": {"served_at", "served_how"},
        "post": {"sent_on", "post_no"},
        "public_notice": {"notice_on", "notice_place"},
    }
    data = world.typed(task.id, "post")
    assert "served_at" not in data
    command = commands.CompleteTask(task.id, "post", data, second_person=permit.OTHER_SERVER)
    world.do(command, permit.SERVER)
    assert [one.message for one in world.read(queries.waits.open_waits, receipt.number)] == ["post_receipt"]


def test_sending_back_a_document_needs_no_seal(world: World) -> None:
    receipt = permit.applied(world)
    permit.decided(world, receipt, "grant")
    data = {"made_as": "证卡", "blank_no": "样-0000128", "made_copies": 1, "proof_read": True}
    world.complete(world.task(receipt.number, "issue/make").id, actor=permit.MAKER, data=data)
    seal = world.task(receipt.number, "issue/seal")
    world.complete(seal.id, "wrong", actor=permit.SEALER, data={"wrong_points": "组别印错了"})
    assert world.task(receipt.number, "issue/make")
