"""POST /messages: to the one case that it names, kept when early, never twice (case B10)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from engine import queries
from tests.drawn import beside, line, message, task, wait
from tests.web.browser import Api
from tests.web.test_api import refused
from tests.world import ROOT, World

As = Callable[[str], Api]
CASES = ROOT / "tests" / "cases"


@pytest.fixture
def county(world: World) -> World:
    world.publish(CASES / "e10_wait_answer.bpmn")
    return world


@pytest.fixture
def clerk(api: As) -> Api:
    return api("clerk")


def begun(clerk: Api) -> dict[str, Any]:
    """A case that has not reached its wait."""
    answer = clerk.post("/process-instances", {"definition_key": "bl_wait_answer"})
    assert answer.status_code == 201, answer.json
    case: dict[str, Any] = answer.json
    return case


def waiting(clerk: Api) -> str:
    """The number of a case that waits for the county."""
    case = begun(clerk)
    done = clerk.post(f"/tasks/{case['tasks'][0]['id']}/complete", {})
    assert [one["name"] for one in done.json["instance"]["waits"]] == ["county_answer"]
    return str(case["case_no"])


def send(clerk: Api, correlation: Any, message_id: str = "", key: str = "", **variables: Any) -> Any:
    body: dict[str, Any] = {"name": "county_answer", "correlation": correlation, "variables": variables}
    if message_id:
        body["message_id"] = message_id
    return clerk.post("/messages", body, key=key)


def awaited(clerk: Api, case_no: str) -> bool:
    return bool(clerk.get(f"/process-instances/{case_no}").json["waits"])


@pytest.mark.usefixtures("county")
class TestB10:
    @pytest.mark.parametrize(
        "correlation",
        [{}, {"case_no": ""}, {"case_no": None}, {"case_no": "PT-20261125-9999"}, {"case_no": 7}, None, []],
        ids=str,
    )
    def test_a_message_for_nobody_moves_nobody(self, clerk: Api, correlation: Any) -> None:
        first, second = waiting(clerk), waiting(clerk)
        answer = send(clerk, correlation)
        assert answer.status_code == 422, answer.json
        assert answer.json["error"]["code"] in ("invalid_value", "form_invalid")
        assert answer.json["error"]["message"]
        assert awaited(clerk, first)
        assert awaited(clerk, second)

    def test_an_unknown_number_is_told_as_that(self, clerk: Api) -> None:
        answer = send(clerk, {"case_no": "PT-20261125-9999"})
        said = "这条消息对不上办件：没有编号为“PT-20261125-9999”的办件，或不归你登记，请核对 case_no。"
        assert answer.json["error"]["message"] == said

    def test_no_number_is_told_as_that(self, clerk: Api) -> None:
        answer = send(clerk, {"case_no": ""})
        said = "这条消息对不上办件：请写办件编号（case_no），或等待节点约定的键和值。"
        assert answer.json["error"]["message"] == said

    def test_only_the_case_that_is_named_moves(self, clerk: Api) -> None:
        first, second = waiting(clerk), waiting(clerk)
        answer = send(clerk, {"case_no": second}, "m-1", agreed=True)
        assert (answer.status_code, answer.json) == (202, {"delivered": 1, "message_id": "m-1"})
        assert awaited(clerk, first)
        case = clerk.get(f"/process-instances/{second}").json
        assert ([one["path"] for one in case["tasks"]], case["waits"]) == (["read"], [])
        assert case["variables"]["agreed"] is True

    def test_the_same_message_id_again(self, clerk: Api) -> None:
        case_no = waiting(clerk)
        assert send(clerk, {"case_no": case_no}, "m-1").json["delivered"] == 1
        again = send(clerk, {"case_no": case_no}, "m-1")
        assert (again.status_code, again.json["delivered"]) == (202, 1)
        refused(send(clerk, {"case_no": case_no}, "m-1", agreed=False), 422, "idempotency_mismatch")
        assert len(clerk.get(f"/process-instances/{case_no}").json["tasks"]) == 1

    def test_an_idempotency_key_does_the_same(self, clerk: Api) -> None:
        case_no = waiting(clerk)
        first = send(clerk, {"case_no": case_no}, key="k-1")
        again = send(clerk, {"case_no": case_no}, key="k-1")
        assert first.json["message_id"] == again.json["message_id"]
        refused(send(clerk, {"case_no": case_no}, key="k-1", x=1), 422, "idempotency_mismatch")

    def test_an_early_message_waits_for_its_catcher(self, clerk: Api) -> None:
        case = begun(clerk)
        early = send(clerk, {"case_no": case["case_no"]}, "m-1", agreed=True)
        assert (early.status_code, early.json["delivered"]) == (202, 0)
        done = clerk.post(f"/tasks/{case['tasks'][0]['id']}/complete", {})
        assert [one["path"] for one in done.json["instance"]["tasks"]] == ["read"]
        assert done.json["instance"]["variables"]["agreed"] is True
        assert send(clerk, {"case_no": case["case_no"]}, "m-1", agreed=True).json["delivered"] == 1

    def test_a_finished_case_takes_none(self, clerk: Api) -> None:
        case_no = waiting(clerk)
        send(clerk, {"case_no": case_no})
        last = clerk.get(f"/process-instances/{case_no}").json["tasks"][0]
        assert clerk.post(f"/tasks/{last['id']}/complete", {}).json["instance"]["status"] == "completed"
        refused(send(clerk, {"case_no": case_no}), 409, "not_open")


def keyed(world: World) -> None:
    """A wait that agrees on a key: the file number of another system."""
    steps = (("ask", task("ask")), ("answer", wait("answer", "reply", correlation="file_no = file_no")))
    world.publish_plain("keyed", xml=beside(line("keyed", *steps), message("reply")))


def test_named_keys_find_the_case(clerk: Api, world: World) -> None:
    keyed(world)
    numbers = []
    for file_no in ("A1", "A2"):
        case = clerk.post("/process-instances", {"definition_key": "keyed"}).json
        clerk.post(f"/tasks/{case['tasks'][0]['id']}/complete", {"variables": {"file_no": file_no}})
        numbers.append(case["case_no"])

    def sent(correlation: dict[str, Any]) -> Any:
        return clerk.post("/messages", {"name": "reply", "correlation": correlation})

    for nothing in ({"file_no": ""}, {"file_no": None}, {"": "A1"}, {"file_no": "A2", "case_no": numbers[0]}):
        refused(sent(nothing), 422, "invalid_value")
    assert sent({"file_no": "A3"}).json["delivered"] == 0
    assert sent({"file_no": "A2"}).json["delivered"] == 1
    states = [clerk.get(f"/process-instances/{number}").json["status"] for number in numbers]
    assert states == ["active", "completed"]


def test_unknown_names_are_refused(clerk: Api) -> None:
    details = refused(clerk.post("/messages", {"correlation": {"case_no": "x"}}), 422, "form_invalid")
    assert set(details) == {"name"}
    refused(clerk.post("/messages", {"name": "x", "correlation": {}, "case": 1}), 422, "form_invalid")
    assert clerk.client.post("/api/v1/messages", json={}).status_code == 401


def test_an_item_takes_it_only_from_a_post_of_the_wait(api: As, world: World) -> None:
    case_no = str(world.start()["case_no"])
    first = world.task(case_no)
    verdicts = {code: {"verdict": "missing", "reason": "没有交"} for code in world.all_pass(first.id)}
    world.complete(first.id, "correct", materials=verdicts)
    notice = world.task(case_no, "correction/notice")
    world.complete(notice.id, data=world.typed(notice.id))
    body = {"name": "supplemented", "correlation": {"case_no": case_no}}
    # to who may end none of its waits the case is as if it were not
    refused(api("finance").post("/messages", body), 422, "invalid_value")
    assert {wait.message for wait in world.read(queries.waits.open_waits, case_no)} >= {"supplemented"}
    # a required material that was missing must come with it
    details = refused(api("clerk").post("/messages", body), 422, "form_invalid")
    assert details
    assert all(name.startswith("material.") for name in details)


def test_the_description_names_answers_and_codes(clerk: Api) -> None:
    spec = clerk.client.get("/api/openapi.json").json
    call = spec["paths"]["/api/v1/messages"]["post"]
    assert {"202", "403", "409", "422"} <= set(call["responses"])
    body = call["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    assert {"name", "correlation", "variables", "message_id"} <= set(
        spec["components"]["schemas"][body]["properties"]
    )
    for code in ("never_passed", "into_branch", "not_withdrawable", "second_person", "idempotency_mismatch"):
        assert f"`{code}`" in spec["info"]["description"]
