"""What the pages say of a permit's turns: a call that an error ended, deadlines, two people, a refusal."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from engine import commands, queries
from engine.adapters.gateway import Recorder
from engine.jobs.worker import Worker
from tests.web import permit
from tests.web.browser import Browser, alerts, by_testid
from tests.world import World

Person = Callable[[str], Browser]
WEEK = timedelta(days=7)


@pytest.fixture(autouse=True)
def published(world: World) -> None:
    permit.publish_permit(world)


def lapsed(world: World) -> permit.Receipt:
    """Nobody answered the correction for thirty days; the counter closed the file."""
    receipt = permit.notified(world)
    world.pass_time(days=31)
    data = {"papers_returned": "没有收原件", "pages_kept": 5}
    world.complete(world.task(receipt.number, "correction/close_file").id, data=data)
    return receipt


def steps(page: str) -> list[str]:
    """The case in steps, each with its notes."""
    aside = page[page.index("<aside") : page.index("</aside>")]
    rows = re.findall(r'<li class="is-\w+".*?</li>', aside, re.S)
    return [re.sub(r"<[^>]+>", " ", row) for row in rows]


def test_a_call_that_an_error_ended_was_walked(person: Person, world: World) -> None:
    """The correction is done, the way back from it to the acceptance was not gone."""
    number = lapsed(world).number
    page = person("clerk").get(f"/cases/{number}").text
    states = dict(re.findall(r'data-element="(\w+)" data-state="(\w+)"', page))
    assert states["correction"] == "done"
    assert states["correction_lapse"] == states["end_lapsed"] == "done"
    assert states["f_gw_accept_correction"] == "done"
    assert states["f_correction_accept"] == states["first_review"] == "todo"


def test_an_ended_case_promises_nothing_more(visitor: Browser, person: Person, world: World) -> None:
    receipt = lapsed(world)
    page = permit.look(visitor, receipt).text
    assert "逾期未补正，视为撤回" in by_testid(page, "stage")[0]
    assert "还要多久" not in page
    case = person("clerk").get(f"/cases/{receipt.number}").text
    assert "没有受理，时限没有算过。" in by_testid(case, "clock")[0]


def test_every_step_says_until_when_it_was_to_be_done(person: Person, world: World) -> None:
    receipt = permit.applied(world)
    permit.accepted(world, receipt)
    world.clock.advance(WEEK)
    late = {"review_means": ["看材料"], "facts_found": "属实", "first_proposal": "建议准予"}
    world.complete(world.task(receipt.number, "first_review").id, actor=permit.FIRST_REVIEWER, data=late)
    start, accept, first, review, *ahead = steps(person("supervisor").get(f"/cases/{receipt.number}").text)
    assert "期限" not in start
    assert "受理，期限 12-02" in accept
    assert "期限 12-01，超时办完" in first
    assert "期限 12-07" in review
    assert "期限" not in "".join(ahead)


def test_a_refusal_that_is_being_served_leads_to_no_document(person: Person, world: World) -> None:
    """Ahead stands what lies behind the place of the case, not the way that it left."""
    receipt = permit.applied(world)
    permit.decided(world, receipt, "refuse")
    page = person("supervisor").get(f"/cases/{receipt.number}").text
    assert "制作文书" in "".join(steps(page))
    assert "取件登记" not in "".join(steps(page))
    waiting = permit.notified(world)
    ahead = steps(person("supervisor").get(f"/cases/{waiting.number}").text)[-6:]
    assert [row.split()[0] for row in ahead] == ["受理", "初审", "审核", "决定", "制证用印", "取件登记"]


def test_a_step_of_two_names_both(person: Person, world: World) -> None:
    receipt = permit.applied(world)
    permit.decided(world, receipt, "refuse")
    permit.made(world, receipt, "serve_refusal/make_doc")
    task = world.task(receipt.number, "serve_refusal/serve")
    officer = world.read(queries.people.actor_of, "officer")
    data = {"served_at": "2026-11-25", "served_how": "本人签收"}
    world.complete(task.id, "served", actor=officer, data=data, second_person="officer2")
    page = person("supervisor").get(f"/cases/{receipt.number}").text
    (served,) = [row for row in steps(page) if "送达文书" in row]
    assert "秦未央、韩戍" in served


def test_a_letter_inside_a_call_is_told_by_its_step(clerk: Browser, world: World) -> None:
    number = permit.notified(world).number
    Worker(world.engine, Recorder()).run_due("effect")
    newest = by_testid(clerk.get(f"/cases/{number}").text, "timeline-row")[0]
    assert "“一次补正 › 一次告知补正”的通知只作登记" in newest


def test_who_may_not_act_is_not_offered_the_task_again(person: Person, world: World) -> None:
    receipt = permit.applied(world)
    substitute = world.read(queries.people.actor_of, "substitute")
    accept = world.task(receipt.number, "accept")
    world.do(commands.ClaimTask(accept.id), substitute)
    world.complete(accept.id, "accept", actor=substitute, materials=world.all_pass(accept.id))
    for path, who in (("first_review", permit.FIRST_REVIEWER), ("review", permit.REVIEWER)):
        found = world.task(receipt.number, path)
        world.complete(found.id, actor=who, data=world.typed(found.id))
    decide = world.task(receipt.number, "decide")
    page = person("substitute").post(f"/tasks/{decide.id}/claim", {"version": decide.version})
    assert page.status_code == 403
    assert "不能再办“决定”" in alerts(page.text)
    assert "可以转给：林望岳" in alerts(page.text)
    assert "签收后由你办理" not in page.text
    assert f'action="/tasks/{decide.id}/claim"' not in page.text


def test_the_story_says_which_milestones_a_return_undid(clerk: Browser, person: Person, world: World) -> None:
    """The review does not stand any more until it is done again; the acceptance stands, its days run on."""
    receipt = permit.applied(world)
    permit.accepted(world, receipt)
    first = {"review_means": ["看材料"], "facts_found": "属实", "first_proposal": "建议准予"}
    world.complete(world.task(receipt.number, "first_review").id, actor=permit.FIRST_REVIEWER, data=first)
    review = world.task(receipt.number, "review")
    world.do(commands.ClaimTask(review.id), permit.REVIEWER)
    world.do(commands.ReturnTask(review.id, "accept", "少一份证明"), permit.REVIEWER)
    newest = by_testid(clerk.get(f"/cases/{receipt.number}").text, "timeline-row")[0]
    assert "“初审”不作数了，重新办过再算" in newest
    assert "“受理”、" not in newest
    english = by_testid(person("clerk").get(f"/cases/{receipt.number}?lang=en").text, "timeline-row")[0]
    assert html.unescape(english).count('"First review": undone, to be reached again') == 1


def test_a_return_that_undid_none_says_nothing_of_it(clerk: Browser, world: World) -> None:
    receipt = permit.applied(world)
    permit.decided(world, receipt, "grant")
    data = {"made_as": "证卡", "blank_no": "样-0000128", "made_copies": 1, "proof_read": True}
    world.complete(world.task(receipt.number, "issue/make").id, actor=permit.MAKER, data=data)
    seal = world.task(receipt.number, "issue/seal")
    world.do(commands.ClaimTask(seal.id), permit.SEALER)
    world.do(commands.ReturnTask(seal.id, "make", "号码印错了"), permit.SEALER)
    newest = by_testid(clerk.get(f"/cases/{receipt.number}").text, "timeline-row")[0]
    assert "退回到" in newest
    assert "不作数" not in newest
