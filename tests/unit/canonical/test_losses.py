"""What a modeler deletes is named with its line; nothing else is."""

import pytest

from engine.canonical import canonical

HOST = '<bpmn:task id="a" />'
BOUNDS = '<dc:Bounds x="0" y="0" width="9" height="9" />'
SHAPE = '<bpmndi:BPMNShape id="{1}" bpmnElement="{0}">' + BOUNDS + "</bpmndi:BPMNShape>"


LANE = "\n<bpmn:laneSet><bpmn:lane>\n<bpmn:flowNodeRef> a </bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>"
EXTRA = "<bpmn:extensionElements />"
FLOW = '<bpmn:sequenceFlow id="f" sourceRef="a" targetRef="a" />'
EDGE = '<bpmndi:BPMNEdge id="f_di" bpmnElement="f" />'


@pytest.mark.parametrize(
    ("inner", "kinds", "word"),
    [
        ("\n\n<!-- why -->", [(3, "comment")], "why"),
        ("\n<?tool x?>", [(2, "instruction")], "tool"),
        ('\n<bpmn:task id="审核" />', [(2, "id")], "审核"),
        ('\n<bpmn:task id="7a" />', [(2, "id")], "7a"),
        ('\n<bpmn:task id="p" />', [(2, "id")], "“p”"),
        (HOST + '\n<bpmn:task id="b" default="none" />', [(2, "reference")], "none"),
        ('<bpmn:task id="b">\n<bpmn:incoming>none</bpmn:incoming></bpmn:task>', [(2, "reference")], "none"),
        (HOST + LANE, [(3, "reference")], "空格"),
        ('\n<bpmn:chore id="b" />', [(2, "element")], "bpmn:chore"),
        ('\n<o:thing xmlns:o="urn:o" />', [(2, "element")], "o:thing"),
        ("<bpmn:extensionElements>\n<camunda:x /></bpmn:extensionElements>", [(2, "element")], "camunda:x"),
        ('<bpmn:task id="b">\nwords</bpmn:task>', [(1, "text")], "words"),
        (f'<bpmn:task id="b">{EXTRA}\n{EXTRA}</bpmn:task>', [(2, "repeated")], "extensionElements"),
    ],
)
def test_each_loss(file, inner, kinds, word):
    found = canonical(file(inner)).lost
    assert [(one.line, one.kind) for one in found] == kinds
    assert word in found[0].zh
    assert found[0].en.endswith(".") and found[0].zh.endswith("。")


def test_comments_outside_the_root_count_too(file):
    found = canonical(b"<!-- a -->\n" + file(HOST) + b"<!-- b -->").lost
    assert [(one.line, one.kind, one.zh[:5]) for one in found] == [
        (1, "comment", "注释“a”"),
        (2, "comment", "注释“b”"),
    ]


def test_what_hangs_on_a_lost_element_follows(file):
    inner = '<bpmn:task id="审核"><!-- gone with it --></bpmn:task>\n' + HOST
    inner += '\n<bpmn:sequenceFlow id="f" sourceRef="审核" targetRef="a" />'
    found = canonical(
        file(inner, SHAPE.format("a", "a_di") + '<bpmndi:BPMNEdge id="f_di" bpmnElement="f" />')
    ).lost
    assert [(one.line, one.kind) for one in found] == [(1, "id"), (3, "follows")]


@pytest.mark.parametrize(
    ("inner", "plane", "element"),
    [
        (HOST, SHAPE.format("a", "one") + SHAPE.format("a", "two"), "a"),
        (HOST, '<bpmndi:BPMNShape id="one" bpmnElement="a" />', "a"),
        ('<bpmn:dataObject id="a" />', SHAPE.format("a", "one"), "a"),
        (HOST + FLOW, EDGE, "f"),
        ('<bpmn:boundaryEvent id="a" />', SHAPE.format("a", "one"), "a"),
    ],
)
def test_what_cannot_be_drawn(file, inner, plane, element):
    found = canonical(file(inner, plane)).lost
    assert [(one.line, one.kind, one.element_id) for one in found] == [(1, "diagram", element)]


def test_lines_count_as_in_the_file_behind_broken_attributes_and_cdata(file):
    inner = (
        '<bpmn:task id="b" name="one\ntwo\nthree">'
        "<bpmn:documentation>\n\n<![CDATA[\n\n]]>\n</bpmn:documentation></bpmn:task>\n<!-- line 9 -->"
    )
    assert [(one.line, one.kind) for one in canonical(file(inner)).lost] == [(9, "comment")]


def test_an_unknown_attribute_is_kept(written):
    assert written('<bpmn:task id="a" camunda:own="1" />') == ['<bpmn:task id="a" camunda:own="1" />']


def test_ids_inside_extensions_are_no_element_ids(written):
    form = '<camunda:formData><camunda:formField id="a" /></camunda:formData>'
    inner = f'<bpmn:task id="a"><bpmn:extensionElements>{form}</bpmn:extensionElements></bpmn:task>'
    assert '      <camunda:formField id="a" />' in written(inner)
