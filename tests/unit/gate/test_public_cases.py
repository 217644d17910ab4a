"""Faults that users of other systems met (/tests/cases, named by their numbers), and our own real item."""

from pathlib import Path

from engine.gate import FolderParts, Upload, check

ROOT = Path(__file__).parents[3]
CASES = ROOT / "tests" / "cases"


def _judge(name):
    parts = FolderParts.around([CASES], installation=ROOT)
    return check([Upload(name, (CASES / name).read_bytes())], parts)


def _found(checked, severity=None):
    return [
        (one.code, one.element_id) for one in checked.findings if severity is None or one.severity == severity
    ]


def test_b19_a_field_may_have_the_id_of_a_task():
    checked = _judge("g01_field_has_task_id.bpmn")
    assert _found(checked) == [("bpmn.form_data_unused", "review")] and not checked.refused
    assert list(checked.models) == ["g01_field_has_task_id.bpmn"]


def test_b20_a_shape_must_not_have_the_id_of_a_task():
    checked = _judge("g02_shape_has_task_id.bpmn")
    assert _found(checked) == [("bpmn.id_twice", "review")] and checked.models == {}
    assert "第 7 行" in checked.findings[0].zh and "第 20 行" in checked.findings[0].zh


def test_b20_nor_a_task_that_of_its_process():
    data = (CASES / "g01_field_has_task_id.bpmn").read_bytes().replace(b'"bl_field_id"', b'"review"')
    checked = check([Upload("review.bpmn", data)], FolderParts())
    assert ("bpmn.id_twice", "review") in _found(checked, "error")


def test_b21_ids_do_not_begin_with_a_digit():
    checked = _judge("g03_digit_id.bpmn")
    assert _found(checked)[0] == ("bpmn.id_illegal", "7f3a-review")
    assert "字母" in checked.findings[0].zh and "letters" in checked.findings[0].en


def test_b23_a_file_without_diagram_runs():
    checked = _judge("g04_no_diagram.bpmn")
    assert _found(checked) == [("bpmn.no_diagram", "bl_no_diagram")] and not checked.refused


def test_b26_a_dot_in_an_id_is_legal():
    assert _judge("g07_dot_id.bpmn").findings == ()


def test_b27_timers_that_look_right_are_refused_with_their_text():
    checked = _judge("g08_bad_timers.bpmn")
    errors = [one for one in checked.findings if one.is_error]
    assert [one.element_id for one in errors] == [f"t{n}" for n in range(8)]
    assert {one.code for one in errors} == {"bpmn.timer", "feel.unexpected"}
    written = ["PT1D", "P5WD", "3 days", "2026-04-031", "2026-13-01", "P1D2H", "R/PT0S", "-P3D"]
    for finding, text in zip(errors, written, strict=True):
        assert text in finding.zh and text in finding.en


def test_b29_a_foreign_draft_gets_the_list_of_what_is_missing():
    checked = _judge("g10_foreign_draft.bpmn")
    assert _found(checked) == [
        ("bpmn.not_executable", "_proc"),
        ("bpmn.not_yet", "_t1"),
        ("bpmn.no_default", "_gw"),
        ("bpmn.not_yet", "_t2"),
        ("bpmn.condition_missing", "_f3"),
        ("bpmn.condition_missing", "_f4"),
    ]


def test_b04_a_join_must_not_wait_for_itself():
    checked = _judge("e01_join_behind_itself.bpmn")
    assert _found(checked, "error") == [("bpmn.join_behind_itself", "join")]


def _set(*paths):
    return check([Upload(path.name, path.read_bytes()) for path in paths], FolderParts.around(paths, ROOT))


def test_our_real_item_has_no_finding():
    path = ROOT / "processes" / "service" / "svc_mz_030.bpmn"
    checked = _set(path)
    assert [one.as_text() for one in checked.findings if one.is_error] == []
    assert checked.models["svc_mz_030.bpmn"].code == "SVC-MZ-030"


def test_a_second_item_is_one_more_file():
    folder = ROOT / "tests" / "samples" / "second_item"
    checked = _set(*sorted([*folder.glob("*.bpmn"), *folder.glob("*.form")]))
    assert [one.as_text() for one in checked.findings if one.is_error] == []
