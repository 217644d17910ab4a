"""Item data and milestones."""

import pytest

from engine.domain.model import Material
from engine.gate import ItemData, item_schema, load_item


@pytest.mark.parametrize("name", ["code", "name_en", "department", "handling", "channels", "result"])
def test_required(item, judge, name):
    judge.expect(item.item(**{name: ""}), "item.missing", "svc_mz_901")
    assert f"item.{name}" in judge.findings(item)[0].zh


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("item.chanels", "window", "item.unknown"),
        ("item.material.MAT-IDCARD.nots", "x", "item.unknown"),
        ("item.code", "mz-901", "item.code_form"),
        ("item.code", "SOC-MZ-901", "item.code_form"),
        ("item.code", "SVC-MZ-902", "item.key_not_code"),
        ("item.channels", "window,fax", "item.channel_unknown"),
        ("item.visits", "one", "item.value"),
        ("item.visits", "-1", "item.value"),
        ("item.limit.promised", "10 days", "item.limit"),
        ("item.baseline.days", "ten", "item.limit"),
        ("item.baseline.steps", "many", "item.value"),
        ("item.department", "99", "item.department_unknown"),
        ("item.material.MAT-NONE", "required", "item.material_unknown"),
        ("item.material.MAT-PHOTO", "needed", "item.material_need"),
        ("item.material.MAT-PHOTO.note", "一寸", "item.material_note"),
        ("item.milestones_elsewhere", "pick_up", "item.milestone_unknown"),
    ],
)
def test_one_wrong_property(item, judge, name, value, code):
    item.properties[name] = value
    found = judge.findings(item)
    assert code in {one.code for one in found}
    assert {one.code for one in found} <= {code, "item.key_not_code"}
    first = next(one for one in found if one.code == code)
    assert f'name="{name}"' in item.text().splitlines()[first.line - 1]


def test_did_you_mean(item, judge):
    item.properties["item.chanels"] = "window"
    assert "item.channels" in judge.findings(item)[0].zh


@pytest.mark.parametrize(
    ("promised", "legal", "code", "severity"),
    [
        ("10wd", "20wd", None, ""),
        ("20wd", "20wd", None, ""),
        ("21wd", "20wd", "item.promise_over_legal", "error"),
        ("10wd", "15d", "item.limit_units", "warning"),
        ("70wd", "15d", "item.promise_over_legal", "error"),
        ("16wd", "15d", "item.promise_over_legal", "error"),
        ("60d", "20wd", "item.promise_over_legal", "error"),
        ("40d", "1m", "item.promise_over_legal", "error"),
        ("1m", "20wd", "item.limit_units", "warning"),
        ("5d", "20wd", None, ""),
        ("24h", "20wd", None, ""),
        ("10wd", "6m", None, ""),
    ],
)
def test_promise(item, judge, promised, legal, code, severity):
    item.properties |= {"item.limit.promised": promised, "item.limit.legal": legal}
    found = [(one.code, one.severity) for one in judge.findings(item)]
    assert found == ([(code, severity)] if code else [])


@pytest.mark.parametrize(
    ("basis", "code", "severity"),
    [
        ("residence_permit_2015#9", None, ""),
        ("residence_permit_2015#9(2)", None, ""),
        ("residence_permit_2016#9", "item.law_unknown", "warning"),
        ("residence_permit_2015", "item.basis_form", "error"),
        ("residence_permit_2015#", "item.basis_form", "error"),
        ("《居住证暂行条例》第九条", "item.basis_form", "error"),
    ],
)
def test_a_basis_is_an_article_of_a_law_in_the_book(item, judge, basis, code, severity):
    item.properties["item.basis.1"] = basis
    if code is None:
        assert judge.findings(item) == []
    else:
        judge.expect(item, code, "svc_mz_901", severity=severity, line='name="item.basis.1"')


def test_starters(item, judge):
    item.attributes["camunda:candidateStarterGroups"] = "citizen,couter"
    judge.expect(item, "item.starter_unknown", "svc_mz_901")
    del item.attributes["camunda:candidateStarterGroups"]
    judge.expect(item, "item.no_starter", "svc_mz_901")


def test_ends_have_results(item, judge):
    judge.expect(item.set("end_no", result=""), "item.end_no_result", "end_no")
    judge.expect(item.set("end_no", result="Not ok"), "item.result_form", "end_no")


def test_end_of_a_side_branch_sets_none(item, judge):
    item.node("parallelGateway", "fork").task("tell", candidateGroups="counter", label_en="Tell")
    item.end("end_side", label_en="Side").drop("f_start_handle")
    item.line("start", "fork", "handle").line("fork", "tell", "end_side")
    found = [one for one in judge.findings(item) if one.code.startswith("item.end")]
    assert found == []


def test_warnings(item, judge):
    del item.attributes["camunda:historyTimeToLive"]
    judge.expect(item, "item.no_history_time", "svc_mz_901", severity="warning")
    item.attributes["camunda:historyTimeToLive"] = "P1D"
    judge.expect(item.set("handle", label_en=""), "item.label_en", "handle", severity="warning")


def test_milestone_that_nobody_reaches(item, judge):
    judge.expect(item.set("hand_over", milestone=""), "item.milestone_missing", "svc_mz_901")
    item.properties["item.milestones_elsewhere"] = "pickup"
    assert judge.findings(item) == []


def test_misspelt_milestone(item, judge):
    item.set("hand_over", milestone="pickup,picup")
    judge.expect(item, "item.milestone_unknown", "hand_over")


def test_a_way_past_a_milestone(item, judge):
    """A second way to the good end that skips the pickup."""
    item.set("handle", outcomes="done:办结,posted:邮寄,refused:不受理", milestone_on="done,posted")
    item.flow("gw", "end_granted", 'outcome = "posted"')
    judge.expect(item, "item.milestone_bypassed", "end_granted")
    assert "pickup" in judge.findings(item)[0].zh


def test_an_outcome_that_does_not_reach_the_milestone(item, judge):
    """`posted` is not in milestone_on, so accept is not reached on its way."""
    item.set("handle", outcomes="done:办结,posted:邮寄,refused:不受理")
    item.flow("gw", "hand_over", 'outcome = "posted"', id="second")
    found = {(one.code, one.element_id) for one in judge.findings(item)}
    assert found == {("item.milestone_bypassed", "end_granted")}


def test_a_refusal_needs_no_milestone(item, judge):
    assert judge.findings(item) == [], "end_no is reached without complete"


@pytest.mark.parametrize(
    "result", ["refused", "not_accepted", "lapsed", "application_withdrawn", "not_filed"]
)
def test_an_end_without_the_milestones_is_no_good_end(item, judge, result):
    """Even where first outcomes lead to it: an application that is given up is not decided."""
    item.set("handle", outcomes="stopped:到此为止,done:办结,refused:不受理", milestone_on="done")
    item.drop("f_gw_hand_over", "f_gw_end_no").end("end_early", result=result, label_en="Over")
    item.parts["gw"].attributes["default"] = "f_gw_end_early"
    item.line("gw", "end_early").flow("gw", "hand_over", 'outcome = "done"')
    item.flow("gw", "end_no", 'outcome = "refused"')
    assert judge.findings(item) == []
    judge.expect(item.set("end_early", result="granted"), "item.milestone_bypassed", *["end_early"] * 5)


def test_milestone_in_one_branch_of_a_split(item, judge):
    """Both branches are walked, so one of them may carry the milestone."""
    item.drop("f_hand_over_end_granted").node("parallelGateway", "join").node("parallelGateway", "fork")
    item.task("tell", candidateGroups="counter", label_en="Tell").drop("f_gw_hand_over")
    item.parts["gw"].attributes["default"] = "f_gw_fork"
    item.line("gw", "fork", "hand_over", "join", "end_granted").line("fork", "tell", "join")
    assert judge.findings(item) == []


def test_load_item():
    item = load_item(
        {
            "kind": "service",
            "item.code": "SVC-MZ-030",
            "item.channels": "window, online",
            "item.result.kind": "证照",
            "item.limit.promised": "1wd",
            "item.visits": "1",
            "item.basis.10": "b#2",
            "item.basis.2": "a#1",
            "item.condition.1": "年满60周岁",
            "item.material.MAT-A": "required",
            "item.material.MAT-A.note": "原件",
            "item.sms.accept": "SMS_1",
        }
    )
    assert item == ItemData(
        code="SVC-MZ-030",
        channels=("window", "online"),
        result_kind="证照",
        promised="1wd",
        visits=1,
        basis=("a#1", "b#2"),
        conditions=("年满60周岁",),
        conditions_en=("年满60周岁",),
        materials=(Material("MAT-A", "required", "原件"),),
        sms={"accept": "SMS_1"},
    )


def test_load_item_leaves_out_what_is_wrong():
    assert load_item({"item.visits": "x", "item.code": "no", "item.fee": "none"}) == ItemData(fee="none")
    assert load_item({}) == ItemData()


def test_every_scalar_of_the_schema_is_in_item_data():
    assert set(item_schema().fields) <= set(ItemData.__dataclass_fields__)


def test_conditions_and_result_in_english(item, judge):
    """A condition that nobody has translated stays Chinese, in its place."""
    item.properties |= {
        "item.condition.1": "满六十岁",
        "item.condition.2": "本地户籍",
        "item.condition.2_en": "Local register",
        "item.result_en": "Card",
    }
    assert judge.findings(item) == []
    read = load_item(item.properties)
    assert read.conditions == ("满六十岁", "本地户籍")
    assert read.conditions_en == ("满六十岁", "Local register")
    assert read.result_en == "Card"
