"""The worker: never early, never twice, nothing lost, whatever happens between its commands."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from engine import commands, digest, queries
from engine.adapters.clock import stamp
from engine.adapters.gateway import GatewayFailed, HttpGateway, Recorder
from engine.domain import facts as f
from engine.errors import NotPermitted
from engine.jobs.worker import SILENT_SECONDS, Heartbeat, Worker
from engine.store.apply import apply
from tests.engine.receiver import Receiver, answer, receiver
from tests.engine.test_statements import counted
from tests.engine.test_two_at_once import at_once
from tests.world import World, plain

TIMER = plain(
    "later",
    '<bpmn:startEvent id="start" name="开始"/>'
    '<bpmn:intermediateCatchEvent id="wait" name="等一小时"><bpmn:timerEventDefinition id="wait_d">'
    '<bpmn:timeDuration xsi:type="bpmn:tFormalExpression">PT1H</bpmn:timeDuration>'
    "</bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>"
    '<bpmn:userTask id="work" name="办"/><bpmn:endEvent id="end" name="完"/>',
    {"f1": ("start", "wait"), "f2": ("wait", "work"), "f3": ("work", "end")},
)
HOUR = timedelta(hours=1)


def service(key: str, topic: str) -> str:
    """start -> service task of the topic with one input -> user task -> end."""
    return plain(
        key,
        '<bpmn:startEvent id="start" name="开始"/>'
        f'<bpmn:serviceTask id="ask" name="问" camunda:type="external" camunda:topic="{topic}">'
        "<bpmn:extensionElements><camunda:inputOutput>"
        '<camunda:inputParameter name="echoed">asked</camunda:inputParameter>'
        '<camunda:outputParameter name="got">echoed</camunda:outputParameter>'
        "</camunda:inputOutput></bpmn:extensionElements></bpmn:serviceTask>"
        '<bpmn:userTask id="work" name="办"/><bpmn:endEvent id="end" name="完"/>',
        {"f1": ("start", "ask"), "f2": ("ask", "work"), "f3": ("work", "end")},
    )


class Answers:
    """A gateway that does what it is told, and remembers what it was asked to send."""

    def __init__(self, *does: Any) -> None:
        self.does = list(does)
        self.sent: list[str] = []

    def send(self, effect_id: str, _topic: str, _body: Mapping[str, Any]) -> Mapping[str, Any]:
        self.sent.append(effect_id)
        told = self.does.pop(0) if len(self.does) > 1 else self.does[0]
        if callable(told):
            told()
            return {}
        if isinstance(told, BaseException):
            raise told
        found: Mapping[str, Any] = told
        return found


def with_timer(world: World) -> str:
    world.publish_plain("later", xml=TIMER)
    return str(world.start("later", actor=world.clerk)["case_no"])


def with_effect(world: World, topic: str = "echo.later") -> str:
    key = topic.replace(".", "_")
    world.publish_plain(key, xml=service(key, topic))
    return str(world.start(key, actor=world.clerk, variables={"asked": "x"})["case_no"])


def with_letter(world: World, text: str = "您申请的事项已受理。") -> str:
    """A case with a letter in the outbox, written as the step code writes it."""
    case_no = with_timer(world)
    case_id = world.read(queries.case_view.case_id, case_no)
    queue_letter(world, case_id, case_no, text)
    return case_no


def queue_letter(world: World, case_id: str, case_no: str, text: str) -> str:
    job_id, at = uuid4().hex, stamp(world.clock.now())
    body = {"phone": "15400025467", "text": text, "text_en": "Accepted.", "case_no": case_no}
    sealed = world.engine.vault.seal(digest.canonical(body).encode(), f"outbox:body:{job_id}")
    with world.database.write() as transaction:
        facts = (
            f.JobArmed(job_id, "effect", case_id, "", "accept", "", at, at),
            f.EffectQueued(job_id, case_id, case_no, "notify.sms", "ACCEPTED", sealed, at),
        )
        apply(transaction.connection, facts, "xuxiake", {})
        transaction.commit()
    return job_id


def jobs(world: World, state: str = "") -> list[Any]:
    return list(world.read(queries.jobs.job_list, state).items)


def actions(world: World, case_no: str) -> list[str]:
    return [record.action for record in world.read(queries.case_view.history, case_no)]


@pytest.fixture
def worker(world: World) -> Worker:
    return Worker(world.engine, Recorder())


# --- timers


def test_a_timer_fires_at_its_instant_and_not_before(world: World, worker: Worker) -> None:
    case_no = with_timer(world)
    world.clock.advance(HOUR - timedelta(microseconds=1))
    assert worker.run_due() == 0
    assert world.tasks(case_no) == []
    world.clock.advance(timedelta(microseconds=1))
    assert worker.run_due() == 1
    assert world.paths(case_no) == {"work"}
    assert [(job.kind, job.state, job.attempt) for job in jobs(world)] == [("timer", "done", 1)]
    world.check_invariants()


def test_a_timer_fires_once_however_often_the_worker_looks(world: World, worker: Worker) -> None:
    case_no = with_timer(world)
    world.clock.advance(HOUR)
    assert [worker.run_due() for _ in range(3)] == [1, 0, 0]
    world.clock.advance(timedelta(days=400))
    assert worker.run_due() == 0
    assert actions(world, case_no).count("fire_timer") == 1


def test_a_clock_set_back_fires_nothing_again_and_nothing_early(world: World, worker: Worker) -> None:
    first = with_timer(world)
    world.clock.advance(HOUR)
    worker.run_due()
    world.clock.advance(-HOUR)
    second = str(world.start("later", actor=world.clerk)["case_no"])
    assert worker.run_due() == 0
    world.clock.advance(HOUR)
    assert worker.run_due() == 1
    assert [actions(world, one).count("fire_timer") for one in (first, second)] == [1, 1]


def test_two_workers_at_once_do_each_job_once(world: World) -> None:
    world.publish_plain("later", xml=TIMER)
    numbers = [
        str(world.engine.execute(commands.StartCase("later"), world.clerk)["case_no"]) for _ in range(30)
    ]
    world.clock.advance(HOUR)
    workers = [Worker(world.engine, Recorder()) for _ in range(4)]
    tried = at_once(*(one.run_due for one in workers))
    assert sum(tried) == 30
    for number in numbers:
        assert actions(world, number) == ["start_case", "fire_timer"]
    assert {job.attempt for job in jobs(world)} == {1}
    world.check_invariants()


def test_a_lease_that_ended_is_taken_by_another_and_the_first_holder_is_too_late(
    world: World, worker: Worker
) -> None:
    case_no = with_timer(world)
    world.clock.advance(HOUR)
    (leased,) = world.engine.execute(commands.LeaseJobs(), world.system)["jobs"]
    assert worker.run_due() == 0, "leased by somebody who may still be at it"
    world.clock.advance(timedelta(seconds=30))
    assert worker.run_due() == 1
    late = commands.FireTimer(leased["id"], leased["attempt"])
    assert world.do(late)["fired"] is False
    assert world.do(commands.FailJob(leased["id"], leased["attempt"], "late"))["state"] == ""
    assert actions(world, case_no) == ["start_case", "fire_timer"]


def test_an_idle_poll_writes_nothing_and_takes_no_lock(world: World, worker: Worker) -> None:
    with_timer(world)
    with counted(world) as found:
        assert worker.run_due() == 0
    assert found.statements == []
    assert found.commits == 0


def test_a_lease_leaves_no_record(world: World) -> None:
    case_no = with_timer(world)
    world.clock.advance(HOUR)
    before = len(world.read(queries.audit_trail.system_records))
    world.do(commands.LeaseJobs())
    assert actions(world, case_no) == ["start_case"]
    assert len(world.read(queries.audit_trail.system_records)) == before


def test_nobody_but_the_engine_itself_does_jobs(world: World) -> None:
    for command in (commands.LeaseJobs(), commands.FailJob("x", 1, "x"), commands.RecordEffect("x", 1)):
        with pytest.raises(NotPermitted):
            world.do(command, world.clerk)
    for query, arguments in ((queries.jobs.any_due, ()), (queries.jobs.effect_body, ("x",))):
        with pytest.raises(NotPermitted):
            world.read(query, *arguments, actor=world.supervisor)


# --- effects that a service task waits for


def test_an_effect_answers_its_service_task(world: World, worker: Worker) -> None:
    case_no = with_effect(world)
    assert world.tasks(case_no) == []
    assert worker.run_due() == 1
    assert world.paths(case_no) == {"work"}
    assert world.read(queries.case_view.case_detail, case_no).variables["got"] == "x"
    world.check_invariants()


def test_a_topic_that_always_fails_is_kept_and_shown(world: World, worker: Worker) -> None:
    case_no = with_effect(world, "fail")
    assert worker.run_due() == 1
    (job,) = jobs(world, "failed")
    assert (job.case_no, job.error, job.topic, job.element) == (case_no, "topic_fails", "fail", "ask")
    world.clock.advance(timedelta(days=30))
    assert worker.run_due() == 0
    assert actions(world, case_no) == ["start_case", "fail_job"]
    assert [row.state for row in world.read(queries.jobs.outbox_list).items] == ["failed"]


# --- letters over the gateway


def test_a_failing_letter_is_tried_again_after_longer_and_longer_and_then_kept(world: World) -> None:
    with_letter(world)
    gateway = Answers(GatewayFailed("timeout"))
    worker = Worker(world.engine, gateway)
    for number, seconds in enumerate((10, 60, 300, 1800), 1):
        assert worker.run_due("effect") == 1
        (row,) = world.read(queries.jobs.outbox_list).items
        assert (row.state, row.attempt, row.error) == ("waiting", number, "timeout")
        world.clock.advance(timedelta(seconds=seconds - 1))
        assert worker.run_due("effect") == 0
        world.clock.advance(timedelta(seconds=1))
    assert worker.run_due("effect") == 1
    (row,) = world.read(queries.jobs.outbox_list, "failed").items
    assert (row.attempt, row.error) == (5, "timeout")
    assert len(set(gateway.sent)) == 1
    assert len(gateway.sent) == 5
    world.check_invariants()


def test_a_letter_that_got_through_the_second_time_is_sent(world: World) -> None:
    case_no = with_letter(world)
    worker = Worker(world.engine, Answers(GatewayFailed("http_500"), {"id": "m1"}))
    worker.run_due("effect")
    world.clock.advance(timedelta(seconds=10))
    worker.run_due("effect")
    (row,) = world.read(queries.jobs.outbox_list, "sent").items
    assert (row.case_no, row.attempt, row.error) == (case_no, 2, "")
    assert row.sent_at is not None


def test_a_letter_refused_for_good_is_not_sent_again(world: World) -> None:
    with_letter(world)
    gateway = Answers(GatewayFailed("http_422", lasting=True))
    worker = Worker(world.engine, gateway)
    worker.run_due("effect")
    world.clock.advance(timedelta(days=1))
    assert worker.run_due("effect") == 0
    assert len(gateway.sent) == 1


def test_a_worker_killed_between_sending_and_answering_sends_again_with_the_same_key(world: World) -> None:
    with_letter(world)

    class Killed(BaseException):
        """What no handler of ours catches, as a SIGKILL."""

    def die() -> None:
        raise Killed

    gateway = Answers(die, {"id": "m1"})
    with pytest.raises(Killed):
        Worker(world.engine, gateway).run_due("effect")
    survivor = Worker(world.engine, gateway)
    assert survivor.run_due("effect") == 0
    world.clock.advance(timedelta(seconds=30))
    assert survivor.run_due("effect") == 1
    assert len(gateway.sent) == 2
    assert len(set(gateway.sent)) == 1
    (row,) = world.read(queries.jobs.outbox_list).items
    assert (row.state, row.attempt) == ("sent", 2)


def test_an_answer_after_the_lease_changes_nothing_when_another_attempt_was_faster(world: World) -> None:
    with_letter(world)
    other = Worker(world.engine, Answers({"id": "second"}))

    def slow() -> None:
        world.clock.advance(timedelta(seconds=31))
        assert other.run_due("effect") == 1

    Worker(world.engine, Answers(slow)).run_due("effect")
    (row,) = world.read(queries.jobs.outbox_list).items
    assert (row.state, row.attempt) == ("sent", 2)
    assert actions(world, row.case_no).count("answer_effect") == 1


def test_without_a_gateway_a_letter_is_recorded_and_a_question_waits(world: World) -> None:
    with_letter(world)
    worker = Worker(world.engine, Recorder())
    worker.run_due("effect")
    (row,) = world.read(queries.jobs.outbox_list, "recorded").items
    assert (row.sent_at, row.error) == (None, "not_connected")
    assert actions(world, row.case_no)[-1] == "record_effect"
    world.clock.advance(timedelta(days=1))
    assert worker.run_due("effect") == 0


def test_a_letter_without_text_is_kept_as_failed_and_never_sent(world: World) -> None:
    with_letter(world, text="")
    gateway = Answers({})
    Worker(world.engine, gateway).run_due("effect")
    (row,) = world.read(queries.jobs.outbox_list, "failed").items
    assert row.error == "letter_missing"
    assert gateway.sent == []


def test_a_broken_gateway_stops_neither_the_worker_nor_the_other_jobs(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    case_no = with_letter(world)
    with_effect(world)
    world.clock.advance(HOUR)
    caplog.set_level(logging.INFO, logger="zhenwu")
    worker = Worker(world.engine, Answers(ZeroDivisionError("15400025467")))
    assert worker.run_due() == 3
    states = {(job.kind, job.topic): (job.state, job.error) for job in jobs(world)}
    assert states[("effect", "notify.sms")] == ("armed", "internal")
    assert states[("effect", "echo.later")] == ("done", "")
    assert world.paths(case_no) == {"work"}
    assert "ZeroDivisionError" in caplog.text
    assert "15400025467" not in caplog.text


# --- against a real server


@pytest.fixture
def other() -> Iterator[Receiver]:
    with receiver() as told:
        yield told


def test_a_letter_arrives_once_with_its_job_as_key(world: World, other: Receiver) -> None:
    case_no = with_letter(world)
    Worker(world.engine, HttpGateway(other.url)).run_due("effect")
    (request,) = other.requests
    (row,) = world.read(queries.jobs.outbox_list, "sent").items
    assert request["key"] == row.id
    assert request["message"]["topic"] == "notify.sms"
    assert request["message"]["body"] == {
        "phone": "15400025467",
        "text": "您申请的事项已受理。",
        "text_en": "Accepted.",
        "case_no": case_no,
    }


def test_a_gateway_that_times_out_and_then_answers_twice_makes_one_sent_letter(
    world: World, other: Receiver
) -> None:
    with_letter(world)
    worker = Worker(world.engine, HttpGateway(other.url, timeout=0.2))
    other.reply = lambda _handler: other.held.wait(10) and None
    worker.run_due("effect")
    (row,) = world.read(queries.jobs.outbox_list).items
    assert (row.state, row.error) == ("waiting", "timeout")
    other.held.set()  # the late answer comes to nobody

    def twice(handler: Any) -> None:
        answer({"id": "m1"})(handler)
        handler.wfile.write(b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n{}")

    other.reply = twice
    world.clock.advance(timedelta(seconds=10))
    worker.run_due("effect")
    (row,) = world.read(queries.jobs.outbox_list).items
    assert (row.state, row.attempt) == ("sent", 2)
    assert len(set(other.keys)) == 1
    assert actions(world, row.case_no).count("answer_effect") == 1


# --- the heartbeat


def test_a_worker_that_finishes_no_pass_is_silent_after_thirty_seconds(sqlite_world: World) -> None:
    seconds = [0.0]
    heartbeat = Heartbeat(lambda: seconds[0])
    worker = Worker(sqlite_world.engine, Recorder(), heartbeat)
    seconds[0] = SILENT_SECONDS + 1
    assert heartbeat.silent() == ("timer", "effect")
    worker.run_due("timer")
    assert heartbeat.silent() == ("effect",)
    worker.run_due()
    assert heartbeat.silent() == ()


def test_a_worker_whose_database_is_away_goes_on_and_falls_silent(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = [0.0]
    worker = Worker(sqlite_world.engine, Recorder(), Heartbeat(lambda: seconds[0]))

    def away(*_arguments: Any, **_named: Any) -> Any:
        raise OSError("gone")

    monkeypatch.setattr(sqlite_world.engine, "read", away)
    seconds[0] = SILENT_SECONDS + 1
    assert worker.run_due() == 0
    assert worker.heartbeat.silent() == ("timer", "effect")
