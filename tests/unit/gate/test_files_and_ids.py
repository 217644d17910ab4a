"""What is a readable file, and ids that a modeler does not lose."""

import pytest

from engine.gate import Upload, check


def _codes(judge, data, name="check_me.bpmn"):
    return [(one.code, one.line) for one in check([Upload(name, data)], judge.books).findings]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "bpmn.empty_file"),
        (b"  \n", "bpmn.empty_file"),
        (b"no xml at all", "bpmn.not_xml"),
        ('<?xml version="1.0" encoding="GB18030"?><a>中</a>'.encode("gb18030"), "bpmn.not_utf8"),
        (b'<?xml version="1.0" encoding="ISO-8859-1"?><a/>', "bpmn.not_utf8"),
        ("\ufeff<a/>".encode("utf-16"), "bpmn.not_utf8"),
        (b"<html/>", "bpmn.not_bpmn"),
        (b"<!DOCTYPE a><a/>", "bpmn.doctype"),
        (b"<a>" * 5000 + b"</a>" * 5000, "bpmn.not_xml"),
        (b"<a>" + b" " * 2_200_000 + b"</a>", "bpmn.too_large"),
        (b"<a>" + b"<b/>" * 20_001 + b"</a>", "bpmn.too_large"),
    ],
)
def test_refused_bytes(judge, data, code):
    assert [found for found, _ in _codes(judge, data)] == [code]


def test_billion_laughs(judge):
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE a [<!ENTITY e0 "ha">{entities}]><a>&e11;</a>'
    assert [code for code, _ in _codes(judge, bomb.encode())] in (["bpmn.doctype"], ["bpmn.not_xml"])


def test_bom_is_fine(judge, plain):
    assert _codes(judge, "\ufeff".encode() + plain.text().encode()) == []


def test_no_process_and_several(judge, plain):
    head, rest = plain.text().split("<bpmn:process", 1)
    process, tail = rest.split("</bpmn:process>")
    none = head + "</bpmn:definitions>"
    assert [code for code, _ in _codes(judge, none.encode())] == ["bpmn.no_process"]
    second = process.replace('"check_me"', '"second"').replace(' id="', ' id="x_').replace('Ref="', 'Ref="x_')
    second = second.replace('id="x_second"', 'id="second"').replace('default="', 'default="x_')
    both = (
        head + "<bpmn:process" + process + "</bpmn:process><bpmn:process" + second + "</bpmn:process>" + tail
    )
    found = judge.findings(both)
    assert [(one.code, one.element_id) for one in found] == [("bpmn.refused", "second")]


def test_not_executable(judge, plain):
    plain.attributes.pop("isExecutable")
    judge.expect(plain, "bpmn.not_executable", "check_me")


def test_item_file_is_called_like_its_process(judge, item):
    found = check([Upload("processes/service/other.bpmn", item.text().encode())], judge.books).findings
    assert [(one.code, one.element_id) for one in found] == [("bpmn.file_name", "svc_mz_901")]
    assert check([Upload(r"C:\x\svc_mz_901.bpmn", item.text().encode())], judge.books).findings == ()


def test_item_key_is_snake_case(judge, item):
    item.key = "Svc-mz-901"
    found = {one.code for one in judge.findings(item)}
    assert found == {"bpmn.key_form", "item.key_not_code"}


def test_two_files_with_one_process(judge, plain):
    data = plain.text().encode()
    checked = check([Upload("a.bpmn", data), Upload("b.bpmn", data)], judge.books)
    assert [(one.file, one.code) for one in checked.findings] == [("b.bpmn", "bpmn.key_twice")]
    assert list(checked.models) == ["a.bpmn"]


@pytest.mark.parametrize(("name", "code"), [("t.dmn", "table.not_yet"), ("x.exe", "bpmn.unknown_file")])
def test_other_files(judge, name, code):
    assert [found for found, _ in _codes(judge, b"x", name)] == [code]


def test_form_of_the_set_comes_before_the_published_one(judge, item, make_form):
    item.task("hand_over", formKey="svc_give", candidateGroups="counter", label_en="x", milestone="pickup")
    judge.expect(item, "form.missing", "hand_over")
    good = make_form("svc_give", '{"type": "textfield", "key": "note_1", "id": "a", "label": "备注"}')
    checked = check(
        [Upload("svc_mz_901.bpmn", item.text().encode()), Upload("forms/svc_give.form", good)], judge.books
    )
    assert not checked.refused and list(checked.forms) == ["forms/svc_give.form"]
    broken = judge.findings(item, ("svc_give.form", b"{"))
    assert {one.file for one in broken if one.is_error} == {"svc_give.form"}, "said once, where it is"


def test_form_twice(judge, make_form):
    data = make_form("a", '{"type": "textfield", "key": "x", "id": "i", "label": "备注"}')
    checked = check([Upload("1/a.form", data), Upload("2/a.form", data)], judge.books)
    assert [(one.file, one.code) for one in checked.findings] == [("2/a.form", "form.key_twice")]


@pytest.mark.parametrize("id", ["7a", "审核", "a b", "a:b", ""])
def test_illegal_id(judge, empty, id):
    empty.task(id).line("start", id, "end")
    found = {one.code for one in judge.findings(empty)}
    assert "bpmn.id_illegal" in found


@pytest.mark.parametrize("id", ["a.b", "_a-b", "a" * 190])
def test_legal_id(judge, empty, id):
    assert judge.findings(empty.task(id).flow("start", id, id="one").flow(id, "end", id="two")) == []


def test_too_long_id(judge, empty):
    id = "a" * 201
    empty.task(id).flow("start", id, id="one").flow(id, "end", id="two")
    assert {one.code for one in judge.findings(empty)} == {"bpmn.id_too_long"}


def test_id_of_the_process_is_taken(judge, plain):
    text = plain.text().replace('"review"', '"check_me"').replace(">review<", ">check_me<")
    found = [one for one in judge.findings(text) if one.code == "bpmn.id_twice"]
    assert [one.element_id for one in found] == ["check_me"]
    lines = text.splitlines()
    rows = [n + 1 for n, line in enumerate(lines) if 'id="check_me"' in line]
    assert found[0].line == rows[1] and all(f"第 {row} 行" in found[0].zh for row in rows)


def test_missing_id(judge, plain):
    found = judge.findings(plain.text().replace('<bpmn:endEvent id="end_no"', "<bpmn:endEvent"))
    assert "bpmn.id_missing" in {one.code for one in found}


@pytest.mark.parametrize(
    ("old", "new", "element"),
    [
        ('targetRef="end_no"', 'targetRef="nowhere"', "f_gw_end_no"),
        ('sourceRef="gw" targetRef="end_no"', 'sourceRef="check_me" targetRef="end_no"', "f_gw_end_no"),
        (' targetRef="end_no"', "", "f_gw_end_no"),
        ('bpmnElement="end_no"', 'bpmnElement="nowhere"', "end_no_di"),
    ],
)
def test_dangling(judge, plain, old, new, element):
    text = plain.text()
    assert old in text
    found = [one for one in judge.findings(text.replace(old, new)) if one.code == "bpmn.dangling"]
    assert [one.element_id for one in found] == [element]
    assert f'id="{element}"' in text.splitlines()[found[0].line - 1]


def test_incoming_that_names_nothing(judge, plain):
    plain.parts["end"].inner = "<bpmn:incoming>f_nowhere</bpmn:incoming>"
    found = judge.findings(plain)
    assert [(one.code, one.element_id) for one in found] == [("bpmn.dangling", "end")]


def test_findings_are_sorted(judge, plain):
    data = plain.text().replace('"review"', '"7"').encode()
    found = check([Upload("b.bpmn", data), Upload("a.bpmn", data)], judge.books).findings
    assert list(found) == sorted(found, key=lambda one: (one.file, one.line))
