"""Attributes and values: order, defaults, escapes, numbers."""

import pytest

from engine.canonical import canonical


def test_metamodel_order_not_file_order(written):
    given = (
        '<bpmn:userTask camunda:candidateGroups="g" camunda:formKey="k" own="1" default="f" name="n" id="t"/>'
        '<bpmn:sequenceFlow targetRef="t" sourceRef="t" name="s" id="f" />'
    )
    assert written(given) == [
        '<bpmn:userTask id="t" name="n" default="f" camunda:formKey="k" camunda:candidateGroups="g" own="1">',
        "  <bpmn:incoming>f</bpmn:incoming>",
        "  <bpmn:outgoing>f</bpmn:outgoing>",
        "</bpmn:userTask>",
        '<bpmn:sequenceFlow id="f" name="s" sourceRef="t" targetRef="t" />',
    ]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ('exclusiveGateway id="a" gatewayDirection="Unspecified"', 'exclusiveGateway id="a"'),
        (
            'exclusiveGateway id="a" gatewayDirection="Diverging"',
            'exclusiveGateway id="a" gatewayDirection="Diverging"',
        ),
        ('startEvent id="a" isInterrupting="true"', 'startEvent id="a"'),
        ('startEvent id="a" isInterrupting="false"', 'startEvent id="a" isInterrupting="false"'),
        ('subProcess id="a" triggeredByEvent="false"', 'subProcess id="a"'),
        ('task id="a" camunda:exclusive="true"', 'task id="a"'),
        ('task id="a" camunda:exclusive="no"', 'task id="a" camunda:exclusive="false"'),
        ('task id="a" startQuantity="1" completionQuantity="02"', 'task id="a" completionQuantity="2"'),
        ('task id="a" name=""', 'task id="a"'),
    ],
)
def test_defaults_vanish(written, given, kept):
    assert written(f"<bpmn:{given} />") == [f"<bpmn:{kept} />"]


def test_default_of_a_boundary_event_and_of_a_loop(written):
    loop = '<bpmn:multiInstanceLoopCharacteristics isSequential="false" camunda:collection="c" />'
    late = '<bpmn:boundaryEvent id="b" cancelActivity="true" attachedToRef="a" />'
    assert written(f'<bpmn:task id="a">{loop}</bpmn:task>{late}') == [
        '<bpmn:task id="a">',
        '  <bpmn:multiInstanceLoopCharacteristics camunda:collection="c" />',
        "</bpmn:task>",
        '<bpmn:boundaryEvent id="b" attachedToRef="a" />',
    ]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("a&amp;b", "a&#38;b"),
        ("&lt;x&gt;", "&#60;x&#62;"),
        ("&quot;q&quot; &apos;q&apos;", "&#34;q&#34; &#39;q&#39;"),
        ("one&#10;two", "one&#10;two"),
        ("one\ntwo", "one&#10;two"),
        ("one\r\ntwo&#13;&#10;three", "one&#10;two&#10;three"),
        ("a\tb", "a\tb"),
        ("  two blanks  ", "  two blanks  "),
        ("受理“证明”—《条例》", "受理“证明”—《条例》"),
        ("&#x53D7;&#29702;", "受理"),
        ("𠮷", "𠮷"),
    ],
)
def test_escapes_in_attributes(written, given, kept):
    assert written(f'<bpmn:task id="a" name="{given}" />') == [f'<bpmn:task id="a" name="{kept}" />']


def test_single_quotes_become_double(written):
    assert written("<bpmn:task id='a' name='say \"x\"\n= y' />") == [
        '<bpmn:task id="a" name="say &#34;x&#34;&#10;= y" />'
    ]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("100.0", "100"),
        ("1e2", "100"),
        (".5", "0.5"),
        ("0", "0"),
        ("-0", "0"),
        ("-12.50", "-12.5"),
        ("0.1", "0.1"),
        ("1e21", "1e+21"),
        ("123456789012345678901234", "1.2345678901234569e+23"),
        ("1.5e-7", "1.5e-7"),
        ("0.000001", "0.000001"),
        ("7px", "7"),
        ("1e999", "Infinity"),
        ("wide", "NaN"),
    ],
)
def test_numbers_as_javascript_prints_them(file, given, kept):
    shape = f'<bpmndi:BPMNShape id="a_di" bpmnElement="a"><dc:Bounds x="{given}" y="0" width="9" height="9"/>'
    made = canonical(file('<bpmn:task id="a" />', f"{shape}</bpmndi:BPMNShape>"))
    assert f'        <dc:Bounds x="{kept}" y="0" width="9" height="9" />' in made.data.decode().split("\n")
