"""Elements, text and namespaces."""

import pytest

from engine.bpmnxml import XmlRefused
from engine.canonical import canonical


def test_a_whole_file(file):
    assert canonical(file('<bpmn:task id="a"></bpmn:task>')).data.decode() == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
        ' xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="defs" targetNamespace="t">\n'
        '  <bpmn:process id="p" isExecutable="true">\n'
        '    <bpmn:task id="a" />\n'
        "  </bpmn:process>\n"
        '  <bpmndi:BPMNDiagram id="d">\n'
        '    <bpmndi:BPMNPlane id="e" bpmnElement="p" />\n'
        "  </bpmndi:BPMNDiagram>\n"
        "</bpmn:definitions>\n"
    )


def test_what_a_desktop_adds_goes():
    given = (
        b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" exporter="X"'
        b' exporterVersion="5"><process id="p" /></definitions>'
    )
    assert canonical(given).data.decode().split("\n")[1:3] == [
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d">',
        '  <process id="p" isExecutable="false" />',
    ]


def test_known_namespaces_come_first_and_only_if_used():
    given = (
        b'<b:definitions xmlns:z="urn:z" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"'
        b' xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"'
        b' xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d">'
        b'<b:process id="p" camunda:versionTag="1" isExecutable="true" /></b:definitions>'
    )
    assert canonical(given).data.decode().split("\n")[1:3] == [
        '<b:definitions xmlns:camunda="http://camunda.org/schema/1.0/bpmn"'
        ' xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:z="urn:z" id="d">',
        '  <b:process id="p" isExecutable="true" camunda:versionTag="1" />',
    ]


def test_a_namespace_declared_below_stays_there(written):
    inner = '<bpmn:extensionElements><o:a xmlns:o="urn:o" o:b="1"><o:c>x</o:c></o:a></bpmn:extensionElements>'
    assert written(f'<bpmn:task id="a">{inner}</bpmn:task>') == [
        '<bpmn:task id="a">',
        "  <bpmn:extensionElements>",
        '    <o:a xmlns:o="urn:o" b="1">',
        "      <o:c>x</o:c>",
        "    </o:a>",
        "  </bpmn:extensionElements>",
        "</bpmn:task>",
    ]


def test_children_in_metamodel_order(written):
    given = (
        '<bpmn:task id="a"><bpmn:multiInstanceLoopCharacteristics />'
        "<bpmn:extensionElements><camunda:properties /></bpmn:extensionElements>"
        "<bpmn:documentation>x</bpmn:documentation></bpmn:task>"
    )
    assert [line.strip() for line in written(given)] == [
        '<bpmn:task id="a">',
        "<bpmn:documentation>x</bpmn:documentation>",
        "<bpmn:extensionElements>",
        "<camunda:properties />",
        "</bpmn:extensionElements>",
        "<bpmn:multiInstanceLoopCharacteristics />",
        "</bpmn:task>",
    ]


def test_nodes_and_flows_stay_mixed_then_notes(written):
    given = (
        '<bpmn:textAnnotation id="n" /><bpmn:sequenceFlow id="f" sourceRef="a" targetRef="b" />'
        '<bpmn:task id="b" /><bpmn:laneSet id="l" /><bpmn:task id="a" />'
    )
    assert [line.split('"')[1] for line in written(given) if " id=" in line] == ["l", "f", "b", "a", "n"]


def test_extensions_keep_the_order_of_the_file(written):
    names = "".join(f'<camunda:property value="{n}" name="{name}" />' for n, name in enumerate("zay"))
    extensions = (
        '<camunda:inputOutput><camunda:outputParameter name="o">1</camunda:outputParameter>'
        f'<camunda:inputParameter name="i">2</camunda:inputParameter></camunda:inputOutput>'
        f"<camunda:properties>{names}</camunda:properties>"
    )
    given = f'<bpmn:task id="a"><bpmn:extensionElements>{extensions}</bpmn:extensionElements></bpmn:task>'
    assert [line.strip() for line in written(given)][2:-2] == [
        "<camunda:inputOutput>",
        '<camunda:inputParameter name="i">2</camunda:inputParameter>',
        '<camunda:outputParameter name="o">1</camunda:outputParameter>',
        "</camunda:inputOutput>",
        "<camunda:properties>",
        '<camunda:property name="z" value="0" />',
        '<camunda:property name="a" value="1" />',
        '<camunda:property name="y" value="2" />',
        "</camunda:properties>",
    ]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("a &amp; b &lt; c > d", "a &amp; b &lt; c &gt; d"),
        ("“话” \"x\" 'y'", "“话” \"x\" 'y'"),
        ("<![CDATA[a < b && c]]>", "a &lt; b &amp;&amp; c"),
        ("\n  <![CDATA[x]]>\n", "x"),
        ("one <![CDATA[<!-- two -->]]> three", "one &lt;!-- two --&gt; three"),
        ("  kept\n  lines  ", "  kept\n  lines  "),
        ("a\r\nb", "a\nb"),
    ],
)
def test_text(file, given, kept):
    made = canonical(file(f'<bpmn:task id="a"><bpmn:documentation>{given}</bpmn:documentation></bpmn:task>'))
    assert f"\n      <bpmn:documentation>{kept}</bpmn:documentation>\n" in made.data.decode()


def test_white_space_only_is_no_text(written):
    assert written('<bpmn:task id="a"><bpmn:documentation>\n </bpmn:documentation></bpmn:task>') == [
        '<bpmn:task id="a">',
        "  <bpmn:documentation />",
        "</bpmn:task>",
    ]


def test_a_condition_keeps_its_type(written):
    condition = 'bpmn:conditionExpression language="feel" xsi:type="bpmn:tFormalExpression"'
    flow = '<bpmn:sequenceFlow id="f" sourceRef="a" targetRef="a">'
    flow += f"<{condition}>x</bpmn:conditionExpression></bpmn:sequenceFlow>"
    assert written(f'<bpmn:task id="a" />{flow}')[5] == (
        '  <bpmn:conditionExpression xsi:type="bpmn:tFormalExpression" language="feel">x'
        "</bpmn:conditionExpression>"
    )


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "bpmn.not_xml"),
        (b"<a", "bpmn.not_xml"),
        (b"<!DOCTYPE a><a/>", "bpmn.doctype"),
        (b"<html/>", "bpmn.not_bpmn"),
        (b'<?xml version="1.0" encoding="GB18030"?><a/>', "bpmn.not_utf8"),
        ("<a/>".encode("utf-16"), "bpmn.not_utf8"),
        (b"<a>&nbsp;</a>", "bpmn.not_xml"),
    ],
)
def test_unreadable_bytes_are_refused(data, code):
    with pytest.raises(XmlRefused) as refused:
        canonical(data)
    assert refused.value.code == code
    assert refused.value.zh and refused.value.en


@pytest.mark.parametrize("name", ["bpmn:subProcess", "other:part"])
def test_as_deep_as_xml_may_be(file, name):
    """The parser stops at a depth of 256; what it reads is written."""
    deep = f"<{name}>" * 245 + f"</{name}>" * 245
    inner = deep if name.startswith("bpmn") else f"<bpmn:extensionElements>{deep}</bpmn:extensionElements>"
    made = canonical(file(inner).replace(b" xmlns:di=", b' xmlns:other="urn:o" xmlns:di='))
    assert made.data.count(name.encode()) == 489
    assert canonical(made.data).data == made.data


def test_a_byte_order_mark_goes(file):
    data = file('<bpmn:task id="a" />')
    assert canonical(b"\xef\xbb\xbf" + data) == canonical(data)
