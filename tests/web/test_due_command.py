"""`zhenwu due`: without a database, with the town's own calendar, and what it refuses with exit 2."""

from __future__ import annotations

import gc
import warnings
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine import commands
from engine.registers import calendar_rows, holiday_source, write_book
from tests.world import World
from web.cli import main


@dataclass(frozen=True)
class Ended:
    code: int
    lines: list[str]
    errors: str


def due(home: Path, *arguments: str, url: str = "") -> Ended:
    environment = {"ZHENWU_HOME": str(home), "ZHENWU_DATABASE_URL": url, "ZHENWU_WORKING_HOURS": ""}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        done = CliRunner().invoke(main, ["due", *arguments], env=environment)
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        ended = Ended(done.exit_code, done.stdout.splitlines(), done.stderr)
        del done
        gc.collect()
    return ended


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    return tmp_path / "nothing here"


@pytest.mark.parametrize(
    ("arguments", "first"),
    [
        (("2026-11-25T10:00:00+08:00", "5wd"), "2026-12-02T23:59:59+08:00"),
        (("2026-11-25T10:00:00+08:00", "20wd"), "2026-12-23T23:59:59+08:00"),
        (("2026-08-27T10:00:00+08:00", "90d"), "2026-11-25T23:59:59+08:00"),
        (("2026-09-18T10:00:00+08:00", "15d"), "2026-10-08T23:59:59+08:00"),
        (("2026-09-30T18:00:00+08:00", "24h"), "2026-10-01T18:00:00+08:00"),
        (("2026-11-25T10:00", "4wh"), "2026-11-25T16:00:00+08:00"),
        (("2026-11-25T02:00:00Z", "30min"), "2026-11-25T10:30:00+08:00"),
        (("2026-01-31", "1m"), "2026-02-28T23:59:59+08:00"),
        (("2019-04-26", "1wd"), "2019-04-28T23:59:59+08:00"),
        (("2019-04-26", "4wd"), "2019-05-05T23:59:59+08:00"),
        (("2026-12-30T10:00", "2wd"), "2027-01-04T23:59:59+08:00 provisional 暂定"),
        (
            ("2026-11-25T10:00", "10wd", "--stop", "2026-11-27T09:00/2026-12-04T15:00"),
            "2026-12-16T23:59:59+08:00",
        ),
        (
            (
                "--stop",
                "2026-11-27/2026-11-30",
                "2026-11-25T10:00",
                "10wd",
                "--stop",
                "2026-12-02/2026-12-03",
            ),
            "2026-12-11T23:59:59+08:00",
        ),
    ],
)
def test_one_line_and_no_database_is_made(fresh: Path, arguments: tuple[str, ...], first: str) -> None:
    assert due(fresh, *arguments) == Ended(0, [first], "")
    assert not fresh.exists()


def test_explained_day_by_day(fresh: Path) -> None:
    """B49."""
    ended = due(fresh, "2019-04-26", "4wd", "--explain")
    assert ended.code == 0
    assert ended.lines[0] == "2019-05-05T23:59:59+08:00"
    assert len(ended.lines) == 11
    counted = [line[:10] for line in ended.lines[1:] if "working day" in line]
    assert counted == ["2019-04-28", "2019-04-29", "2019-04-30", "2019-05-05"]
    assert "劳动节" in ended.lines[6] and "holiday" in ended.lines[6]


@pytest.mark.parametrize(
    "arguments",
    [
        ("2026-11-25T10:00", "5"),
        ("2026-11-25T10:00", "5x"),
        ("2026-11-25T10:00", "0wd"),
        ("2026-11-25T10:00", "-5wd"),
        ("2026-11-25T10:00", "5.5d"),
        ("2026-11-25T10:00", ""),
        ("2026-13-25T10:00", "5wd"),
        ("2026-02-29", "5wd"),
        ("tomorrow", "5wd"),
        ("2026-11-25T10:00", "5wd", "--stop", "2026-12-01/2026-11-30"),
        ("2026-11-25T10:00", "5wd", "--stop", "2026-12-01T10:00/2026-12-01T09:59"),
        ("2026-11-25T10:00", "5wd", "--stop", "2026-12-01"),
        ("2026-11-25T10:00", "5wd", "--stop", "x/y"),
        ("2028-03-01T10:00", "5wd"),
        ("2028-03-01T10:00", "24h"),
        ("2027-12-31T23:00", "2h"),
        ("2027-12-20T10:00", "20wd"),
        ("2027-12-20T10:00", "30d"),
        ("2026-11-25T10:00", "9999m"),
        ("2999-12-31T23:59", "9999m"),
        ("2009-12-01T10:00", "5wd"),
    ],
)
def test_what_cannot_be_is_refused_in_both_languages(fresh: Path, arguments: tuple[str, ...]) -> None:
    ended = due(fresh, *arguments)
    assert (ended.code, ended.lines) == (2, [])
    zh, _, en = ended.errors.partition(" / ")
    assert any("\u4e00" <= letter <= "\u9fff" for letter in zh)
    assert en.strip().isascii()
    assert not fresh.exists()


def test_without_its_arguments_it_is_a_usage_error(fresh: Path) -> None:
    assert due(fresh).code == 2
    assert due(fresh, "2026-11-25").code == 2
    assert due(fresh, "2026-11-25", "5wd", "--explian").code == 2


def test_the_towns_own_calendar_goes_before_the_notices(world: World) -> None:
    """A year that the town imported is taken from its table, any other from the notices."""
    rows = calendar_rows(holiday_source.days_of(2027))
    for row in rows:
        row["provisional"] = "false"
        if row["day"] == "2027-05-03":
            row |= {"kind": "holiday", "name": "劳动节补假"}
    world.do(commands.ImportRegister("holidays", write_book(rows)))
    url = world.database.url.render_as_string(hide_password=False)
    assert due(world.home, "2027-04-30T10:00", "1wd", url=url).lines == ["2027-05-04T23:59:59+08:00"]
    assert due(world.home, "2019-04-26", "4wd", url=url).lines == ["2019-05-05T23:59:59+08:00"]
    assert due(world.home, "2027-12-31T10:00", "1wd", url=url).code == 2


def test_a_database_that_is_away_is_said_and_the_notices_are_used(tmp_path: Path) -> None:
    away = "postgresql+psycopg://nobody:none@127.0.0.1:1/none?connect_timeout=1"
    ended = due(tmp_path, "2026-11-25T10:00", "5wd", url=away)
    assert (ended.code, ended.lines) == (0, ["2026-12-02T23:59:59+08:00"])
    assert "database away" in ended.errors


def test_working_hours_are_a_setting(fresh: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    runner = CliRunner()
    environment = {"ZHENWU_HOME": str(fresh), "ZHENWU_WORKING_HOURS": "09:00-12:00 14:00-18:00"}
    done = runner.invoke(main, ["due", "2026-11-25T11:00", "2wh"], env=environment)
    assert done.stdout == "2026-11-25T15:00:00+08:00\n"
    broken = runner.invoke(
        main, ["due", "2026-11-25", "2wh"], env=environment | {"ZHENWU_WORKING_HOURS": "9-5"}
    )
    assert broken.exit_code == 2
    assert "9-5" in broken.stderr
