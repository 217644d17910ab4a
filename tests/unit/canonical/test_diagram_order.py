"""Parts of the diagram in the order in which a modeler draws them, and what it adds."""

from engine.canonical import canonical

FLOW = '<bpmn:sequenceFlow id="{0}_{1}" sourceRef="{0}" targetRef="{1}" />'


def test_nodes_in_file_order_then_flows(drawn):
    inner = '<bpmn:task id="b" />' + FLOW.format("b", "a") + '<bpmn:task id="a" />'
    assert drawn(inner, ("Edge", "b_a"), ("Shape", "a"), ("Shape", "b")) == ["b", "a", "b_a"]


def test_boundary_events_backwards_after_nodes_before_flows(drawn):
    late = '<bpmn:boundaryEvent id="{0}" attachedToRef="a" />'
    inner = late.format("x") + late.format("y") + FLOW.format("x", "b")
    inner += '<bpmn:task id="a" /><bpmn:task id="b" />'
    parts = [("Edge", "x_b"), ("Shape", "x"), ("Shape", "y"), ("Shape", "b"), ("Shape", "a")]
    assert drawn(inner, *parts) == ["a", "b", "y", "x", "x_b"]


def test_children_of_a_sub_process_follow_it(drawn):
    inside = '<bpmn:startEvent id="i" /><bpmn:endEvent id="j" />' + FLOW.format("i", "j")
    inner = f'<bpmn:subProcess id="s">{inside}</bpmn:subProcess><bpmn:task id="a" />'
    parts = [("Shape", "a"), ("Edge", "i_j"), ("Shape", "j"), ("Shape", "s"), ("Shape", "i")]
    assert drawn(inner, *parts) == ["s", "i", "j", "i_j", "a"]


def test_lanes_in_front_backwards_and_notes_after_nodes(drawn):
    lanes = '<bpmn:laneSet id="ls"><bpmn:lane id="l1" /><bpmn:lane id="l2" /></bpmn:laneSet>'
    note = '<bpmn:textAnnotation id="n" /><bpmn:association id="as" sourceRef="n" targetRef="a" />'
    parts = [("Edge", "as"), ("Shape", "n"), ("Shape", "a"), ("Shape", "l1"), ("Shape", "l2")]
    assert drawn(f'{lanes}<bpmn:task id="a" />{note}', *parts) == ["l2", "l1", "a", "n", "as"]


def test_data_associations_come_with_the_flows(drawn):
    reads = (
        '<bpmn:dataInputAssociation id="r"><bpmn:sourceRef>ref</bpmn:sourceRef></bpmn:dataInputAssociation>'
    )
    inner = f'<bpmn:task id="a">{reads}</bpmn:task>{FLOW.format("a", "b")}<bpmn:task id="b" />'
    inner += '<bpmn:dataObject id="o" /><bpmn:dataObjectReference id="ref" dataObjectRef="o" />'
    parts = [("Edge", "a_b"), ("Edge", "r"), ("Shape", "ref"), ("Shape", "b"), ("Shape", "a")]
    assert drawn(inner, *parts) == ["a", "b", "ref", "r", "a_b"]


def test_pools_hold_their_nodes_and_messages_come_last(file):
    pools = (
        '<bpmn:collaboration id="c"><bpmn:participant id="one" processRef="q" />'
        '<bpmn:participant id="two" processRef="p" />'
        '<bpmn:messageFlow id="m" sourceRef="a" targetRef="b" /></bpmn:collaboration>'
        '<bpmn:process id="q"><bpmn:task id="a" /></bpmn:process>'
    )
    bounds = '<dc:Bounds x="0" y="0" width="9" height="9" />'
    shapes = "".join(
        f'<bpmndi:BPMNShape id="{one}_di" bpmnElement="{one}">{bounds}</bpmndi:BPMNShape>'
        for one in ("b", "a", "two", "one")
    )
    plane = f'<bpmndi:BPMNEdge id="m_di" bpmnElement="m" />{shapes}'
    data = file('<bpmn:task id="b" />', plane, pools).replace(b'bpmnElement="p"', b'bpmnElement="c"')
    made = canonical(data)
    assert made.lost == ()
    shown = [piece.split('"')[0] for piece in made.data.decode().split('bpmnElement="')[2:]]
    assert shown == ["one", "a", "two", "b", "m"]


def test_marker_of_an_exclusive_gateway_and_label_of_a_named_task(file):
    bounds = '<dc:Bounds x="0" y="0" width="9" height="9" />'
    shapes = "".join(
        f'<bpmndi:BPMNShape id="{one}_di" bpmnElement="{one}">{bounds}</bpmndi:BPMNShape>' for one in "ghtu"
    )
    inner = (
        '<bpmn:exclusiveGateway id="g" name="x" /><bpmn:parallelGateway id="h" />'
        '<bpmn:task id="t" name="x" /><bpmn:task id="u" />'
    )
    lines = [line.strip() for line in canonical(file(inner, shapes)).data.decode().split("\n")]
    assert lines[lines.index('<bpmndi:BPMNPlane id="e" bpmnElement="p">') + 1 : -4] == [
        '<bpmndi:BPMNShape id="g_di" bpmnElement="g" isMarkerVisible="true">',
        bounds,
        "</bpmndi:BPMNShape>",
        '<bpmndi:BPMNShape id="h_di" bpmnElement="h">',
        bounds,
        "</bpmndi:BPMNShape>",
        '<bpmndi:BPMNShape id="t_di" bpmnElement="t">',
        bounds,
        "<bpmndi:BPMNLabel />",
        "</bpmndi:BPMNShape>",
        '<bpmndi:BPMNShape id="u_di" bpmnElement="u">',
        bounds,
        "</bpmndi:BPMNShape>",
    ]


def test_a_marker_that_was_switched_off_stays_off(file):
    bounds = '<dc:Bounds x="0" y="0" width="9" height="9" />'
    shape = f'<bpmndi:BPMNShape id="g_di" bpmnElement="g" isMarkerVisible="false">{bounds}</bpmndi:BPMNShape>'
    made = canonical(file('<bpmn:exclusiveGateway id="g" />', shape)).data
    assert b'bpmnElement="g" isMarkerVisible="false"' in made


def test_incoming_and_outgoing_are_all_flows_in_their_order(written):
    inner = (
        '<bpmn:task id="a"><bpmn:outgoing>f2</bpmn:outgoing></bpmn:task><bpmn:task id="b" />'
        '<bpmn:sequenceFlow id="f1" sourceRef="a" targetRef="b" />'
        '<bpmn:sequenceFlow id="f2" sourceRef="a" targetRef="b" />'
    )
    assert written(inner)[:8] == [
        '<bpmn:task id="a">',
        "  <bpmn:outgoing>f1</bpmn:outgoing>",
        "  <bpmn:outgoing>f2</bpmn:outgoing>",
        "</bpmn:task>",
        '<bpmn:task id="b">',
        "  <bpmn:incoming>f1</bpmn:incoming>",
        "  <bpmn:incoming>f2</bpmn:incoming>",
        "</bpmn:task>",
    ]
