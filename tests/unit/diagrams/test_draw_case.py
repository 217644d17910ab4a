"""What a case adds to the drawing of the sample item."""

from __future__ import annotations

import re

from lxml import etree

from engine.diagrams import Marks, draw
from engine.runtime.read import read_model

SVG = "{http://www.w3.org/2000/svg}"
MIDDLE = Marks(
    done=frozenset({"start", "handle", "gw_handle"}),
    current={"hand_over": "王小明"},
    notes={"handle": "✓ 11-25 王某"},
)


def drawn(data: bytes, marks: Marks, title: str = "老年人优待证办理", language: str = "zh") -> str:
    svg = draw(data, marks, title, language)
    assert svg is not None
    return svg


def states(svg: str) -> dict[str, str]:
    root = etree.fromstring(svg.encode())
    return {
        part.get("data-element", ""): part.get("data-state", "")
        for part in root.iter(f"{SVG}g")
        if part.get("data-element")
    }


def words(svg: str) -> list[str]:
    return ["".join(text.itertext()) for text in etree.fromstring(svg.encode()).iter(f"{SVG}text")]


def test_fresh_definition_shows_every_element_without_state(card: bytes) -> None:
    model = read_model(card)
    assert states(drawn(card, Marks())) == dict.fromkeys([*model.nodes, *model.flows], "plain")


def test_running_case_shows_done_current_and_not_reached(card: bytes) -> None:
    model = read_model(card)
    reached = ("start", "handle", "gw_handle")
    done = {*reached, *(flow.id for flow in model.flows.values() if flow.source in reached)}
    done -= {"f_gw_handle_correction", "f_gw_handle_end_not_accepted"}
    expected = dict.fromkeys([*model.nodes, *model.flows], "todo") | dict.fromkeys(done, "done")
    assert states(drawn(card, MIDDLE)) == {**expected, "hand_over": "current"}


def test_case_not_accepted_leaves_the_happy_path_grey(card: bytes) -> None:
    marks = Marks(done=frozenset({"start", "handle", "gw_handle", "end_not_accepted"}))
    found = states(drawn(card, marks))
    assert found["f_gw_handle_end_not_accepted"] == found["end_not_accepted"] == "done"
    assert found["f_gw_handle_hand_over"] == found["hand_over"] == found["end_granted"] == "todo"


def test_flows_named_in_done_are_believed_and_no_other(card: bytes) -> None:
    marks = Marks(done=frozenset({"start", "handle", "gw_handle", "f_start_handle"}))
    found = states(drawn(card, marks))
    assert found["f_start_handle"] == "done"
    assert found["f_handle_gw_handle"] == "todo"


def test_colours_are_those_of_the_house(card: bytes) -> None:
    svg = drawn(card, MIDDLE)
    for colour in ("#E1F0E8", "#1A7450", "#E3EDF5", "#17598C", "#8A929A", "#3F4955"):
        assert colour in svg
    assert "#17598C" not in drawn(card, Marks())


def test_captions_stand_at_their_nodes(card: bytes) -> None:
    root = etree.fromstring(drawn(card, MIDDLE).encode())
    pills = {part.get("data-caption"): "".join(part.itertext()) for part in root.iter(f"{SVG}g")}
    assert pills["handle"] == "✓ 11-25 王某"
    assert pills["hand_over"] == "正在办 王小明"


def test_current_without_name_and_in_english(card: bytes) -> None:
    assert "正在办" in words(drawn(card, Marks(current={"handle": ""})))
    assert "Now: Wang" in words(drawn(card, Marks(current={"handle": "Wang"}), language="en"))
    assert "Now" in words(drawn(card, Marks(current={"handle": ""}), language="en"))


def test_long_caption_is_cut(card: bytes) -> None:
    (caption,) = [
        text for text in words(drawn(card, Marks(current={"handle": "长" * 400}))) if "正在办" in text
    ]
    assert caption.endswith("…") and len(caption) < 16


def test_events_and_gateways_carry_captions_below_their_labels(card: bytes) -> None:
    marks = Marks(done=frozenset({"start"}), current={"gw_handle": ""}, notes={"end_granted": "等"})
    assert {"正在办", "等"} <= set(words(drawn(card, marks)))


def test_labels_follow_the_language(card: bytes) -> None:
    chinese = {"申请", "即时办理", "能否即办", "当场交付", "办结", "不受理", "办结准予", "不予受理"}
    chinese |= {"补正", "一次补正", "逾期未补", "视为撤回", "申请人撤回", "申请撤回"}
    assert set(words(drawn(card, Marks()))) == chinese
    english = {"Apply", "Handle at once", "Done at once?", "Hand over", "Done", "Not accepted", "Granted"}
    # a label on two lines is read here without the space between them
    english |= {"To be corrected", "One-timecorrection", "No reply in time", "Deemedwithdrawn"}
    english |= {"Withdrawn bythe applicant", "Applicationwithdrawn"}
    assert set(words(drawn(card, Marks(), language="en"))) == english


def test_same_input_gives_the_same_text(card: bytes) -> None:
    assert drawn(card, MIDDLE) == drawn(card, MIDDLE)


def test_picture_has_role_title_and_frame_and_nothing_the_csp_refuses(card: bytes) -> None:
    svg = drawn(card, MIDDLE, title="办件 FW-20261125-0301")
    root = etree.fromstring(svg.encode())
    assert root.get("role") == "img"
    assert root[0].tag == f"{SVG}title" and root[0].text == "办件 FW-20261125-0301"
    assert re.fullmatch(r"[-\d.]+( [-\d.]+){3}", root.get("viewBox", ""))
    assert not [part for part in root.iter() if part.get("id") or part.get("style") or part.get("href")]
    assert not list(root.iter(f"{SVG}style", f"{SVG}script"))


def test_everything_lies_inside_the_frame(card: bytes) -> None:
    root = etree.fromstring(drawn(card, MIDDLE).encode())
    x, y, width, height = (float(part) for part in root.get("viewBox", "").split())
    for rect in root.iter(f"{SVG}rect"):
        assert x <= float(rect.get("x", "")) and y <= float(rect.get("y", ""))
        assert float(rect.get("x", "")) + float(rect.get("width", "")) <= x + width
        assert float(rect.get("y", "")) + float(rect.get("height", "")) <= y + height


def _waiting(label_y: int, language: str = "zh", marks: Marks | None = None, beside: str = "") -> str:
    """A wait at (100, 100) whose label stands at `label_y`, current."""
    data = (
        '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
        ' xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"'
        ' xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" id="d"><bpmn:process id="p">'
        '<bpmn:intermediateCatchEvent id="wait" name="等答复"><bpmn:messageEventDefinition />'
        '</bpmn:intermediateCatchEvent><bpmn:userTask id="below" name="下面" /></bpmn:process>'
        "<bpmndi:BPMNDiagram><bpmndi:BPMNPlane>"
        '<bpmndi:BPMNShape bpmnElement="wait"><dc:Bounds x="100" y="100" width="36" height="36" />'
        f'<bpmndi:BPMNLabel><dc:Bounds x="98" y="{label_y}" width="40" height="14" /></bpmndi:BPMNLabel>'
        f"</bpmndi:BPMNShape>{beside}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram></bpmn:definitions>"
    )
    return drawn(data.encode(), marks or Marks(current={"wait": ""}), language=language)


def _caption_top(svg: str) -> float:
    caption = etree.fromstring(svg.encode()).find(f".//{SVG}g[@data-caption]/{SVG}rect")
    assert caption is not None
    return float(caption.get("y", ""))


def test_at_an_event_nobody_works_it_waits() -> None:
    assert "等待中" in words(_waiting(139)) and "正在办" not in words(_waiting(139))
    assert "Waiting" in words(_waiting(139, "en"))


def test_the_caption_stands_on_the_side_of_the_label() -> None:
    assert _caption_top(_waiting(139)) > 139 + 12
    assert _caption_top(_waiting(80)) < 80 - 12


BELOW = (
    '<bpmndi:BPMNShape bpmnElement="below"><dc:Bounds x="68" y="{y}" width="100" height="80" />'
    "</bpmndi:BPMNShape>"
)


def test_the_caption_goes_to_the_other_side_where_a_box_stands_in_its_way() -> None:
    """Label at 139 to 153, caption under it to 174: a box that begins at 176 would touch it."""
    assert _caption_top(_waiting(139, beside=BELOW.format(y=176))) < 100 - 17
    assert _caption_top(_waiting(139, beside=BELOW.format(y=190))) > 139 + 12


def test_what_failed_is_red_and_says_so() -> None:
    marks = Marks(current={"wait": ""}, failed=frozenset({"wait"}))
    svg = _waiting(139, marks=marks)
    assert states(svg)["wait"] == "failed"
    assert "没有成功" in words(svg) and "等待中" not in words(svg)
    assert "#B3261E" in svg
    assert "Failed" in words(_waiting(139, "en", marks))
