"""居住证 on the pages: a town that has it, cases at their stations, the forms of the track page."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import Any

from werkzeug.test import TestResponse

from engine import Actor, commands
from tests.web.browser import Browser, hidden, photo
from tests.world import APPLICANT, ROOT, World, staff

PERMIT = "svc_ga_002"
APPLICATION = {
    "live_from": "2026-01-12",
    "condition_kind": "合法稳定住所",
    "contract_kind": "租赁",
    "live_addr": {"village": "huangtang", "text": "幸福路 12 号 302 室"},
    "apply_kind": "首次",
    "minor": "否",
    "fingerprint": "已采",
    "get_mode": "窗口自取",
}
FAULTS = {
    "MAT-PHOTO1": {"verdict": "fail", "reason": "背景不是白色"},
    "MAT-RESID-PROOF": {"verdict": "missing", "reason": "没有交居住半年的证明"},
}
PHOTO, PROOF = "material.MAT-PHOTO1", "material.MAT-RESID-PROOF"
FORM = re.compile(r"<form.*?</form>", re.S)

FIRST_REVIEWER = staff("reviewer", "first_reviewer")
REVIEWER = staff("reviewer2", "reviewer")
DECIDER = staff("decider", "decider")
MAKER = staff("maker", "cert_clerk")
SEALER = staff("sealer", "seal_keeper")
SERVER = staff("server", "server")
OTHER_SERVER = "officer2"
"""An account of the sample town: the second person of a task needs one."""
DESK = staff("desk", "pickup_desk")


@dataclass(frozen=True)
class Receipt:
    """What an applicant holds."""

    number: str
    code: str


def publish_permit(world: World) -> None:
    """The item with its procedures and forms."""
    procedures = sorted((ROOT / "processes" / "procedures").glob("*.bpmn"))
    forms = sorted((ROOT / "forms").glob("*.form"))
    world.publish(ROOT / "processes" / "service" / f"{PERMIT}.bpmn", *procedures, *forms)


def applied(world: World) -> Receipt:
    command = commands.StartCase(definition_key=PERMIT, applicant=APPLICANT, data=APPLICATION)
    answer = world.do(command, world.citizen)
    return Receipt(str(answer["case_no"]), str(answer["query_code"]))


def faulted(world: World, receipt: Receipt) -> None:
    """The counter finds two materials not in order."""
    task = world.task(receipt.number, "accept")
    world.complete(task.id, "correct", materials={**world.all_pass(task.id), **FAULTS})


def notified(world: World) -> Receipt:
    """A case that waits for its applicant."""
    receipt = applied(world)
    faulted(world, receipt)
    told = {"all_told": True, "told_how": "短信和网上", "how_to_mend": "照片重拍白底的。"}
    world.complete(world.task(receipt.number, "correction/notice").id, data=told)
    return receipt


def accepted(world: World, receipt: Receipt) -> None:
    task = world.task(receipt.number, "accept")
    data = {"checked_points": ["身份相符"]}
    world.complete(task.id, "accept", materials=world.all_pass(task.id), data=data)


def decided(world: World, receipt: Receipt, outcome: str) -> None:
    """From acceptance to the decision by another person."""
    accepted(world, receipt)
    facts = {"review_means": ["看材料"], "facts_found": "属实", "first_proposal": "建议准予"}
    _do(world, receipt, "first_review", FIRST_REVIEWER, data=facts)
    points = {"review_points": ["材料齐全"], "review_opinion": "同意准予"}
    _do(world, receipt, "review", REVIEWER, data=points)
    reason = {
        "decision_basis": "《居住证暂行条例》",
        "decision_reason": "理由只写在决定书里",
        "remedies": "可以申请行政复议",
    }
    _do(world, receipt, "decide", DECIDER, outcome=outcome, data=reason)


def made(world: World, receipt: Receipt, call: str = "issue") -> None:
    """The document is made and sealed by two persons."""
    data = {"made_as": "证卡", "blank_no": "样-0000128", "made_copies": 1, "proof_read": True}
    _do(world, receipt, f"{call}/make", MAKER, data=data)
    seal = {"seal_name": "行政审批专用章", "seal_copies": 1, "seal_pages": 1}
    _do(world, receipt, f"{call}/seal", SEALER, outcome="sealed", data=seal)


def served(world: World, receipt: Receipt) -> None:
    """The refusal is handed over by two persons."""
    task = world.task(receipt.number, "serve_refusal/serve")
    data = {"served_at": _today(world), "served_how": "本人签收"}
    world.complete(task.id, "served", actor=SERVER, data=data, second_person=OTHER_SERVER)


def finished(world: World) -> Receipt:
    """Granted, made, collected."""
    receipt = applied(world)
    decided(world, receipt, "grant")
    made(world, receipt)
    data = {"collected_by": "本人", "identity_seen": "已核对身份证", "collected_on": _today(world)}
    _do(world, receipt, "pickup", DESK, data=data)
    return receipt


def _today(world: World) -> str:
    return world.clock.now().date().isoformat()


def _do(world: World, receipt: Receipt, path: str, who: Actor, outcome: str = "", **changes: Any) -> None:
    world.complete(world.task(receipt.number, path).id, outcome, actor=who, **changes)


# --- the track page


def look(visitor: Browser, receipt: Receipt) -> TestResponse:
    """Follow the case by number and code."""
    return visitor.post("/track", {"case_no": receipt.number, "query_code": receipt.code})


def form_of(page: TestResponse, words: str) -> dict[str, str]:
    """The hidden fields of the form on the page that has these words, ready to be sent."""
    form = next(found for found in FORM.findall(page.text) if words in found)
    names = re.findall(r'<input type="hidden" name="([^"]+)"', form)
    return {name: hidden(form, name) for name in names if name != "csrf_token"}


def pictures(*names: str) -> dict[str, Any]:
    """A photograph under each of these fields."""
    return {name: (io.BytesIO(photo()), f"{name[-5:]}.jpg") for name in names or (PHOTO, PROOF)}
