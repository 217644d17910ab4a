"""What pages ask the database about going back: one record, by an index, whatever came of letters since."""

from __future__ import annotations

from typing import Any

from sqlalchemy import event

from engine import queries
from engine.domain.facts import AuditEntry
from engine.store import audit, load_cases
from tests.drawn import line, message, task, wait
from tests.engine.passed import begin, three, walk
from tests.engine.test_return_withdraw import give_back, take_back
from tests.world import World


def sent(world: World) -> tuple[list[str], list[str]]:
    """Statements that were sent from now on, and what SQLite means to do for each."""
    texts: list[str] = []
    plans: list[str] = []

    def statement(_connection: Any, cursor: Any, sql: str, parameters: Any, *_rest: Any) -> None:
        texts.append(sql)
        if "sqlite" in world.database.engines[0].dialect.name and sql.startswith("SELECT"):
            rows = cursor.connection.cursor().execute(f"EXPLAIN QUERY PLAN {sql}", parameters)
            plans.append(" ".join(str(row[3]) for row in rows))

    for engine in world.database.engines:
        event.listen(engine, "before_cursor_execute", statement)
    return texts, plans


def test_the_last_record_is_asked_for_alone(world: World) -> None:
    """PostgreSQL would ship the whole chain of the case otherwise."""
    case_no = three(world)
    walk(world, case_no, "a")
    texts, _ = sent(world)
    assert world.read(queries.going_back.withdrawable, case_no, actor=world.clerk) is not None
    chain = [text for text in texts if "FROM audit_record" in text]
    assert len(chain) == 1
    assert "LIMIT" in chain[0]


def test_the_reason_is_found_by_an_index(sqlite_world: World) -> None:
    case_no = three(sqlite_world)
    walk(sqlite_world, case_no, "a")
    give_back(sqlite_world, case_no, "b", "a", "缺签名")
    place = sqlite_world.task(case_no, "a").id
    texts, plans = sent(sqlite_world)
    assert sqlite_world.read(queries.going_back.came_back, place).reason == "缺签名"
    assert [text for text in texts if "FROM submission" in text]
    assert not [plan for plan in plans if "SCAN submission" in plan]
    assert [plan for plan in plans if "SEARCH submission USING INDEX ix_submission_instance" in plan]


def test_a_message_that_was_kept_is_no_last_word(world: World) -> None:
    steps = (("a", task("a")), ("b", task("b")), ("m", wait("m", "ping")))
    drawn = line("early", *steps).replace("</bpmn:definitions>", message("ping") + "</bpmn:definitions>")
    world.publish_plain("early", xml=drawn)
    case_no = begin(world, "early")
    walk(world, case_no, "a")
    assert world.send("ping", case_no, variables={})["delivered"] == 0
    take_back(world, case_no, "a")
    assert world.paths(case_no) == {"a"}


def test_letters_and_failed_attempts_are_no_last_word(world: World) -> None:
    """A letter answered by the gateway since moved nothing: the step may still be taken back."""
    case_no = three(world)
    walk(world, case_no, "a")
    with world.database.read() as connection:
        row: Any = load_cases.case_by_number(connection, "xuxiake", case_no)
    letter = AuditEntry("answer_effect", row.id, "accept", {"job": "x"})
    failed = AuditEntry("fail_job", row.id, "accept", {"job": "x"})
    with world.database.write() as transaction:
        connection, at = transaction.connection, world.engine.now_text
        chained = audit.chain(connection, [letter, failed], (), world.system, at, "xuxiake")
        audit.append(connection, chained, (), "xuxiake")
        transaction.commit()
    assert world.read(queries.going_back.withdrawable, case_no, actor=world.clerk).path == "a"
