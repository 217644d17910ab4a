"""A real server with the sample town, and Debian's Chromium.

The browser is launched once a run. Every page is watched: a test fails when a page writes an error to the
console (save the refusals that the test expects) or asks another origin for anything.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright
from waitress.server import create_server

from engine import Engine
from engine.adapters.clock import Clock
from engine.bootstrap import build_engine
from engine.config import read_settings
from web.app import create_app
from web.cli.demo import load_demo

PASSWORD = "sample-pass-0725"
DESK = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
WIDTHS = (1280, 390)
"""Of the pictures that `photograph` takes."""
INSTALL = "apt-get install -y --no-install-recommends chromium fonts-noto-cjk"


@dataclass(frozen=True)
class Server:
    """Where the pages are, and the variables that lead a command to the same installation."""

    url: str
    env: dict[str, str]
    engine: Engine


@contextmanager
def serving(home: Path, clock: Clock | None = None) -> Iterator[Server]:
    """The sample town on a free port until the block ends; `clock` stands in for the system's."""
    env = {
        "ZHENWU_HOME": str(home),
        "ZHENWU_DATABASE_URL": f"sqlite:///{home / 'zhenwu.db'}",
        "ZHENWU_DEMO_PASSWORD": PASSWORD,
    }
    engine = build_engine(read_settings(env), clock)
    load_demo(engine)
    web = create_server(create_app(engine), host="127.0.0.1", port=0, threads=8)
    thread = threading.Thread(target=web.run, daemon=True)
    thread.start()
    yield Server(f"http://127.0.0.1:{web.effective_port}", env, engine)
    web.close()
    thread.join(timeout=5)
    engine.database.dispose()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("server")) as made:
        yield made


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium")
    if path is None:
        pytest.fail(f"Chromium is not installed. As root: {INSTALL}", pytrace=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@dataclass
class Visits:
    """Opens pages and remembers what was wrong with them."""

    browser: Browser
    server: Server
    expected: set[int] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)

    def expect(self, *statuses: int) -> None:
        """Refusals that this test provokes."""
        self.expected |= set(statuses)

    def open(self, *, phone: bool = False, script: bool = True) -> Page:
        context = self.browser.new_context(
            viewport=PHONE if phone else DESK,  # type: ignore[arg-type]
            java_script_enabled=script,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            base_url=self.server.url,
        )
        context.set_default_timeout(10_000)
        page = context.new_page()
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.wrong.append(f"script: {error}"))
        page.on("request", self._request)
        return page

    def staff(self, login: str, **how: bool) -> Page:
        page = self.open(**how)
        page.goto("/login")
        page.get_by_label("用户名").fill(login)
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.wait_for_url("**/inbox")
        return page

    def _console(self, message: ConsoleMessage) -> None:
        if message.type != "error":
            return
        if any(f"status of {status} " in message.text for status in self.expected):
            return
        self.wrong.append(f"console at {message.location.get('url')}: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.server.url, "data:", "blob:")):
            self.wrong.append(f"request to {request.url}")


@contextmanager
def visiting(chromium: Browser, server: Server) -> Iterator[Visits]:
    """Windows on this server; nothing may have gone wrong in them."""
    made = Visits(chromium, server)
    yield made
    for context in chromium.contexts:
        context.close()
    assert made.wrong == []


@pytest.fixture
def visits(chromium: Browser, server: Server) -> Iterator[Visits]:
    with visiting(chromium, server) as made:
        yield made


@pytest.fixture
def shots() -> Path | None:
    """A folder for pictures of every page, when ZHENWU_SHOTS names one."""
    folder = os.environ.get("ZHENWU_SHOTS")
    if not folder:
        return None
    Path(folder).mkdir(parents=True, exist_ok=True)
    return Path(folder)


@pytest.fixture
def photograph(shots: Path | None) -> Callable[[Page, str], None]:
    """Takes a page at both widths, when pictures are wanted."""

    def take(page: Page, name: str) -> None:
        seen = page.viewport_size
        for width in WIDTHS if shots is not None and seen is not None else ():
            page.set_viewport_size({"width": width, "height": 800})
            page.screenshot(path=shots / f"{name}-{width}.png", full_page=True)
        if seen is not None:
            page.set_viewport_size(seen)

    return take
