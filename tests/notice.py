"""A notice of the State Council for 2027, which the town's books hold provisionally: New Year's Day is off by
statute, nobody knows yet what is moved. And cases whose dates reach into that year."""

from __future__ import annotations

from typing import Any

from engine import commands, queries
from engine.jobs.ticker import recount
from tests.drawn import line
from tests.engine.test_calendar_book import book_of, with_rows
from tests.timed import begin, go_to, step, timed, town
from tests.world import World

NOTICE = "国办发明电〔2026〕1号"
OFF = {"kind": "holiday", "name": "元旦", "notice": NOTICE}
AT_WORK = {"kind": "moved_workday", "name": "元旦调休上班", "notice": NOTICE}


def official() -> bytes:
    """2027 as the State Council gave it: Monday 4 January is off too, Sunday 10 January is worked."""
    changed = with_rows(book_of(2027), **{"2027-01-04": OFF, "2027-01-10": AT_WORK})
    return changed.replace(b",true", b",false")


def announce(world: World, data: bytes = b"") -> int:
    """The calendar is imported and the ticker comes by; how many cases it looked at."""
    world.do(commands.ImportRegister("holidays", data or official()))
    return look(world)


def look(world: World) -> int:
    found = recount(world.engine)
    world.check_invariants()
    return found


def case_of(world: World, case_no: str) -> Any:
    return world.read(queries.case_view.case_detail, case_no)


def dates(world: World, case_no: str) -> tuple[str | None, str | None, bool]:
    detail = case_of(world, case_no)
    return town(detail.case.due_at), town(detail.clock.legal_at), detail.case.provisional


def records(world: World, case_no: str) -> list[Any]:
    history = world.read(queries.case_view.history, case_no)
    return [record for record in history if record.action == "recount_dates"]


def accepted(world: World, **changes: dict[str, str]) -> str:
    """A case whose 5 working days reach into the provisional year, at `inspect`."""
    case_no = begin(world, "2026-12-29T09:00", timed(**changes))
    step(world, case_no, "2026-12-29T10:00")
    return case_no


def waiting(world: World, *elements: tuple[str, str], variables: dict[str, Any] | None = None) -> str:
    go_to(world, "2026-12-30T12:00")
    world.publish_plain("later", xml=line("later", *elements))
    return str(world.start("later", actor=world.clerk, variables=variables or {})["case_no"])


def timers(world: World, case_no: str) -> dict[str, str | None]:
    return {job.path: town(job.due_at) for job in world.read(queries.waits.armed_jobs, case_no)}
