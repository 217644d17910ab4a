"""A real server under eight clients: completions a second, p99, memory."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from tests.world import APPLICANT, APPLICATION, ITEM

CLIENTS = 8
PORT = 8765


def start_server(home: Path) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "ZHENWU_HOME": str(home), "ZHENWU_DEMO_PASSWORD": "bench-password"}
    environment.pop("ZHENWU_DATABASE_URL", None)
    command = [sys.executable, "-m", "web"]
    subprocess.run([*command, "demo", "--no-serve"], env=environment, check=True, stdout=subprocess.DEVNULL)
    server = subprocess.Popen(
        [*command, "serve", "--port", str(PORT)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for _ in range(100):
        try:
            if Client("").call("GET", "/healthz")[0] == 200:
                return server
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not come up")


def token(home: Path) -> str:
    environment = {**os.environ, "ZHENWU_HOME": str(home)}
    made = subprocess.run(
        [sys.executable, "-m", "web", "token", "clerk"], env=environment, check=True, capture_output=True
    )
    return made.stdout.decode().strip()


class Client:
    """One kept-alive connection."""

    def __init__(self, bearer: str) -> None:
        self._bearer = bearer
        self._connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)

    def call(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self._bearer}"}
        if not self._bearer:
            del headers["Authorization"]
        self._connection.request(method, path, json.dumps(body) if body is not None else None, headers)
        answer = self._connection.getresponse()
        text = answer.read()
        return answer.status, json.loads(text) if text else None


def run(home: Path, cases_a_client: int) -> dict[str, float]:
    """Each client takes its own cases in and completes them: two completions a case."""
    server = start_server(home)
    try:
        bearer = token(home)
        tasks = [_start(Client(bearer)) for _ in range(CLIENTS * cases_a_client)]
        times: list[float] = []
        errors: list[int] = []
        began = time.perf_counter()
        threads = [
            threading.Thread(target=_work, args=(bearer, tasks[number::CLIENTS], times, errors))
            for number in range(CLIENTS)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        elapsed = time.perf_counter() - began
        return {
            "http completions/s": len(times) / elapsed,
            "http p50 ms": _percentile(times, 0.50) * 1000,
            "http p99 ms": _percentile(times, 0.99) * 1000,
            "http errors": float(len(errors)),
            "server RSS MB": _memory(server.pid),
        }
    finally:
        server.terminate()
        server.wait(10)


def _start(client: Client) -> str:
    body = {"definition_key": ITEM, "applicant": APPLICANT, "data": APPLICATION, "channel": "window"}
    status, answer = client.call("POST", "/api/v1/process-instances", body)
    if status != 201:
        raise RuntimeError(f"start answered {status}: {answer}")
    return str(answer["tasks"][0]["id"])


def _work(bearer: str, tasks: list[str], times: list[float], errors: list[int]) -> None:
    client = Client(bearer)
    materials = {code: {"verdict": "pass"} for code in ("MAT-IDCARD", "MAT-PHOTO1")}
    for first in tasks:
        answer = _complete(client, first, {"outcome": "done", "materials": materials}, times, errors)
        if answer is not None:
            data = {"collected_by": "本人", "handed_on": "2026-11-25"}
            _complete(client, answer["next_tasks"][0]["id"], {"variables": data}, times, errors)


def _complete(client: Client, task: str, body: dict[str, Any], times: list[float], errors: list[int]) -> Any:
    began = time.perf_counter()
    status, answer = client.call("POST", f"/api/v1/tasks/{task}/complete", body)
    times.append(time.perf_counter() - began)
    if status != 200:
        errors.append(status)
        return None
    return answer


def _percentile(times: list[float], share: float) -> float:
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def _memory(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0
