"""The files that diagrams are tested on."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def card() -> bytes:
    """The item of this release: two tasks, a gateway, two ends."""
    return (ROOT / "processes/service/svc_mz_030.bpmn").read_bytes()
