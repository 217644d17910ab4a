"""What this release does not run is refused by name."""

import pytest


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        ("businessRuleTask", "业务规则任务"),
        ("sendTask", "发送任务"),
        ("manualTask", "手工任务"),
        ("task", "普通任务"),
        ("subProcess", "子流程"),
        ("inclusiveGateway", "包容网关"),
        ("intermediateThrowEvent", "中间抛出事件"),
    ],
)
def test_not_yet(empty, judge, kind, word):
    empty.node(kind, "later").line("start", "later", "end")
    judge.expect(empty, "bpmn.not_yet", "later")
    assert word in judge.findings(empty)[0].zh and "名later" in judge.findings(empty)[0].zh


@pytest.mark.parametrize("kind", ["adHocSubProcess", "transaction", "complexGateway", "magicTask"])
def test_refused_for_good(empty, judge, kind):
    # a kind that BPMN does not have is no node, so its flows dangle as well
    empty.node(kind, "never").line("start", "never", "end")
    found = {(one.code, one.element_id) for one in judge.findings(empty)}
    assert ("bpmn.refused", "never") in found


@pytest.mark.parametrize(
    ("id", "inner", "code"),
    [
        ("start", '<bpmn:timerEventDefinition id="t" />', "bpmn.not_yet"),
        ("end", '<bpmn:terminateEventDefinition id="t" />', "bpmn.not_yet"),
        ("end", '<bpmn:compensateEventDefinition id="t" />', "bpmn.refused"),
        ("review", '<bpmn:multiInstanceLoopCharacteristics id="t" />', "bpmn.not_yet"),
        (
            "review",
            "<bpmn:extensionElements><camunda:inputOutput><camunda:inputParameter name='x'>1"
            "</camunda:inputParameter></camunda:inputOutput></bpmn:extensionElements>",
            "bpmn.not_yet",
        ),
        (
            "review",
            "<bpmn:extensionElements><camunda:inputOutput><camunda:outputParameter name='x'>"
            "<camunda:script>1</camunda:script></camunda:outputParameter></camunda:inputOutput></bpmn:extensionElements>",
            "bpmn.not_yet",
        ),
        (
            "start",
            "<bpmn:extensionElements><camunda:in source='x' /></bpmn:extensionElements>",
            "bpmn.not_yet",
        ),
        (
            "review",
            "<bpmn:extensionElements><camunda:taskListener /></bpmn:extensionElements>",
            "bpmn.not_yet",
        ),
    ],
)
def test_inside_a_node(plain, judge, id, inner, code):
    plain.parts[id].inner = inner
    judge.expect(plain, code, id)


def test_listener_of_the_process(plain, judge):
    plain.inner = (
        "<bpmn:extensionElements><camunda:executionListener event='start' /></bpmn:extensionElements>"
    )
    judge.expect(plain, "bpmn.not_yet", "check_me")


def test_compensation_marker(plain, judge):
    plain.parts["review"].attributes["isForCompensation"] = "true"
    judge.expect(plain, "bpmn.refused", "review")


@pytest.mark.parametrize(
    "given",
    [
        {"assignee": "wang"},
        {"dueDate": "P1D"},
        {"makes": "permit"},
        {"outcomes.when.sealed": "a:b"},
    ],
)
def test_later_attributes_and_properties(empty, judge, given):
    empty.task("a", **given).line("start", "a", "end")
    judge.expect(empty, "bpmn.not_yet", "a")


def test_families_are_never_deployed(plain, judge):
    plain.properties["kind"] = "family"
    judge.expect(plain, "bpmn.not_yet", "check_me")


def test_unknown_kind(plain, judge):
    plain.properties["kind"] = "servise"
    judge.expect(plain, "bpmn.kind_unknown", "check_me", line='name="kind"')
    assert "service" in judge.findings(plain)[0].zh


def test_misspelt_property(plain, judge):
    plain.set("review", outcmes="a:b")
    judge.expect(plain, "bpmn.property_unknown", "review", severity="warning")


def test_form_data_is_a_warning(plain, judge):
    plain.parts["review"].inner = (
        "<bpmn:extensionElements><camunda:formData><camunda:formField id='start' /></camunda:formData>"
        "</bpmn:extensionElements>"
    )
    judge.expect(plain, "bpmn.form_data_unused", "review", severity="warning")


def test_lanes_notes_and_other_tools_are_silent(plain, judge):
    plain.inner = (
        '<bpmn:extensionElements><x:cost xmlns:x="urn:x">1</x:cost></bpmn:extensionElements>'
        '<bpmn:laneSet id="ls"><bpmn:lane id="l1"><bpmn:flowNodeRef>review</bpmn:flowNodeRef></bpmn:lane>'
        "</bpmn:laneSet>"
        '<bpmn:textAnnotation id="n"><bpmn:text>x</bpmn:text></bpmn:textAnnotation>'
        '<bpmn:association id="as" sourceRef="n" targetRef="review" />'
    )
    assert judge.findings(plain) == []


def test_foreign_element_between_nodes(plain, judge):
    plain.inner = '<x:thing xmlns:x="urn:x" id="thing" />'
    judge.expect(plain, "bpmn.refused", "thing")


def test_choreography(plain, judge):
    plain.around = '<bpmn:choreography id="c" />'
    judge.expect(plain, "bpmn.refused", "check_me")
