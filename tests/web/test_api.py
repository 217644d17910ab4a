"""The HTTP API of contract.md for what this release has."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from tests.web.browser import Api, photo
from tests.world import APPLICANT, APPLICATION, ITEM, ROOT, TWO_STEPS

As = Callable[[str], Api]
START = {"definition_key": ITEM, "applicant": APPLICANT, "data": APPLICATION}


@pytest.fixture
def clerk(api: As) -> Api:
    return api("clerk")


def passed(task: dict[str, Any]) -> dict[str, Any]:
    return {
        "outcome": "done",
        "version": task["version"],
        "materials": {row["code"]: {"verdict": "pass"} for row in task["materials"]},
    }


def refused(answer: Any, status: int, code: str) -> dict[str, Any]:
    """The error body has its one shape."""
    assert answer.status_code == status, answer.text
    assert set(answer.json) == {"error"}
    error = answer.json["error"]
    assert set(error) == {"code", "message", "details"}
    assert error["code"] == code, error
    assert error["message"]
    details: dict[str, Any] = error["details"]
    return details


def test_the_description_is_whole(app: Flask, clerk: Api) -> None:
    spec = clerk.client.get("/api/openapi.json").json
    assert spec["openapi"].startswith("3.")
    described = {
        (path.replace("{", "<").replace("}", ">"), method.upper())
        for path, methods in spec["paths"].items()
        for method in methods
        if method in ("get", "post", "put", "delete", "patch")
    }
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/api/v1"):
            plain = rule.rule.replace("<int:", "<")
            for method in rule.methods - {"HEAD", "OPTIONS"}:
                assert (plain, method) in described, (plain, method)


def test_a_life_over_the_api(clerk: Api) -> None:
    started = clerk.post("/process-instances", {**START, "channel": "window"})
    assert started.status_code == 201, started.json
    case = started.json
    assert case["case_no"] == "FW-20261125-0001"
    assert (case["status"], case["version"], case["definition_key"]) == ("active", 1, ITEM)
    (task,) = case["tasks"]
    assert {one["key"] for one in task["outcomes"]} == {"done", "correct", "not_needed", "out_of_scope"}
    assert task["candidate_groups"] == ["counter"]
    claimed = clerk.post(f"/tasks/{task['id']}/claim", {"version": task["version"]})
    assert claimed.status_code == 200, claimed.json
    mine = clerk.get("/tasks?queue=mine").json["items"]
    assert [one["id"] for one in mine] == [task["id"]]
    done = clerk.post(f"/tasks/{task['id']}/complete", passed(mine[0]))
    assert done.status_code == 200, done.json
    (last,) = done.json["next_tasks"]
    values = {"collected_by": "本人", "handed_on": "2026-11-25"}
    over = clerk.post(f"/tasks/{last['id']}/complete", {"variables": values})
    assert (over.json["instance"]["status"], over.json["instance"]["result"]) == ("completed", "granted")
    history = clerk.get(f"/process-instances/{case['id']}/history").json["items"]
    assert [one["action"] for one in history] == [
        "start_case",
        "claim_task",
        "complete_task",
        "complete_task",
    ]
    assert history[1]["actor"] == "clerk"
    assert all(
        {"seq", "at", "actor", "action", "element_id", "detail", "hash"} <= set(one) for one in history
    )
    assert history[0]["at"].endswith("+00:00") or "+08:00" in history[0]["at"]


def test_starting_without_form_data_names_the_fields(clerk: Api) -> None:
    details = refused(clerk.post("/process-instances", {"definition_key": ITEM}), 422, "form_invalid")
    assert {"card_kind", "apply_kind", "name"} <= set(details)


def test_lists_filter_and_go_on(clerk: Api) -> None:
    numbers = [clerk.post("/process-instances", START).json["case_no"] for _ in range(3)]
    first = clerk.get("/process-instances?limit=2").json
    second = clerk.get(f"/process-instances?limit=2&cursor={first['next']}").json
    assert sorted(one["case_no"] for one in first["items"] + second["items"]) == numbers
    assert second["next"] is None
    for query, found in (
        ("status=active", 3),
        ("status=completed", 0),
        (f"definition_key={ITEM}", 3),
        ("definition_key=none", 0),
        (f"q={numbers[0]}", 1),
        ("started_after=2030-01-01T00:00:00%2B08:00", 0),
        ("started_after=2026-01-01T00:00:00%2B08:00", 3),
    ):
        assert len(clerk.get(f"/process-instances?{query}").json["items"]) == found, query
    refused(clerk.get("/process-instances?cursor=%00nonsense"), 422, "invalid_value")


def test_queues(api: As, clerk: Api) -> None:
    task = clerk.post("/process-instances", START).json["tasks"][0]
    for queue, found in (("mine", 0), ("claimable", 1), ("all", 1)):
        assert len(clerk.get(f"/tasks?queue={queue}").json["items"]) == found
    assert clerk.get(f"/tasks?queue=all&q={task['case_no']}").json["items"]
    assert not clerk.get("/tasks?queue=all&definition_key=none").json["items"]
    assert not api("officer").get("/tasks?queue=all").json["items"]
    released = clerk.post(f"/tasks/{task['id']}/claim")
    assert released.status_code == 200
    assert clerk.post(f"/tasks/{task['id']}/release").status_code == 200
    assert clerk.get(f"/tasks/{task['id']}").json["assignee"] is None


def test_a_stale_version_names_who_and_when(api: As, clerk: Api) -> None:
    task = clerk.post("/process-instances", START).json["tasks"][0]
    other = api("substitute")
    assert other.post(f"/tasks/{task['id']}/claim").status_code == 200
    assert other.post(f"/tasks/{task['id']}/release").status_code == 200
    answer = clerk.post(f"/tasks/{task['id']}/complete", passed(task))
    refused(answer, 409, "stale")
    assert "12:00" in answer.json["error"]["message"]
    fresh = other.get(f"/tasks/{task['id']}").json
    assert other.post(f"/tasks/{task['id']}/complete", passed(fresh)).status_code == 200
    refused(clerk.post(f"/tasks/{task['id']}/complete", passed(fresh)), 409, "not_open")


def test_outside_the_scope_there_is_nothing(api: As, clerk: Api) -> None:
    case = clerk.post("/process-instances", START).json
    task = case["tasks"][0]["id"]
    officer = api("officer")
    for answer in (
        officer.get(f"/tasks/{task}"),
        officer.post(f"/tasks/{task}/claim"),
        officer.post(f"/tasks/{task}/complete", {"outcome": "done"}),
        officer.get(f"/process-instances/{case['id']}"),
        officer.get(f"/process-instances/{case['id']}/history"),
        officer.get(f"/process-instances/{case['id']}/diagram.svg"),
        officer.post(f"/process-instances/{case['id']}/cancel", {"reason": "x"}),
    ):
        refused(answer, 404, "not_found")


def test_form_errors_by_field(clerk: Api) -> None:
    task = clerk.post("/process-instances", START).json["tasks"][0]
    clerk.post(f"/tasks/{task['id']}/complete", passed(task))
    last = clerk.get("/tasks?queue=claimable").json["items"][0]
    details = refused(clerk.post(f"/tasks/{last['id']}/complete", {"variables": {}}), 422, "form_invalid")
    assert {"collected_by", "handed_on"} <= set(details)
    refused(clerk.post(f"/tasks/{task['id']}/complete", {"outcome": "nonsense"}), 409, "not_open")


def test_the_idempotency_key(clerk: Api) -> None:
    first = clerk.post("/process-instances", START, key="k1")
    again = clerk.post("/process-instances", START, key="k1")
    assert (again.status_code, again.json["case_no"]) == (201, first.json["case_no"])
    other = clerk.post("/process-instances", {**START, "business_key": "B"}, key="k1")
    refused(other, 422, "idempotency_mismatch")
    assert len(clerk.get("/process-instances").json["items"]) == 1


def test_cancelling(clerk: Api) -> None:
    case = clerk.post("/process-instances", START).json
    path = f"/process-instances/{case['id']}/cancel"
    assert "reason" in refused(clerk.post(path, {"reason": ""}), 422, "form_invalid")
    done = clerk.post(path, {"reason": "重复"})
    assert (done.status_code, done.json["status"]) == (200, "cancelled")


def test_uploads(clerk: Api) -> None:
    def send(name: str, body: bytes) -> Any:
        return clerk.client.post(
            "/api/v1/uploads",
            data={"file": (io.BytesIO(body), name)},
            headers=clerk.headers,
            content_type="multipart/form-data",
        )

    good = send("户口簿.jpg", photo())
    assert good.status_code == 201
    assert {"id", "sha256", "type", "size"} <= set(good.json)
    assert good.json["type"] == "image/jpeg"
    refused(send("a.jpg", b"<html>"), 422, "upload_refused")
    refused(clerk.client.post("/api/v1/uploads", headers=clerk.headers), 422, "invalid_value")


def test_definitions_and_forms(clerk: Api) -> None:
    (row,) = clerk.get("/definitions?kind=service").json["items"]
    assert (row["key"], row["code"], row["kind"], row["status"]) == (
        ITEM,
        "SVC-MZ-030",
        "service",
        "published",
    )
    one = clerk.get(f"/definitions/{ITEM}").json
    assert {element["id"] for element in one["elements"]} >= {"start", "handle", "hand_over"}
    file = clerk.get(f"/definitions/{ITEM}/versions/1/bpmn")
    assert file.data == (ROOT / "processes" / "service" / f"{ITEM}.bpmn").read_bytes()
    form = clerk.get("/forms/svc_hand_over").json
    assert (form["version"], form["form"]["id"]) == (1, "svc_hand_over")
    for path in ("/definitions/none", "/forms/none", f"/definitions/{ITEM}/versions/9/bpmn"):
        refused(clerk.get(path), 404, "not_found")


def test_deployments(api: As) -> None:
    designer, file = api("designer"), ("two_steps.bpmn", TWO_STEPS.encode())
    dry = designer.deploy(file, query="?dry_run=true")
    assert dry.status_code == 200
    refused(designer.get("/definitions/two_steps"), 404, "not_found")
    stored = designer.deploy(file)
    assert stored.status_code == 201
    (one,) = stored.json["definitions"]
    assert (one["key"], one["version"], one["status"]) == ("two_steps", 1, "draft")
    publish = "/definitions/two_steps/versions/1/publish"
    answer = api("approver").post(publish)
    assert answer.status_code == 200
    refused(api("clerk").deploy(file), 403, "not_permitted")
    refused(designer.post(publish), 403, "not_permitted")
    bad = refused(designer.deploy(("x.bpmn", b"<a/>")), 422, "refused_by_gate")
    assert bad["findings"]
    assert designer.deploy().status_code in (201, 422)


@pytest.mark.parametrize(
    ("body", "status"),
    [({**START, "nonsense": 1}, 422), ({}, 422), ({"definition_key": 7}, 422), ([], 422)],
)
def test_bodies_that_do_not_fit(clerk: Api, body: Any, status: int) -> None:
    details = refused(clerk.post("/process-instances", body), status, "form_invalid")
    assert details


def test_bodies_that_are_not_json(clerk: Api) -> None:
    for raw in (b"{", b"\xff\xfe", b'{"a": NaN}'):
        answer = clerk.client.post(
            "/api/v1/process-instances", data=raw, headers=clerk.headers, content_type="application/json"
        )
        assert 400 <= answer.status_code < 500
        assert set(answer.json["error"]) == {"code", "message", "details"}


def test_a_wrong_token_is_nobody(app: Flask) -> None:
    refused(Api(app, "nonsense").get("/tasks"), 401, "login_required")
    refused(Api(app, "").post("/process-instances", START), 401, "login_required")


def test_health(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/healthz").json == client.get("/api/v1/healthz").json == {"status": "ok"}
