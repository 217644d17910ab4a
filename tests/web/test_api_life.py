"""Plain processes live through the API: deploy, start, complete, diagram, pages; the files of the cases."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.web.browser import Api, Browser, by_testid
from tests.world import ROOT

CASES = ROOT / "tests" / "cases"
As = Callable[[str], Api]
FILES = {"g01_field_has_task_id": "bl_field_id", "g04_no_diagram": "bl_no_diagram", "g07_dot_id": "bl_dot_id"}


def publish(api: As, name: str) -> None:
    """Deployed by a designer, published by another person."""
    answer = api("designer").deploy((f"{name}.bpmn", (CASES / f"{name}.bpmn").read_bytes()))
    assert answer.status_code == 201, answer.json
    path = f"/definitions/{FILES[name]}/versions/1/publish"
    assert api("approver").post(path, {"note": "ok"}).status_code == 200


@pytest.mark.parametrize("name", FILES)
def test_a_plain_process_lives_through_the_api(api: As, name: str, person: Callable[[str], Browser]) -> None:
    publish(api, name)
    clerk = api("clerk")
    started = clerk.post("/process-instances", {"definition_key": FILES[name], "variables": {"n": 1}})
    assert started.status_code == 201, started.json
    case = started.json
    assert case["case_no"].startswith("PT-20261125-")
    (task,) = case["tasks"]
    page = person("clerk").get(f"/cases/{case['case_no']}")
    assert page.status_code == 200
    assert "审核" in page.text
    diagram = clerk.get(f"/process-instances/{case['id']}/diagram.svg")
    if name == "g04_no_diagram":
        assert diagram.status_code in (200, 404)
        if diagram.status_code == 404:
            assert diagram.json["error"]["code"] == "not_found"
            assert "没有画图" in page.text
    else:
        assert diagram.status_code == 200
        assert diagram.mimetype == "image/svg+xml"
        assert 'data-state="current"' in diagram.text or "current" in diagram.text
    done = clerk.post(
        f"/tasks/{task['id']}/complete", {"variables": {"意见": "好"}, "version": task["version"]}
    )
    assert done.status_code == 200, done.json
    assert done.json["instance"]["status"] == "completed"
    assert done.json["instance"]["variables"]["n"] == 1
    assert done.json["next_tasks"] == []


def test_a_node_with_a_dot_in_its_id_is_highlighted_on_the_page(
    api: As, person: Callable[[str], Browser]
) -> None:
    publish(api, "g07_dot_id")
    number = api("clerk").post("/process-instances", {"definition_key": "bl_dot_id"}).json["case_no"]
    page = person("clerk").get(f"/cases/{number}").text
    svg = page[page.index("<svg", page.index("zw-diagram-canvas")) :]
    svg = svg[: svg.index("</svg>")]
    assert "正在办" in svg
    assert 'aria-current="step"' in page
    assert len(by_testid(page, "timeline-row")) == 1


@pytest.mark.parametrize("name", ["g02_shape_has_task_id", "g03_digit_id", "g08_bad_timers"])
def test_bad_files_are_refused_with_findings(api: As, name: str) -> None:
    answer = api("designer").deploy((f"{name}.bpmn", (CASES / f"{name}.bpmn").read_bytes()))
    assert answer.status_code == 422, answer.json
    findings = answer.json["error"]["details"]["findings"]
    assert all({"severity", "code", "element_id", "line", "message"} <= set(one) for one in findings)
    assert any(one["element_id"] for one in findings)
