"""What a node and a process say about themselves."""

from __future__ import annotations

import pytest

from engine.domain.model import MAIN_OUTCOME, Flow, Node, Outcome, ProcessModel, split_list


def task(**properties: str) -> Node:
    return Node("review", "userTask", "审核", properties=properties)


def process(*nodes: Node, flows: tuple[Flow, ...] = (), **properties: str) -> ProcessModel:
    return ProcessModel(
        "k",
        "名",
        1,
        True,
        "",
        (),
        {name.replace("__", "."): value for name, value in properties.items()},
        {node.id: node for node in nodes},
        {flow.id: flow for flow in flows},
    )


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", ()),
        (" , ,", ()),
        ("a", ("a",)),
        (" a , b,,c ", ("a", "b", "c")),
        ("中，文", ("中，文",)),
    ],
)
def test_lists_are_split_at_commas(text: str, parts: tuple[str, ...]) -> None:
    assert split_list(text) == parts


def test_outcomes_keep_the_designers_order_and_fall_back() -> None:
    node = task(outcomes="yes:同意, no:不同意,later", outcomes_en="no:Refuse,ghost:Ghost")
    assert node.outcomes == (
        Outcome("yes", "同意", "同意"),
        Outcome("no", "不同意", "Refuse"),
        Outcome("later", "later", "later"),
    )
    assert task().outcomes == ()


@pytest.mark.parametrize(
    ("properties", "outcome", "reached"),
    [
        ({"milestone": "accept,review", "outcomes": "yes:是,no:否"}, "yes", ("accept", "review")),
        ({"milestone": "accept", "outcomes": "yes:是,no:否"}, "no", ()),
        ({"milestone": "accept", "outcomes": "yes:是,no:否", "milestone_on": "no"}, "no", ("accept",)),
        ({"milestone": "accept", "outcomes": "yes:是,no:否", "milestone_on": "no"}, "yes", ()),
        ({"milestone": "pickup"}, MAIN_OUTCOME, ("pickup",)),
        ({"milestone": "pickup"}, "other", ()),
        ({}, MAIN_OUTCOME, ()),
    ],
)
def test_milestones_are_reached_by_the_first_outcome_or_the_named_ones(
    properties: dict[str, str], outcome: str, reached: tuple[str, ...]
) -> None:
    assert task(**properties).milestones_reached(outcome) == reached


def test_labels_fall_back_to_the_id() -> None:
    assert (task(label_en="Review").label(), task(label_en="Review").label("en-GB")) == ("审核", "Review")
    assert (task().label("en"), Node("x", "userTask").label(), Node("x", "userTask").label("en")) == (
        "审核",
        "x",
        "x",
    )


def test_only_the_accepting_task_checks_materials() -> None:
    assert task(milestone="accept,review").checks_materials
    assert not task(milestone="review").checks_materials


def test_materials_come_with_need_and_note() -> None:
    model = process(
        **{
            "item__material__MAT-A": "required",
            "item__material__MAT-A__note": "原件",
            "item__material__MAT-B": "optional",
            "item__material__MAT-C": "deferrable",
        }
    )
    found = [(one.code, one.need, one.note, one.required) for one in model.materials]
    assert found == [
        ("MAT-A", "required", "原件", True),
        ("MAT-B", "optional", "", False),
        ("MAT-C", "deferrable", "", True),
    ]


@pytest.mark.parametrize(
    ("kind", "is_item"), [("service", True), ("social", True), ("penalty", True), ("plain", False)]
)
def test_the_kind_makes_an_item(kind: str, is_item: bool) -> None:
    assert process(kind=kind).is_item is is_item
    assert (process().kind, process().is_item) == ("plain", False)


def test_numbered_properties_are_in_the_order_of_their_numbers() -> None:
    model = process(item__condition__10="十", item__condition__2="二", item__condition__x="?")
    assert model.numbered("item.condition") == ("二", "十")


def test_flows_are_found_from_both_ends_and_stray_ones_harm_nothing() -> None:
    start, end = Node("start", "startEvent", form_key="f"), Node("end", "endEvent", form_key="f")
    model = process(start, end, flows=(Flow("f1", "start", "end"), Flow("f2", "ghost", "end")))
    assert [flow.id for flow in model.outgoing["start"]] == ["f1"]
    assert [flow.id for flow in model.incoming["end"]] == ["f1", "f2"]
    assert model.outgoing["end"] == ()
    assert model.start is start
    assert model.form_keys == ("f",)
    assert process(end).start is None
