"""Topics of service tasks: inside the transaction at once, outside through the outbox."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import commands, queries
from engine.errors import ExpressionFailed
from tests.drawn import START, boundary_clock, call, clock, end, line, task, topic
from tests.world import World, plain


def started(world: World, name: str, **inputs: str) -> str:
    xml = line("asks", ("ask", topic("ask", name, **inputs)), ("see", task("see")))
    world.publish_plain("asks", xml=xml)
    return str(world.start("asks", actor=world.clerk, variables={"n": 20})["case_no"])


def variables(world: World, case_no: str) -> dict[str, object]:
    return dict(world.read(queries.case_view.case_detail, case_no).variables)


def test_an_inside_topic_answers_in_the_same_step(world: World) -> None:
    case_no = started(world, "echo", twice="n + n")
    assert world.paths(case_no) == {"see"}
    assert variables(world, case_no)["twice"] == 40
    (record,) = world.read(queries.case_view.history, case_no)
    assert record.detail["passed"] == ["start", "ask"]
    assert record.detail["topics"] == [{"topic": "echo", "at": "ask"}]


def effect(world: World) -> tuple[str, int]:
    (job,) = world.do(commands.LeaseJobs(kind="effect"))["jobs"]
    return job["id"], job["attempt"]


def test_an_outside_topic_waits_for_its_answer(world: World) -> None:
    case_no = started(world, "echo.later", twice="n + n")
    assert world.paths(case_no) == set()
    job_id, attempt = effect(world)
    assert world.do(commands.AnswerEffect(job_id, attempt, {"twice": 40}))["settled"] is True
    assert world.paths(case_no) == {"see"}
    assert variables(world, case_no)["twice"] == 40
    assert world.do(commands.AnswerEffect(job_id, attempt, {"twice": 41}))["settled"] is False
    assert variables(world, case_no)["twice"] == 40


def test_a_failed_effect_is_kept_and_the_case_stays(world: World) -> None:
    case_no = started(world, "fail")
    job_id, attempt = effect(world)
    world.engine.execute(commands.AnswerEffect(job_id, attempt, error="refused"), world.system)
    assert world.read(queries.case_view.case_detail, case_no).case.status == "active"
    (job,) = world.read(queries.jobs.job_list, state="failed").items
    assert (job.id, job.error) == (job_id, "refused")


def test_an_answer_for_a_cancelled_case_changes_nothing(world: World) -> None:
    case_no = started(world, "echo.later")
    job_id, attempt = effect(world)
    instance = world.read(queries.case_view.case_id, case_no)
    world.do(commands.CancelCase(instance, "申请人撤回"), world.system)
    assert world.do(commands.AnswerEffect(job_id, attempt, {"x": 1}))["settled"] is False


def outbox(world: World) -> list[tuple[str, bool]]:
    rows = world.read(queries.jobs.outbox_list).items
    assert [row.id for row in rows] == [
        row.id for row in world.read(queries.jobs.outbox_list, rows[0].state).items
    ]
    return [(row.state, row.sent_at is not None) for row in rows]


@pytest.mark.parametrize("way", ["timer", "cancel"])
def test_what_left_is_sent_though_nobody_waits_any_more(world: World, way: str) -> None:
    """A timer takes the service task, or the case is cancelled, while a worker sends: the outbox is true."""
    world.publish_plain("inner", xml=line("inner", ("ask", topic("ask", "echo.later", x="1"))))
    body = START + call("call", "inner") + boundary_clock("late", "call", "PT1H") + task("see") + end("end")
    flows = {"f1": ("start", "call"), "f2": ("call", "end"), "f3": ("late", "see"), "f4": ("see", "end")}
    world.publish_plain("timed", xml=plain("timed", body, flows))
    case_no = str(world.start("timed", actor=world.clerk)["case_no"])
    job_id, attempt = effect(world)
    if way == "timer":
        world.pass_time(hours=2)
        assert world.paths(case_no) == {"see"}
    else:
        instance = world.read(queries.case_view.case_id, case_no)
        world.do(commands.CancelCase(instance, "申请人撤回"), world.system)
    assert outbox(world) == [("cancelled", False)]
    assert world.do(commands.AnswerEffect(job_id, attempt + 1, {"x": 1}))["settled"] is False
    assert outbox(world) == [("cancelled", False)], "no attempt of ours"
    before = variables(world, case_no)
    assert world.do(commands.AnswerEffect(job_id, attempt, {"x": 1}))["settled"] is False
    assert outbox(world) == [("sent", True)]
    record = world.read(queries.case_view.history, case_no)[-1]
    assert (record.action, record.element_id, record.detail) == (
        "answer_effect",
        "call/ask",
        {"job": job_id, "late": True},
    )
    world.do(commands.AnswerEffect(job_id, attempt, {"x": 1}))
    assert len(world.read(queries.case_view.history, case_no)) == record.seq, "told once"
    assert variables(world, case_no) == before


def numbered(world: World, key: str, *kinds: str) -> list[str]:
    """Numbers that one new case gets for these kinds of documents, in turn."""
    steps = [
        (f"n{i}", topic(f"n{i}", "document.number", doc_kind=f'"{kind}"')) for i, kind in enumerate(kinds)
    ]
    world.publish_plain(key, xml=line(key, *steps, ("see", task("see"))))
    case_no = str(world.start(key, actor=world.clerk)["case_no"])
    records = world.read(queries.case_view.history, case_no)
    return [one["doc_no"] for record in records for one in record.detail["topics"]]


def test_document_numbers_have_no_gaps_and_a_case_keeps_its_own(world: World) -> None:
    """Gapless per kind and year; the same case and kind get the same number again."""
    assert numbered(world, "a", "refusal", "refusal") == ["徐政不予〔2026〕0001号"] * 2
    assert numbered(world, "b", "refusal") == ["徐政不予〔2026〕0002号"]
    assert numbered(world, "c", "residence_permit", "refusal") == [
        "徐居证〔2026〕0001号",
        "徐政不予〔2026〕0003号",
    ]
    world.clock.advance(timedelta(days=60))
    assert numbered(world, "e", "refusal") == ["徐政不予〔2027〕0001号"]


def test_a_refused_step_gives_its_number_back(world: World) -> None:
    """The counter moves in the case's own transaction: what is not committed leaves no gap."""
    number = topic("n", "document.number", doc_kind='"refusal"')
    steps = [("n", number), ("hold", clock("hold", "day")), ("see", task("see"))]
    world.publish_plain("fails", xml=line("fails", *steps))
    with pytest.raises(ExpressionFailed):
        world.start("fails", actor=world.clerk, variables={"day": "no day at all"})
    world.start("fails", actor=world.clerk, variables={"day": "2026-12-24"})
    assert numbered(world, "next", "refusal") == ["徐政不予〔2026〕0002号"]
