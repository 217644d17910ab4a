"""bpmn.would_lose: what a modeler deletes, unless another rule speaks of it."""

import pytest


def _said(judge, draft):
    return [(one.code, one.severity, one.line) for one in judge.findings(draft)]


@pytest.mark.parametrize("inner", ["<!-- note -->", "<?tool x?>"])
def test_comments_are_a_warning(judge, plain, inner):
    plain.inner = inner
    assert _said(judge, plain) == [("bpmn.would_lose", "warning", 4)]


REFS = "<bpmn:flowNodeRef>{}</bpmn:flowNodeRef>"
LANE = '<bpmn:laneSet id="s"><bpmn:lane id="l">' + REFS + "</bpmn:lane></bpmn:laneSet>"


@pytest.mark.parametrize(
    ("inner", "line"),
    [
        (LANE.format(" review "), 4),
        ('<bpmn:laneSet id="s"><bpmn:road /></bpmn:laneSet>', 4),
        ("some words", 3),
    ],
)
def test_losses_are_errors(judge, plain, inner, line):
    plain.inner = inner
    assert _said(judge, plain) == [("bpmn.would_lose", "error", line)]


def test_the_second_extension_elements_is_lost(judge, plain):
    plain.parts["end"].inner = "<bpmn:documentation /><bpmn:extensionElements />\n<bpmn:extensionElements />"
    assert [code for code, *_ in _said(judge, plain)] == ["bpmn.would_lose"]


def test_a_shape_drawn_twice_is_a_warning(judge, plain):
    text = plain.text()
    shape = next(row for row in text.splitlines() if 'bpmnElement="review"' in row)
    twice = text.replace(shape, shape + shape.replace("review_di", "again_di"))
    assert [(one.code, one.severity, one.element_id) for one in judge.findings(twice)] == [
        ("bpmn.would_lose", "warning", "review")
    ]


def test_what_ids_says_is_not_said_again(judge, plain):
    plain.parts["review"].id = "审核"
    assert "bpmn.would_lose" not in {one.code for one in judge.findings(plain)}


def test_what_the_dialect_says_is_not_said_again(judge, plain):
    plain.inner = '<x:thing xmlns:x="urn:x" id="thing" />'
    judge.expect(plain, "bpmn.refused", "thing")
    plain.inner = "<bpmn:extensionElements><camunda:propertis /></bpmn:extensionElements>"
    judge.expect(plain, "bpmn.not_yet", "check_me")


def test_what_the_diagram_says_is_not_said_again(judge, plain):
    text = plain.text()
    shape = next(row for row in text.splitlines() if 'bpmnElement="review"' in row)
    assert [one.code for one in judge.findings(text.replace(shape, ""))] == ["bpmn.no_shape"]
