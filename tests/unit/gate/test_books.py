"""Books that could not be asked are named once, as an error where cases would fail for it."""

import pytest

from engine.gate import Upload, check

FIELD = '{"type": "select", "key": "v", "id": "i", "label": "村", "properties": {"options_from": "village"}}'
PLAIN_FIELD = '{"type": "textfield", "key": "x", "id": "i", "label": "备注"}'


def _full(item):
    """An item that names something of every book but code lists."""
    item.item(**{"sms.accept": "DONE", "sms.name": "yes", "basis.1": "residence_permit_2015#9"})
    item.service("number", "document.number", 'input doc_kind = "notice"', label_en="Number")
    item.drop("f_hand_over_end_granted")
    return item.line("hand_over", "number", "end_granted")


def test_every_book_has_rows_and_nothing_is_said(item, judge):
    assert judge.findings(_full(item)) == []


@pytest.mark.parametrize(
    ("book", "severity"),
    [
        ("posts", "error"),
        ("letters", "error"),
        ("document_kinds", "error"),
        ("departments", "warning"),
        ("materials", "warning"),
        ("laws", "warning"),
    ],
)
def test_an_empty_book_is_named_once(item, judge, book, severity):
    judge.books.empty = frozenset({book})
    judge.expect(_full(item), "bpmn.book_empty", "svc_mz_901", severity=severity)
    assert f"zhenwu register import {book} " in judge.findings(item)[0].zh


def test_a_book_that_nothing_names_may_be_empty(plain, judge):
    judge.books.empty = frozenset({"posts", "letters", "document_kinds", "laws", "materials", "codelists"})
    assert judge.findings(plain) == []


def test_one_finding_a_book_for_a_whole_upload(plain, item, judge):
    judge.books.empty = frozenset({"posts"})
    plain.parts["review"].attributes["camunda:candidateGroups"] = "counter"
    found = judge.together(plain, item)
    assert [(one.code, one.file) for one in found] == [("bpmn.book_empty", "check_me.bpmn")]


def test_files_in_folders_are_only_warned_about(item, judge):
    judge.books.absent = frozenset({"posts", "letters"})
    item.item(**{"sms.accept": "DONE", "sms.name": "yes"})
    found = judge.findings(item)
    assert {(one.code, one.severity) for one in found} == {("bpmn.book_absent", "warning")}
    assert len(found) == 2


def test_choices_of_a_form_come_from_code_lists(books, make_form):
    books.empty = frozenset({"codelists"})
    found = check([Upload("apply.form", make_form("apply", FIELD))], books).findings
    assert [(one.code, one.severity, one.element_id) for one in found] == [
        ("bpmn.book_empty", "warning", "apply")
    ]
    assert check([Upload("apply.form", make_form("apply", PLAIN_FIELD))], books).findings == ()
