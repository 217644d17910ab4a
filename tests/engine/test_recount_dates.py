"""How dates are counted anew: by the ticker, in batches, once a case, holding nobody up."""

from __future__ import annotations

import re
from datetime import date
from threading import Event
from typing import Any

import pytest
from sqlalchemy import event, text

from engine import Engine, commands, queries
from engine.commands import Context
from engine.errors import NotPermitted
from engine.jobs import ticker
from engine.jobs.ticker import recount
from tests.drawn import clock, task
from tests.notice import accepted, announce, dates, look, official, records, timers, waiting
from tests.timed import KEY, go_to, timed
from tests.world import World


def test_it_is_done_in_batches_and_every_case_once(world: World) -> None:
    numbers = [accepted(world)] + [_more(world) for _ in range(4)]
    world.do(commands.ImportRegister("holidays", official()))
    looked = [world.do(commands.RecountDates(most=2))["cases"] for _ in range(4)]
    assert looked == [2, 2, 1, 0]
    for number in numbers:
        assert dates(world, number)[::2] == ("2027-01-07T23:59:59", False)
        assert len(records(world, number)) == 1


def _more(world: World) -> str:
    case_no = str(world.start(KEY, actor=world.clerk)["case_no"])
    world.complete(world.task(case_no).id)
    return case_no


def test_a_case_counted_while_the_import_ran_is_found(world: World) -> None:
    """It read the calendar before the import and was stored after it: its row says which one it read."""
    go_to(world, "2026-12-29T10:00")
    world.publish_plain(KEY, xml=timed())
    before = world.read(queries.calendar.town_calendar)
    announce(world)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Context, "calendar", property(lambda _ctx: before))
        case_no = _more(world)
    assert dates(world, case_no)[::2] == ("2027-01-06T23:59:59", True)
    assert look(world) == 1
    assert dates(world, case_no)[::2] == ("2027-01-07T23:59:59", False)


@pytest.mark.parametrize("state", [b"no state", b"ZW1\n{broken"])
def test_a_case_that_cannot_be_counted_holds_nobody_up(world: World, state: bytes) -> None:
    """A state of a format that this release does not read, or a damaged one: its timer keeps its instant."""
    broken = waiting(world, ("hold", clock("hold", "wd(2)")), ("do", task("do")))
    sound = accepted(world)
    before = timers(world, broken)
    with world.database.write() as transaction:
        statement = text("UPDATE process_instance SET state = :state WHERE case_no = :case_no")
        transaction.connection.execute(statement, {"state": state, "case_no": broken})
        transaction.commit()
    world.do(commands.ImportRegister("holidays", official()))
    assert recount(world.engine) == 2
    assert (timers(world, broken), dates(world, sound)[2]) == (before, False)
    assert recount(world.engine) == 0


def test_only_the_system_asks_for_it(world: World) -> None:
    for actor in (world.clerk, world.supervisor, world.citizen):
        with pytest.raises(NotPermitted):
            world.do(commands.RecountDates(), actor)
        with pytest.raises(NotPermitted):
            world.read(queries.dates.any_counted_before, actor=actor)


def test_a_step_can_be_taken_back_after_its_dates_were_counted_anew(world: World) -> None:
    """Counting anew moves nothing of the case, so the last step still is the last."""
    case_no = accepted(world)
    history = world.read(queries.case_view.history, case_no)
    done = next(one for one in history if one.action == "complete_task").detail["task"]
    announce(world)
    world.do(commands.WithdrawTask(done, "填错了"), world.clerk)
    assert world.paths(case_no) == {"accept"}


def test_a_look_that_finds_nothing_reads_indexes_only(sqlite_world: World) -> None:
    accepted(sqlite_world)
    sqlite_world.read(queries.calendar.town_calendar)
    plans: list[str] = []

    def explain(_connection: Any, cursor: Any, sql: str, parameters: Any, *_rest: Any) -> None:
        if "UNION" in sql:
            rows = cursor.connection.cursor().execute(f"EXPLAIN QUERY PLAN {sql}", parameters)
            plans.append("\n".join(str(row[3]) for row in rows))

    for engine in sqlite_world.database.engines:
        event.listen(engine, "before_cursor_execute", explain)
    assert sqlite_world.read(queries.dates.any_counted_before) is False
    for engine in sqlite_world.database.engines:
        event.remove(engine, "before_cursor_execute", explain)
    (plan,) = plans
    for table in ("process_instance", "user_task", "job"):
        assert re.search(f"SEARCH {table} USING (COVERING )?INDEX ix_{table}_provisional ", plan), plan


def test_the_ticker_comes_by_itself(sqlite_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    case_no = accepted(sqlite_world)
    sqlite_world.do(commands.ImportRegister("holidays", official()))
    done = Event()

    def look_once(engine: Engine) -> None:
        recount(engine)
        done.set()

    monkeypatch.setattr(ticker, "RECOUNT_SECONDS", 0.05)
    monkeypatch.setattr(ticker, "recount", look_once)
    running = ticker.Ticker(sqlite_world.engine)
    running.start()
    assert done.wait(20)
    running.stop(wait=True)
    assert dates(sqlite_world, case_no)[2] is False


def test_the_town_knows_the_official_days(world: World) -> None:
    """The premise of the tests above."""
    days = world.read(queries.calendar.town_calendar)
    assert days.day(date(2027, 1, 1)).kind == "holiday"
    assert days.day(date(2027, 1, 4)).provisional


def test_what_a_later_calendar_has_counted_is_left_alone(world: World) -> None:
    """Two tickers, one of which still has the older calendar: behind the lock it takes only what is older."""
    case_no, later = accepted(world), "2027-02-01T00:00:00.000000+00:00"
    world.do(commands.ImportRegister("holidays", official()))
    with world.database.write() as transaction:
        newer = text(
            "UPDATE user_task SET provisional = 900, due_at = :due WHERE case_no = :case_no "
            "AND state = 'open'"
        )
        transaction.connection.execute(newer, {"due": later, "case_no": case_no})
        transaction.commit()
    assert recount(world.engine) == 1
    with world.database.read() as connection:
        stored = text("SELECT due_at FROM user_task WHERE case_no = :case_no AND provisional = 900")
        assert connection.execute(stored, {"case_no": case_no}).scalars().all() == [later]
