"""The case list and one case whole."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from datetime import timedelta

from engine import commands
from tests.web.browser import Browser, by_testid
from tests.world import APPLICANT, APPLICATION, ITEM, World

MINUTE = timedelta(minutes=1)


def test_a_supervisor_sees_every_node_person_and_time(person: Callable[[str], Browser], world: World) -> None:
    number = walk(world)
    page = person("supervisor").get(f"/cases/{number}").text
    rows = by_testid(page, "timeline-row")
    assert len(rows) == 4
    for words in ("提交申请", "签收", "即时办理", "能否即办", "当场交付", "办结：准予"):
        assert any(words in row for row in rows), words
    times = re.findall(r'<time datetime="([^"]+)">今 (12:\d\d)<', page)
    assert [shown for _, shown in times] == ["12:03", "12:02", "12:01", "12:00"]
    steps = re.findall(r'class="zw-step-name">([^<]+)', page)
    assert steps == ["申请", "即时办理", "当场交付", "准予，已办结"]
    assert page.count('class="is-done"') == 4
    assert "校验完整" in by_testid(page, "audit-state")[0]
    assert 'role="img"' in page


def walk(world: World) -> str:
    """A whole life, a minute between its steps."""
    number = str(world.start()["case_no"])
    first = world.task(number)
    world.clock.advance(MINUTE)
    world.do(commands.ClaimTask(first.id), world.clerk)
    world.clock.advance(MINUTE)
    world.complete(first.id, "done", materials=world.all_pass(first.id))
    world.clock.advance(MINUTE)
    world.complete(world.task(number).id, data={"collected_by": "本人", "handed_on": "2026-11-25"})
    return number


def test_an_open_case_shows_what_is_done_and_what_is_to_come(clerk: Browser, world: World) -> None:
    number = str(world.start()["case_no"])
    page = clerk.get(f"/cases/{number}").text
    assert 'aria-current="step"' in page
    assert "等签收" in page
    assert "当场交付" in page
    assert "3*" in page
    assert "320000194610162537" not in page


def test_an_altered_chain_is_shown_as_broken(person: Callable[[str], Browser], world: World) -> None:
    number = world.walk_to_end()
    alter(world, number)
    page = person("supervisor").get(f"/cases/{number}").text
    assert "留痕不完整" in by_testid(page, "audit-state")[0]


def alter(world: World, number: str) -> None:
    """Change one audit record behind the system's back."""
    with sqlite3.connect(world.home / "zhenwu.db") as raw:
        for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            raw.execute(f"DROP TRIGGER {name}")
        raw.execute(
            "UPDATE audit_record SET actor = 'somebody' WHERE seq = 2 AND chain_id = "
            "(SELECT id FROM process_instance WHERE case_no = ?)",
            (number,),
        )
        assert raw.execute("SELECT changes()").fetchone() == (1,)
    raw.close()


def test_the_list_filters_by_words_and_state(clerk: Browser, world: World) -> None:
    done = world.walk_to_end()
    running = str(world.start()["case_no"])
    assert done in clerk.get("/cases?status=completed").text
    assert running not in clerk.get("/cases?status=completed").text
    assert running in clerk.get(f"/cases?q={running}").text
    assert "没有符合条件的办件" in clerk.get("/cases?q=zzz").text
    assert clerk.get("/cases?status=nonsense").status_code == 200


def test_the_list_goes_on_after_fifty(clerk: Browser, world: World) -> None:
    for _ in range(51):
        world.engine.execute(_start(), world.citizen)
    page = clerk.get("/cases").text
    link = re.search(r'href="([^"]+)" rel="next"', page)
    assert link is not None
    page += clerk.get(link[1].replace("&amp;", "&")).text
    assert len(set(re.findall(r"/cases/(FW-[\d-]+)", page))) == 51


def _start() -> object:
    from engine import commands

    return commands.StartCase(ITEM, applicant=APPLICANT, data=APPLICATION)


def test_a_case_is_cancelled_with_a_reason_only(clerk: Browser, world: World) -> None:
    number = str(world.start()["case_no"])
    refused = clerk.post(f"/cases/{number}/cancel", {"reason": " "})
    assert refused.status_code == 422
    assert 'href="#f-reason"' in refused.text
    assert "<details" in refused.text and " open>" in refused.text
    done = clerk.post(f"/cases/{number}/cancel", {"reason": "申请人要求"}, follow_redirects=True)
    assert "办件已撤销" in done.text
    assert "申请人要求" in done.text
    again = clerk.post(f"/cases/{number}/cancel", {"reason": "再来"})
    assert again.status_code in (404, 409)  # the engine: whoever holds no open task has no case to cancel


def test_an_unknown_case_is_404(clerk: Browser) -> None:
    assert clerk.get("/cases/FW-20261125-9999").status_code == 404


def test_the_diagram_alone(clerk: Browser, world: World) -> None:
    number = str(world.start()["case_no"])
    answer = clerk.get(f"/cases/{number}/diagram.svg")
    assert answer.mimetype == "image/svg+xml"
    assert "即时办理" in answer.text
