"""A bpmn.io modeler opens and saves every file of processes/ without changing a byte (architecture §3)."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from engine.canonical import canonical

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "processes").rglob("*.bpmn"))
PAGE = '<!doctype html><meta charset="utf-8"><div id="canvas" style="width:1366px;height:768px"></div>'

Resave = Callable[[bytes], tuple[bytes, list[str]]]


@pytest.fixture(scope="module")
def page(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """One page with a modeler for all files."""
    script = tmp_path_factory.mktemp("modeler") / "resave.js"
    command = [".ci/node", "tests/e2e/modeler/build.mjs", str(script)]
    subprocess.run(command, cwd=ROOT, check=True, timeout=60)
    context = chromium.new_context(viewport={"width": 1366, "height": 768})
    opened = context.new_page()
    opened.set_content(PAGE)
    opened.add_script_tag(path=script)
    yield opened
    context.close()


@pytest.fixture
def resave(page: Page) -> Resave:
    def run(data: bytes) -> tuple[bytes, list[str]]:
        answer = page.evaluate("xml => window.resave(xml)", data.decode())
        return answer["xml"].encode(), answer["warnings"]

    return run


def test_there_are_processes() -> None:
    assert (ROOT / "processes" / "service" / "svc_mz_030.bpmn") in FILES


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_opening_and_saving_changes_nothing(resave: Resave, path: Path) -> None:
    data = path.read_bytes()
    assert resave(data) == (data, [])


EVERYTHING = (Path(__file__).parent / "modeler" / "everything.bpmn").read_bytes()
"""More than our dialect: lanes, a sub-process, boundary events, data, notes, foreign elements."""


def test_the_canonical_form_of_a_large_drawing_is_kept(resave: Resave) -> None:
    made = canonical(EVERYTHING)
    assert made.lost == ()
    assert resave(made.data) == (made.data, [])


def test_the_modeler_does_change_what_is_not_canonical(resave: Resave) -> None:
    """The check above can fail: the same drawing as another tool wrote it comes back different."""
    saved, warnings = resave(EVERYTHING)
    assert warnings == []
    assert saved != EVERYTHING


@pytest.mark.parametrize(
    ("broken", "because"),
    [
        ("<bpmn:process id='p'><bpmn:task id='7a'/></bpmn:process>", "illegal ID"),
        ("<bpmn:process id='p'><bpmn:task id='p'/></bpmn:process>", "duplicate ID"),
        ("<bpmn:process id='p'><bpmn:task id='a' default='none'/></bpmn:process>", "unresolved reference"),
        ("<bpmn:process id='p'><bpmn:chore id='a'/></bpmn:process>", "unknown type"),
        ("<bpmn:process id='p'><bpmn:task id='a'>x</bpmn:task></bpmn:process>", "unexpected body text"),
    ],
)
def test_losses_are_what_the_modeler_warns_of(resave: Resave, broken: str, because: str) -> None:
    head = canonical(EVERYTHING).data.decode().splitlines()[1]
    diagram = "<bpmndi:BPMNDiagram id='d'><bpmndi:BPMNPlane id='e' bpmnElement='p'/></bpmndi:BPMNDiagram>"
    data = f"{head}{broken}{diagram}</bpmn:definitions>".encode()
    _, warnings = resave(data)
    assert because in "".join(warnings)
    assert len(canonical(data).lost) == 1
