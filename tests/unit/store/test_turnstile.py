"""Writers on SQLite take turns in the order of arrival, and one that fails gives its turn back."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from engine.store.turnstile import Turnstile


@pytest.fixture
def turnstile(tmp_path: Path) -> Iterator[Turnstile]:
    with closing(Turnstile(tmp_path / "x.lock")) as made:
        yield made


def test_writers_come_in_the_order_of_arrival() -> None:
    turnstile, order = Turnstile(None), []

    def write(number: int) -> None:
        with turnstile.turn():
            order.append(number)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(20)]
    with turnstile.turn():
        for place, thread in enumerate(threads, start=2):
            thread.start()
            while len(turnstile._queue) < place:
                time.sleep(0.001)
    for thread in threads:
        thread.join(timeout=10)
    assert order == list(range(20))


def test_only_one_is_inside_at_a_time(turnstile: Turnstile) -> None:
    inside, most = [], []

    def write() -> None:
        for _ in range(20):
            with turnstile.turn():
                inside.append(1)
                most.append(len(inside))
                inside.pop()

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert len(most) == 160
    assert set(most) == {1}


def test_a_writer_that_fails_gives_its_turn_back(turnstile: Turnstile) -> None:
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), turnstile.turn():
            raise ZeroDivisionError
    with turnstile.turn():
        assert len(turnstile._queue) == 1
    assert len(turnstile._queue) == 0


def test_another_process_waits_for_the_turn(turnstile: Turnstile, tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from engine.store.turnstile import Turnstile\n"
        "print('ready', flush=True)\n"
        "with Turnstile(Path(sys.argv[1])).turn(): print('in', flush=True)"
    )
    lock = tmp_path / "x.lock"
    with turnstile.turn():
        other = subprocess.Popen([sys.executable, "-c", script, str(lock)], stdout=subprocess.PIPE, text=True)
        assert other.stdout is not None
        assert other.stdout.readline() == "ready\n"
        time.sleep(0.2)
        assert other.poll() is None
    out, _ = other.communicate(timeout=10)
    assert (out, other.returncode) == ("in\n", 0)
