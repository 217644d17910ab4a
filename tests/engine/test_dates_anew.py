"""A notice comes out: dates of open cases and tasks that rested on days not known for sure count anew."""

from __future__ import annotations

from engine import commands, queries
from tests.engine.test_calendar_book import book_of, with_rows
from tests.engine.test_failed_jobs import holidays
from tests.notice import OFF, accepted, announce, case_of, dates, look, records
from tests.timed import begin, step, timed, town
from tests.world import World

# --- cases


def test_an_open_case_gets_the_date_of_the_notice(world: World) -> None:
    case_no = accepted(world)
    assert dates(world, case_no) == ("2027-01-06T23:59:59", "2027-01-27T23:59:59", True)
    assert announce(world) == 1
    # 4 January does not count; the law's 20 days get the Sunday that is worked
    assert dates(world, case_no) == ("2027-01-07T23:59:59", "2027-01-27T23:59:59", False)
    (record,) = records(world, case_no)
    assert (record.actor, record.element_id) == ("system", "")
    assert [town(one) for one in record.detail["due_at"]] == ["2027-01-06T23:59:59", "2027-01-07T23:59:59"]
    assert "legal_at" not in record.detail
    assert look(world) == 0


def test_light_and_list_follow_the_new_date(sqlite_world: World) -> None:
    world = sqlite_world
    case_no = accepted(world)
    announce(world)
    case, found = case_of(world, case_no).case, world.task(case_no)
    assert (town(case.yellow_at), town(found.due_at)) == ("2027-01-06T00:00:00", "2027-01-07T23:59:59")
    order = world.read(queries.task_list.task_list, "all", sort="due").items
    assert [one.due_at for one in order] == [found.due_at]


def test_an_unchanged_date_is_sure_now(world: World) -> None:
    """Nothing moves, but the page does not call it provisional any more, and the record says why."""
    case_no = accepted(world)
    before = dates(world, case_no)
    announce(world, book_of(2027).replace(b",true", b",false"))
    assert dates(world, case_no) == (*before[:2], False)
    assert [record.detail for record in records(world, case_no)] == [{}]


def test_a_forecast_that_is_mended_counts_anew_and_stays_provisional(world: World) -> None:
    case_no = accepted(world)
    announce(world, with_rows(book_of(2027), **{"2027-01-04": OFF}))
    assert dates(world, case_no)[::2] == ("2027-01-07T23:59:59", True)
    assert announce(world) == 1
    assert dates(world, case_no)[2] is False


def test_another_year_changes_nothing_and_leaves_no_record(world: World) -> None:
    case_no = accepted(world)
    before = dates(world, case_no)
    assert announce(world, book_of(2019)) == 1
    assert dates(world, case_no) == before
    assert records(world, case_no) == []
    assert look(world) == 0


def test_a_date_that_was_sure_stays_whatever_is_imported(world: World) -> None:
    """What a case was given on known days is a promise; a later change of the book does not break it."""
    case_no = begin(world, "2026-11-25T09:00")
    step(world, case_no, "2026-11-25T10:00")
    before = dates(world, case_no)
    assert announce(world, with_rows(book_of(2026), **{"2026-11-26": OFF})) == 0
    assert dates(world, case_no) == before


def test_the_days_of_a_stop_are_left_out_again(world: World) -> None:
    case_no = accepted(world)
    step(world, case_no, "2026-12-30T10:00")
    step(world, case_no, "2027-01-05T10:00")
    before = dates(world, case_no)[0]
    announce(world)
    # 31 December to 5 January stand: Monday 11 January, and with the Sunday that is worked the day before
    assert (before, dates(world, case_no)[0]) == ("2027-01-11T23:59:59", "2027-01-10T23:59:59")


def test_a_clock_that_stands_goes_on_standing(world: World) -> None:
    case_no = accepted(world)
    step(world, case_no, "2026-12-30T10:00")
    since = case_of(world, case_no).clock.stopped_since
    announce(world)
    detail = case_of(world, case_no)
    assert (detail.clock.stopped_since, detail.clock.stops[0].until) == (since, None)
    assert town(detail.case.due_at) == "2027-01-07T23:59:59"


def test_after_the_decision_only_the_open_step_is_counted(world: World) -> None:
    case_no = accepted(world, hand={"limit": "4wd"})
    for at in ("2026-12-29T11:00", "2026-12-29T12:00", "2026-12-29T13:00"):
        step(world, case_no, at)
    before = case_of(world, case_no).case.due_at
    assert town(world.task(case_no, "hand").due_at) == "2027-01-05T23:59:59"
    announce(world)
    assert case_of(world, case_no).case.due_at == before
    assert town(world.task(case_no, "hand").due_at) == "2027-01-06T23:59:59"
    assert look(world) == 0


def test_a_case_that_is_over_is_left_alone(world: World) -> None:
    case_no = accepted(world)
    instance = world.read(queries.case_view.case_id, case_no)
    world.do(commands.CancelCase(instance, "申请人撤回"), world.clerk)
    before = case_of(world, case_no).case.due_at
    assert announce(world) == 0
    assert case_of(world, case_no).case.due_at == before


def test_a_year_that_nobody_knew_gives_dates_once_it_is_known(world: World) -> None:
    case_no = begin(world, "2027-12-29T09:00")
    step(world, case_no, "2027-12-29T10:00")
    assert dates(world, case_no) == (None, None, False)
    assert case_of(world, case_no).case.standing.missing_year == 2028
    announce(world, holidays(2028))
    assert case_of(world, case_no).case.standing.missing_year is None
    assert case_of(world, case_no).clock.missing_year is None
    assert dates(world, case_no)[::2] == ("2028-01-05T23:59:59", True)
    (record,) = records(world, case_no)
    assert record.detail["due_at"][0] is None


# --- tasks


def test_an_open_task_gets_its_own_end_anew(world: World) -> None:
    case_no = begin(world, "2026-12-30T09:00", timed(accept={"limit": "2wd"}))
    found = world.task(case_no)
    assert (town(found.due_at), found.standing.provisional) == ("2027-01-04T23:59:59", True)
    announce(world)
    moved = world.task(case_no)
    assert (town(moved.due_at), moved.standing.provisional) == ("2027-01-05T23:59:59", False)
    assert moved.version == found.version
    (record,) = records(world, case_no)
    assert set(record.detail["tasks"]) == {"accept"}
    world.complete(found.id, seen_version=found.version)


def test_a_task_that_was_done_keeps_the_end_that_it_had(world: World) -> None:
    case_no = begin(world, "2026-12-30T09:00", timed(accept={"limit": "2wd"}))
    step(world, case_no, "2026-12-30T10:00")
    announce(world)
    steps = {one.element_id: town(one.due_at) for one in case_of(world, case_no).steps}
    assert steps["accept"] == "2027-01-04T23:59:59"


def test_a_task_keeps_its_place_by_what_is_due_first(world: World) -> None:
    """Its own end lies behind that of its case, and both move."""
    case_no = accepted(world, inspect={"limit": "6wd", "clock": ""})
    assert _place(world) == "2027-01-06T23:59:59"
    announce(world)
    assert _place(world) == "2027-01-07T23:59:59"
    own = {one.element_id: town(one.due_at) for one in case_of(world, case_no).steps}
    assert own["inspect"] == "2027-01-08T23:59:59"


def _place(world: World) -> str | None:
    """What lists sort the one open task by."""
    with world.database.read() as connection:
        statement = "SELECT first_due_at FROM user_task WHERE state IN ('open', 'claimed')"
        return town(connection.exec_driver_sql(statement).scalar_one())


def test_a_task_of_a_year_that_nobody_knew_gets_an_end(world: World) -> None:
    case_no = begin(world, "2027-12-30T09:00", timed(accept={"limit": "2wd"}))
    assert world.task(case_no).due_at is None
    announce(world, holidays(2028))
    assert town(world.task(case_no).due_at) == "2028-01-03T23:59:59"
