"""One inbox page over HTTP with 100,000 open tasks, one client. The rows are seeded in bulk."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Table, insert, select

from engine import commands
from engine.adapters.clock import stamp
from engine.store.tables import process_instance, user_task, user_task_candidate
from tests.timed import begin, step
from tests.web.browser import PASSWORD, Browser
from tests.world import World
from web.app import create_app

OPEN_TASKS = 100_000
PAGES = 100
CHUNK = 5_000
MINE_EVERY = 1_000
"""One task in so many is claimed by the clerk who looks."""


def run(folder: Path) -> dict[str, float]:
    world = World(f"sqlite:///{folder}/zhenwu.db", folder)
    world.load_books()
    world.do(commands.SetSamplePasswords(PASSWORD))
    step(world, begin(world, "2026-11-25T09:00"), "2026-11-25T12:00")
    _seed(world)
    browser = Browser(create_app(world.engine)).login("clerk")
    figures = {
        f"inbox {queue} p95 ms (100k tasks)": _p95(browser, f"/inbox?queue={queue}")
        for queue in ("mine", "claimable")
    }
    world.close()
    return figures


def _seed(world: World) -> None:
    """Copies of one case in the middle of its promise, due over six weeks."""
    with world.database.read() as connection:
        case = dict(connection.execute(select(process_instance)).mappings().one())
        task = dict(connection.execute(select(user_task).where(user_task.c.state == "open")).mappings().one())
    rows: dict[Table, list[dict[str, Any]]] = {
        process_instance: [],
        user_task: [],
        user_task_candidate: [],
    }
    for number in range(OPEN_TASKS):
        case_id, task_id = f"{number:032x}", f"{number + OPEN_TASKS:032x}"
        due = stamp(world.clock.now() + timedelta(minutes=number * 7919 % 60_000 - 20_000))
        mine = number % MINE_EVERY == 0
        rows[process_instance].append({**case, "id": case_id, "case_no": f"X-{number}", "due_at": due})
        rows[user_task].append(
            {
                **task,
                "id": task_id,
                "instance_id": case_id,
                "token": task_id,
                "first_due_at": due,
                "state": "claimed" if mine else "open",
                "assignee": "clerk" if mine else None,
            }
        )
        rows[user_task_candidate].append({"task_id": task_id, "post": "counter", "town_id": "xuxiake"})
    with world.database.write() as transaction:
        for table, found in rows.items():
            for first in range(0, OPEN_TASKS, CHUNK):
                transaction.connection.execute(insert(table), found[first : first + CHUNK])
        transaction.commit()


def _p95(browser: Browser, path: str) -> float:
    times = []
    for _ in range(PAGES):
        began = time.perf_counter()
        page = browser.get(path)
        times.append((time.perf_counter() - began) * 1000)
        if page.status_code != 200 or page.text.count('data-testid="task-row"') != 50:
            raise RuntimeError(f"{path} shows no full page: {page.status_code}")
    return sorted(times)[int(PAGES * 0.95) - 1]
