"""Rating a finished case, once; the rating desk and supervisors read it, the bad ones first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from engine import commands, queries
from tests.web import permit
from tests.web.browser import Browser, alerts, by_testid
from tests.web.permit import Receipt, form_of, look
from tests.world import World

COMMENT = "等了很久，<b>跑了两趟</b>"


@pytest.fixture
def world(world: World) -> World:
    permit.publish_permit(world)
    return world


@pytest.fixture
def done(world: World) -> Receipt:
    return permit.finished(world)


def rate(visitor: Browser, receipt: Receipt, score: int, comment: str = "") -> object:
    fields = form_of(look(visitor, receipt), "提交评价")
    return visitor.post("/track", {**fields, "score": str(score), "comment": comment})


def test_a_case_is_rated_after_its_end(visitor: Browser, done: Receipt) -> None:
    page = look(visitor, done).text
    assert 'role="radiogroup" aria-labelledby="f-score-label"' in page
    assert '<legend id="f-score-label">满意度</legend>' in page
    for words in ("非常满意", "满意", "一般", "不满意", "非常不满意", "说说原因（选填）", "提交评价"):
        assert words in page
    thanks = rate(visitor, done, 5)
    assert thanks.status_code == 200
    assert "谢谢您的评价" in thanks.text
    assert "您评的是：非常满意。" in thanks.text
    assert "提交评价" not in thanks.text
    assert "提交评价" not in look(visitor, done).text


def test_before_the_end_there_is_nothing_to_rate(visitor: Browser, world: World) -> None:
    finished, running = permit.finished(world), permit.notified(world)
    page = look(visitor, running)
    assert "提交评价" not in page.text
    mark = form_of(page, "提交补正")["mark"]
    form = form_of(look(visitor, finished), "提交评价")
    early = visitor.post("/track", {**form, "mark": mark, "score": "5"})
    assert early.status_code == 409
    assert "还没有办结" in alerts(early.text)


def test_a_withdrawn_case_of_the_desk_is_not_rated(visitor: Browser, world: World) -> None:
    """撤销 by the office ends no service: there is no form."""
    receipt = permit.applied(world)
    task = world.task(receipt.number)
    world.do(commands.CancelCase(task.instance_id, "重复收件"), world.clerk)
    assert "提交评价" not in look(visitor, receipt).text


def test_b63_the_same_rating_twice_is_one(
    visitor: Browser, person: Callable[[str], Browser], done: Receipt
) -> None:
    fields = {**form_of(look(visitor, done), "提交评价"), "score": "4"}
    assert [visitor.post("/track", fields).status_code for _ in range(2)] == [200, 200]
    assert len(by_testid(person("rating").get("/ratings").text, "rating-row")) == 1


def test_another_rating_does_not_replace_the_first(visitor: Browser, done: Receipt) -> None:
    fields = form_of(look(visitor, done), "提交评价")
    visitor.post("/track", {**fields, "score": "1"})
    second = visitor.post("/track", {**fields, "score": "5"})
    assert second.status_code == 409
    assert "这件已经评价过了" in alerts(second.text)
    assert "您评的是：非常不满意。" in second.text


@pytest.mark.parametrize("score", ["", "0", "6", "5.0", "很好"])
def test_a_rating_without_a_grade_keeps_what_was_typed(visitor: Browser, done: Receipt, score: str) -> None:
    fields = form_of(look(visitor, done), "提交评价")
    refused = visitor.post("/track", {**fields, "score": score, "comment": "窗口很热情"})
    assert refused.status_code == 422
    assert 'href="#f-score"' in refused.text
    assert "窗口很热情" in refused.text


def test_five_hundred_characters_are_kept(
    visitor: Browser, person: Callable[[str], Browser], done: Receipt
) -> None:
    assert rate(visitor, done, 2, "长" * 500).status_code == 200
    assert "长" * 500 in person("rating").get("/ratings").text


def test_a_long_comment_is_refused_at_its_field(visitor: Browser, done: Receipt) -> None:
    refused = rate(visitor, done, 2, "长" * 501)
    assert refused.status_code == 422
    assert 'href="#f-comment"' in refused.text
    assert 'value="2" id="f-score-2" checked' in refused.text


def test_a_rating_needs_the_proof_of_its_case(visitor: Browser, app: Flask, done: Receipt) -> None:
    fields = {**form_of(look(visitor, done), "提交评价"), "score": "5"}
    refused = Browser(app).post("/track", fields)
    assert refused.status_code == 422
    assert "提交评价" in look(visitor, done).text


def test_a_character_that_cannot_be_stored_leaves_the_page(visitor: Browser, done: Receipt) -> None:
    refused = rate(visitor, done, 2, "不好\x00说")
    assert refused.status_code == 422
    assert "U+0000" in alerts(refused.text)
    assert "提交评价" in refused.text


# --- the desk


def test_the_desk_reads_bad_ratings_first(
    visitor: Browser, person: Callable[[str], Browser], world: World
) -> None:
    bad, good = permit.finished(world), permit.finished(world)
    rate(visitor, bad, 2, COMMENT)
    world.clock.advance(timedelta(days=1))
    rate(visitor, good, 5)
    page = person("rating").get("/ratings").text
    first, second = by_testid(page, "rating-row")
    for words in ("不满意", "等了很久", "居住证申领", bad.number, "11-25 12:00"):
        assert words in first
    assert '<span class="zw-tag zw-tag-wrong">不满意</span>' in page
    assert "<b>跑了两趟</b>" not in page
    assert "非常满意" in second
    assert "没有写原因" in second
    only = person("rating").get("/ratings?show=bad").text
    assert len(by_testid(only, "rating-row")) == 1


def test_a_case_is_linked_for_those_who_may_open_it(
    visitor: Browser, person: Callable[[str], Browser], done: Receipt
) -> None:
    rate(visitor, done, 1)
    link = f'href="/cases/{done.number}"'
    assert link in person("supervisor").get("/ratings").text
    desk = person("rating")
    assert link not in desk.get("/ratings").text
    assert desk.get(f"/cases/{done.number}").status_code == 404


def test_an_empty_desk_says_what_will_stand_there(person: Callable[[str], Browser]) -> None:
    desk = person("rating")
    assert "还没有评价" in desk.get("/ratings").text
    assert "没有差评" in desk.get("/ratings?show=bad").text


@pytest.mark.parametrize(("login", "status"), [("rating", 200), ("supervisor", 200), ("clerk", 403)])
def test_who_may_read_ratings(person: Callable[[str], Browser], login: str, status: int) -> None:
    who = person(login)
    assert who.get("/ratings").status_code == status
    assert ('href="/ratings"' in who.get("/inbox").text) == (status == 200)


def test_pages_go_on_where_they_ended(visitor: Browser, world: World) -> None:
    """A page of one row each: the bad one, then the good one, and nothing twice."""
    for score in (5, 1):
        rate(visitor, permit.finished(world), score)
    pages = []
    cursor = None
    for _ in range(2):
        page = world.read(queries.ratings.rating_list, cursor=cursor, limit=1)
        pages.append([row.score for row in page.items])
        cursor = page.next
    assert (pages, cursor) == ([[1], [5]], None)


def test_the_english_list(visitor: Browser, person: Callable[[str], Browser], done: Receipt) -> None:
    rate(visitor, done, 1)
    page = person("rating").get("/ratings?lang=en").text
    for words in ("Ratings", "Very dissatisfied", "Residence permit", "No reason given", "Bad ones only"):
        assert words in page
