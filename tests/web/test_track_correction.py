"""The citizen answers a correction on /track: what was asked, once, by the citizen of that case only."""

from __future__ import annotations

import io
from datetime import datetime, timedelta

import pytest
from flask import Flask

from engine import commands, queries
from tests.drawn import beside, line, message, task, wait
from tests.web import permit
from tests.web.browser import Browser, alerts, by_testid
from tests.web.permit import PHOTO, PROOF, Receipt, form_of, look, pictures
from tests.world import World
from web.portal import proof


@pytest.fixture
def world(world: World) -> World:
    permit.publish_permit(world)
    return world


@pytest.fixture
def waiting(world: World) -> Receipt:
    """A case whose applicant has to hand in two materials again."""
    return permit.notified(world)


def answer(visitor: Browser, receipt: Receipt, /, **fields: object) -> object:
    page = look(visitor, receipt)
    return visitor.post("/track", {**form_of(page, "提交补正"), **fields})


def rounds(world: World, number: str) -> list[dict[str, object]]:
    """What the chain says about handing in: code -> SHA-256, a record each."""
    return [
        dict(record.detail["materials"])
        for record in world.read(queries.case_view.history, number)
        if record.action == "correlate_message"
    ]


def test_the_page_tells_every_defect_with_its_reason_and_the_last_day(
    visitor: Browser, waiting: Receipt
) -> None:
    page = look(visitor, waiting).text
    assert by_testid(page, "stage") == ["补正中，等您补交材料。"]
    photo, evidence = by_testid(page, "defect")
    for words in ("一寸（二寸）免冠照片", "不合格", "必交", "背景不是白色"):
        assert words in photo
    for words in ("居住证明", "缺少", "没有交居住半年的证明"):
        assert words in evidence
    assert "照片重拍白底的。" in page
    assert "请在 2026 年 12 月 25 日（周五）前（含当天）补交。" in by_testid(page, "until")[0]
    assert "短信和网上" not in page  # ticked for the file


def test_what_is_handed_in_reaches_the_counter_as_the_citizens(
    visitor: Browser, world: World, waiting: Receipt
) -> None:
    done = answer(visitor, waiting, supplement_note="照片重拍了", **pictures())
    assert done.status_code == 200
    assert "已收到您的补正。" in done.text
    assert by_testid(done.text, "stage") == ["已收到补正，正在接着办。"]
    assert "提交补正" not in done.text
    record = world.read(queries.case_view.history, waiting.number)[-1]
    assert (record.action, record.actor) == ("correlate_message", f"citizen:{waiting.number}")
    assert set(record.detail["materials"]) == {"MAT-PHOTO1", "MAT-RESID-PROOF"}
    task = world.task(waiting.number, "accept")
    files = {row.code: row for row in world.read(queries.task_list.task_detail, task.id).materials}
    assert files["MAT-PHOTO1"].filename == "HOTO1.jpg"
    assert files["MAT-PHOTO1"].verdict == ""


def test_b63_a_double_click_hands_in_once(visitor: Browser, world: World, waiting: Receipt) -> None:
    """Case B63: the second request of a double click brings its own copy of the files."""
    fields = form_of(look(visitor, waiting), "提交补正")
    answers = [visitor.post("/track", {**fields, **pictures()}) for _ in range(2)]
    assert [one.status_code for one in answers] == [200, 200]
    assert "交的已经收到，不用再交。" in answers[1].text
    assert len(rounds(world, waiting.number)) == 1
    assert world.paths(waiting.number) == {"accept"}


def test_b63_both_requests_at_once(
    visitor: Browser, world: World, waiting: Receipt, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other request commits between this one's look at the wait and its command."""
    fields = form_of(look(visitor, waiting), "提交补正")
    execute = world.engine.execute
    raced: list[int] = []

    def racing(command: object, *args: object, **kwargs: object) -> object:
        if isinstance(command, commands.CorrelateMessage) and not raced:
            raced.append(1)
            first = visitor.client.post(
                "/track",
                data={"csrf_token": token, **fields, **pictures()},
                content_type="multipart/form-data",
            )
            assert first.status_code == 200
        return execute(command, *args, **kwargs)  # type: ignore[arg-type]

    token = visitor.token()
    monkeypatch.setattr(world.engine, "execute", racing)
    second = visitor.post("/track", {**fields, **pictures()})
    assert second.status_code == 200
    assert "交的已经收到，不用再交。" in second.text
    assert len(rounds(world, waiting.number)) == 1


def test_a_missing_material_is_named_and_the_note_is_kept(
    visitor: Browser, world: World, waiting: Receipt
) -> None:
    refused = answer(visitor, waiting, supplement_note="照片重拍了", **pictures(PHOTO))
    assert refused.status_code == 422
    assert f'href="#f-{PROOF}"' in refused.text
    assert f'id="f-{PROOF}"' in refused.text
    assert "照片重拍了" in refused.text
    assert "已收到：HOTO1.jpg" in refused.text
    again = visitor.post("/track", {**form_of(refused, "提交补正"), **pictures(PROOF)})
    assert "已收到您的补正。" in again.text
    (handed_in,) = rounds(world, waiting.number)
    assert set(handed_in) == {"MAT-PHOTO1", "MAT-RESID-PROOF"}


def test_a_web_page_named_jpg_is_refused_at_its_field(
    visitor: Browser, world: World, waiting: Receipt
) -> None:
    wrong = {PROOF: (io.BytesIO(b"<html>"), "x.jpg"), **pictures(PHOTO)}
    refused = answer(visitor, waiting, **wrong)
    assert refused.status_code == 422
    assert f'href="#f-{PROOF}"' in refused.text
    assert "已收到：HOTO1.jpg" in refused.text
    assert rounds(world, waiting.number) == []


def test_a_material_that_was_in_order_is_not_taken(visitor: Browser, world: World, waiting: Receipt) -> None:
    refused = answer(visitor, waiting, **pictures(PHOTO, PROOF, "material.MAT-IDCARD"))
    assert refused.status_code == 422
    assert "这项材料不用补交" in alerts(refused.text)
    assert rounds(world, waiting.number) == []


def test_another_cases_file_is_not_taken(visitor: Browser, world: World, waiting: Receipt) -> None:
    """An upload belongs to the citizen of the case under which it came."""
    other = permit.notified(world)
    half = answer(visitor, other, **pictures(PHOTO))
    stolen = form_of(half, "提交补正")[f"kept.{PHOTO}"]
    refused = answer(visitor, waiting, **{f"kept.{PHOTO}": stolen}, **pictures(PROOF))
    assert refused.status_code == 422
    assert "文件没有传上来" in alerts(refused.text)


def test_the_mark_of_one_case_opens_no_other(visitor: Browser, world: World, waiting: Receipt) -> None:
    """A mark names its case; another case's wait is unknown under it."""
    other = permit.notified(world)
    mine = form_of(look(visitor, waiting), "提交补正")
    theirs = form_of(look(visitor, other), "提交补正")
    crossed = visitor.post("/track", {**mine, "wait": theirs["wait"], **pictures()})
    assert crossed.status_code == 409
    assert "这次交的没有收" in alerts(crossed.text)
    assert rounds(world, other.number) == rounds(world, waiting.number) == []


@pytest.mark.parametrize("change", ["forged", "none", "other browser", "late"])
def test_without_a_proof_nothing_is_taken(
    app: Flask, visitor: Browser, world: World, waiting: Receipt, change: str
) -> None:
    fields, sender = form_of(look(visitor, waiting), "提交补正"), visitor
    if change == "forged":
        fields["mark"] = fields["mark"][:-4] + "AAAA"
    elif change == "none":
        del fields["mark"]
    elif change == "other browser":
        sender = Browser(app)
    else:
        world.clock.advance(proof.LASTS + timedelta(seconds=1))
    refused = sender.post("/track", {**fields, **pictures()})
    assert refused.status_code == 422
    assert "要重新查询" in alerts(refused.text)
    assert waiting.number not in refused.text
    assert rounds(world, waiting.number) == []


def test_the_code_is_asked_once_and_stands_nowhere(visitor: Browser, waiting: Receipt) -> None:
    page = look(visitor, waiting)
    assert waiting.code not in page.text
    assert all(waiting.code not in value for value in form_of(page, "提交补正").values())


def test_after_thirty_days_of_silence_nothing_is_taken(
    visitor: Browser, world: World, waiting: Receipt
) -> None:
    """The page was opened in the last minutes of the last day."""
    until = world.read(queries.corrections.open_correction, waiting.number).until
    last_minute = datetime.fromisoformat(until) - timedelta(minutes=1) - world.clock.now()
    world.pass_time(seconds=last_minute.total_seconds())
    fields = form_of(look(visitor, waiting), "提交补正")
    world.pass_time(minutes=2)
    late = visitor.post("/track", {**fields, **pictures()})
    assert late.status_code == 409
    assert "这次交的没有收" in alerts(late.text)
    assert by_testid(late.text, "stage") == ["这件不再往下办，正在退还材料。"]
    data = {"papers_returned": "没有收原件", "pages_kept": 5}
    world.complete(world.task(waiting.number, "correction/close_file").id, data=data)
    assert by_testid(look(visitor, waiting).text, "stage") == ["逾期未补正，视为撤回"]


def test_what_the_counter_recorded_first_stands(visitor: Browser, world: World, waiting: Receipt) -> None:
    fields = form_of(look(visitor, waiting), "提交补正")
    (wait,) = (one for one in world.read(queries.waits.open_waits, waiting.number) if one.asks_materials)
    files = {
        code: str(world.do(commands.StoreUpload("a.jpg", permit.photo()), world.clerk)["id"])
        for code in permit.FAULTS
    }
    world.send("supplemented", waiting.number, wait_id=wait.id, materials=files)
    late = visitor.post("/track", {**fields, **pictures()})
    assert late.status_code == 409
    assert "这次交的没有收" in alerts(late.text)


def test_a_second_correction_is_not_offered(visitor: Browser, world: World, waiting: Receipt) -> None:
    answer(visitor, waiting, **pictures())
    task = world.task(waiting.number, "accept")
    detail = world.read(queries.task_list.task_detail, task.id)
    assert "correct" not in [one.key for one in detail.offered]
    permit.accepted(world, waiting)
    page = look(visitor, waiting).text
    assert by_testid(page, "correction") == []
    assert by_testid(page, "stage") == ["正在办：初审。您不用做什么。"]


# --- withdrawing


def test_withdrawing_takes_a_tick(visitor: Browser, world: World, waiting: Receipt) -> None:
    fields = form_of(look(visitor, waiting), "确认：撤回申请")
    typed = {"withdraw_reason": "不想办了", "papers_back": "没有交原件"}
    refused = visitor.post("/track", {**fields, **typed})
    assert refused.status_code == 422
    assert 'href="#f-confirm"' in refused.text
    assert "<details open>" in refused.text
    assert 'value="不想办了" id="f-withdraw_reason" checked' in refused.text
    done = visitor.post("/track", {**form_of(refused, "确认：撤回申请"), **typed, "confirm": "yes"})
    assert "已收到：撤回申请。" in done.text
    assert world.paths(waiting.number) == {"correction/return_papers"}
    assert "还要多久" not in done.text
    data = {"papers_returned": "没有收原件", "pages_kept": 5}
    world.complete(world.task(waiting.number, "correction/return_papers").id, data=data)
    assert by_testid(look(visitor, waiting).text, "stage") == ["申请已撤回"]


def test_withdrawing_says_why(visitor: Browser, world: World, waiting: Receipt) -> None:
    fields = form_of(look(visitor, waiting), "确认：撤回申请")
    refused = visitor.post("/track", {**fields, "confirm": "yes"})
    assert refused.status_code == 422
    assert 'href="#f-withdraw_reason"' in refused.text
    assert world.paths(waiting.number) == set()


# --- the stages


def test_the_stage_is_told_in_words_all_the_way(visitor: Browser, world: World) -> None:
    receipt = permit.applied(world)

    def stage() -> str:
        return by_testid(look(visitor, receipt).text, "stage")[0]

    assert stage() == "正在办：受理。您不用做什么。"
    permit.faulted(world, receipt)
    assert stage() == "材料要补正，告知书正在写。"
    data = {"all_told": True, "told_how": "当面"}
    world.complete(world.task(receipt.number, "correction/notice").id, data=data)
    answer(visitor, receipt, **pictures())
    permit.decided(world, receipt, "grant")
    assert stage() == "已作出决定，制证中。"
    permit.made(world, receipt)
    assert stage() == "已办好，可以来取。"
    page = look(visitor, receipt).text
    for name in ("clerk", "decider", "maker", "sealer", "理由只写在决定书里"):
        assert name not in page


def test_a_refusal_is_served_and_its_text_stays_off_the_page(visitor: Browser, world: World) -> None:
    receipt = permit.applied(world)
    permit.decided(world, receipt, "refuse")
    page = look(visitor, receipt).text
    assert by_testid(page, "stage") == ["已作出决定，正在送达决定书。"]
    assert "公告送达" in page
    permit.made(world, receipt, "serve_refusal/make_doc")
    permit.served(world, receipt)
    page = look(visitor, receipt).text
    assert by_testid(page, "stage") == ["不予办理"]
    assert "决定书已经送达" in page
    assert "送达方式：当面或电子。" in page
    assert "理由只写在决定书里" not in page


def test_the_english_page_is_english(visitor: Browser, waiting: Receipt) -> None:
    visitor.get("/track?lang=en")
    page = look(visitor, waiting).text
    for words in ("Submit correction", "Proof of residence", "Missing", "Withdraw the application"):
        assert words in page


def test_any_wait_of_the_applicant_has_its_form(visitor: Browser, world: World) -> None:
    """A wait that asks for no materials stands unfolded and takes no tick."""
    asked = wait("tell", "told_us", form="correction_supplement", audience="citizen", label_en="Tell us")
    xml = beside(line("asks", ("tell", asked), ("look", task("look"))), message("told_us"))
    world.publish_plain("asks", xml=xml)
    started = world.start("asks", actor=world.clerk)
    receipt = Receipt(str(started["case_no"]), str(started["query_code"]))
    page = look(visitor, receipt)
    assert by_testid(page.text, "stage") == ["等您填写：tell。"]
    done = visitor.post("/track", {**form_of(page, "补正说明"), "supplement_note": "说明"})
    assert "已收到。" in done.text
    assert world.paths(receipt.number) == {"look"}


def test_who_is_not_accepted_reads_what_was_not_in_order(
    visitor: Browser, world: World, waiting: Receipt
) -> None:
    """The short message names no reason; the page does, behind number and query code."""
    answer(visitor, waiting, **pictures())
    assert by_testid(look(visitor, waiting).text, "still-faulty") == []
    task = world.task(waiting.number, "accept")
    still = {"MAT-PHOTO1": {"verdict": "fail", "reason": "背景还不是白色"}}
    reason = {"incomplete_reason": "补来的照片仍不合格"}
    world.complete(task.id, "incomplete", materials={**world.all_pass(task.id), **still}, data=reason)
    (faulty,) = by_testid(look(visitor, waiting).text, "still-faulty")
    assert "一寸（二寸）免冠照片" in faulty
    assert "背景还不是白色" in faulty
    assert "居住证明" not in faulty


def test_what_an_accepted_case_once_lacked_is_not_told_at_its_end(visitor: Browser, world: World) -> None:
    assert by_testid(look(visitor, permit.finished(world)).text, "still-faulty") == []
