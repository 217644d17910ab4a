"""Loading: strict, all errors at once, the same from HTML and JSON."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import FormInvalid
from engine.forms import Form, Option, Surroundings, from_html, load, pick_variables, show, visible

WAY = [{"label": "自取", "value": "pickup", "label_en": "Collect"}, {"label": "邮寄", "value": "post"}]


@pytest.fixture(scope="module")
def form(make_form, component):
    return make_form(
        {"type": "text", "id": "Text_1", "text": "请如实填写"},
        component("textfield", "title", validate={"required": True}),
        component("textarea", "story"),
        component("select", "way", values=WAY, validate={"required": True}),
        component(
            "checklist", "papers", values=[{"label": "甲", "value": "a"}, {"label": "乙", "value": "b"}]
        ),
        component("checkbox", "agree"),
        component("number", "count", decimalDigits=0),
        component("number", "fee", properties={"kind": "money"}),
        component("radio", "nation", properties={"options_from": "nation"}),
        component("textfield", "live_addr", properties={"kind": "address"}),
        component("filepicker", "photo"),
        component("filepicker", "more", multiple=True),
    )


WHOLE = {
    "title": " 标题 ",
    "story": "一\r\n二",
    "way": "post",
    "papers": ["b", "a"],
    "agree": True,
    "count": "1,200",
    "fee": "1234.5",
    "nation": "45",
    "live_addr": {"village": "xinhe", "text": "长江路 1 号"},
    "photo": ["up-1"],
    "more": ["up-1", "up-2"],
}
HTML = {
    "csrf_token": ["x"],
    "title": [" 标题 "],
    "story": ["一\r\n二"],
    "way": ["post"],
    "papers": ["b", "a"],
    "agree": ["on"],
    "count": ["1,200"],
    "fee": ["1234.5"],
    "nation": ["45"],
    "live_addr.village": ["xinhe"],
    "live_addr.text": ["长江路 1 号"],
    "photo": ["up-1", ""],
    "more": ["up-1", "up-2"],
}
STORED = WHOLE | {"title": "标题", "story": "一\n二", "count": 1200, "fee": 123450}


def test_html_and_json_give_the_same(form, around):
    assert load(form, WHOLE, around) == STORED
    assert load(form, from_html(form, HTML), around) == STORED


def test_an_empty_page_equals_an_empty_object(form, refusals):
    posted = {name: [""] for name in HTML}
    assert from_html(form, posted) == {"agree": False}
    assert refusals(form, from_html(form, posted)) == refusals(form, {})
    assert set(refusals(form, {})) == {"title", "way"}


def test_what_is_empty_is_absent_and_a_checkbox_is_false(form, around):
    raw = {
        "title": "甲",
        "way": "post",
        "story": "",
        "papers": [],
        "count": None,
        "live_addr": {"village": ""},
    }
    assert load(form, raw, around) == {"title": "甲", "way": "post", "agree": False}


def test_blanks_are_not_an_answer(form, refusals):
    assert "title" in refusals(form, {"title": " \u3000\u200b", "way": "post"})


@pytest.mark.parametrize(
    "key", ["typename", "__class__", "nobody", "note-1", "Meta", "", "live_addr.village"]
)
def test_unknown_keys_are_refused(form, refusals, key):
    assert list(refusals(form, {"title": "甲", "way": "post", key: "x"})) == [key]


@pytest.mark.parametrize(
    "key", ["typename", "around", "fields", "load", "context", "opts", "validate", "only"]
)
def test_keys_are_just_data(make_form, component, around, key):
    assert load(make_form(component("textfield", key)), {key: "甲"}, around) == {key: "甲"}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("way", "courier"),
        ("way", ["post"]),
        ("way", 1),
        ("papers", "a"),
        ("papers", ["c"]),
        ("papers", ["a", "a"]),
        ("papers", [["a"]]),
        ("agree", "off"),
        ("agree", 1),
        ("agree", 1.0),
        ("title", "甲\x00乙"),
        ("title", "甲\x07乙"),
        ("title", "\ud800"),
        ("title", "长" * 201),
        ("title", 5),
        ("title", "长" * 60_000),
        ("count", "9" * 60_000),
        ("story", "长" * 1001),
        ("nation", "99"),
        ("photo", ["up-1", "up-2"]),
        ("photo", ["gone"]),
        ("photo", "up-1"),
        ("photo", ["../x"]),
        ("more", ["up-1", "up-1"]),
        ("live_addr", "新河村"),
    ],
)
def test_crafted_values_are_refused(form, refusals, key, value):
    assert list(refusals(form, {"title": "甲", "way": "post"} | {key: value})) == [key]


def test_length_counts_characters(form, around):
    assert load(form, {"title": "𠮷" * 200, "way": "post"}, around)["title"] == "𠮷" * 200


def test_free_text_is_composed_but_not_folded(form, around):
    assert load(form, {"title": "e\u0301 １２ ½", "way": "post"}, around)["title"] == "é １２ ½"


@pytest.mark.parametrize(
    ("address", "wrong"),
    [
        ({"village": "xinhe"}, {"live_addr.text"}),
        ({"text": "甲"}, {"live_addr.village"}),
        ({"village": "far", "text": "甲\x00"}, {"live_addr.village", "live_addr.text"}),
        ({"village": "xinhe", "text": "甲", "street": "乙"}, {"live_addr.street"}),
    ],
)
def test_parts_of_an_address(form, refusals, address, wrong):
    assert set(refusals(form, {"title": "甲", "way": "post", "live_addr": address})) == wrong


def test_a_missing_required_address_marks_both_parts(make_form, component, refusals):
    form = make_form(
        component("textfield", "home", properties={"kind": "address"}, validate={"required": True})
    )
    assert set(refusals(form, {})) == {"home.village", "home.text"}


def test_a_required_tick_must_be_made(make_form, component, around, refusals):
    form = make_form(component("checkbox", "promise", validate={"required": True}))
    assert "promise" in refusals(form, {})
    assert "promise" in refusals(form, {"promise": False})
    assert load(form, {"promise": True}, around) == {"promise": True}


def test_a_field_posted_twice_is_refused(form, refusals):
    raw = from_html(
        form, HTML | {"way": ["post", "pickup"], "agree": ["on", "on"], "live_addr.text": ["a", "b"]}
    )
    assert set(refusals(form, raw)) == {"way", "agree", "live_addr.text"}


def test_hidden_fields_are_dropped_and_feed_others(make_form, component, around, refusals):
    form = make_form(
        component(
            "radio", "kind", values=[{"label": "新办", "value": "新办"}, {"label": "补办", "value": "补办"}]
        ),
        component(
            "textfield", "old_no", validate={"required": True}, conditional={"hide": '=not(kind = "补办")'}
        ),
        component("textarea", "why", conditional={"hide": '=not(old_no = "失")'}),
        {"type": "text", "text": "补办须知", "conditional": {"hide": '=not(kind = "补办")'}},
    )
    assert visible(form, {}) == {"kind"}
    assert visible(form, {"kind": "补办"}) == {"kind", "old_no", "note-1"}
    assert "old_no" in refusals(form, {"kind": "补办"})
    raw = {"kind": "新办", "old_no": "失", "why": "旧证丢了"}
    assert load(form, raw, around) == {"kind": "新办", "why": "旧证丢了"}
    assert load(form, {"kind": "新办", "old_no": 5}, around) == {"kind": "新办"}


def test_a_hidden_group_hides_its_fields(make_form, component, around):
    group = {"type": "group", "id": "G", "label": "邮寄信息", "conditional": {"hide": '=not(way = "post")'}}
    inner = component("textfield", "postcode", conditional={"hide": "=not(agree)"})
    group["components"] = [inner, component("textfield", "receiver", validate={"required": True})]
    form = make_form(component("select", "way", values=WAY), component("checkbox", "agree"), group)
    assert [one.group for one in form.fields] == ["", "", "邮寄信息", "邮寄信息"]
    assert visible(form, {"way": "pickup", "agree": True}) == {"way", "agree"}
    assert visible(form, {"way": "post"}) == {"way", "agree", "receiver"}
    assert visible(form, {"way": "post", "agree": True}) == {"way", "agree", "postcode", "receiver"}
    assert load(form, {"way": "pickup", "receiver": "甲"}, around) == {"way": "pickup", "agree": False}


def test_a_field_of_other_outcomes_is_neither_asked_nor_kept(make_form, component, around):
    """The mail number of a service by post: asked for that outcome, as if it were not there for others."""
    form = make_form(
        component("textfield", "title"),
        component(
            "textfield", "mail", validate={"required": True}, properties={"outcomes": "post, public_notice"}
        ),
    )
    assert form.field("mail").outcomes == ("post", "public_notice")
    assert load(form, {"title": "甲", "mail": "1"}, around, "served") == {"title": "甲"}
    assert load(form, {"title": "甲", "mail": "1"}, around) == {"title": "甲"}
    assert load(form, {"mail": "1"}, around, "post") == {"mail": "1"}
    with pytest.raises(FormInvalid) as refused:
        load(form, {"title": "甲"}, around, "public_notice")
    assert list(refused.value.fields) == ["mail"]


def test_an_outcome_and_a_condition_both_have_to_show_a_field(make_form, component):
    way = component("select", "way", values=WAY, properties={"outcomes": "served"})
    inner = component(
        "textfield", "to", properties={"outcomes": "served"}, conditional={"hide": '=not(way = "post")'}
    )
    form = make_form(way, inner)
    assert visible(form, {"way": "post"}, "served") == {"way", "to"}
    assert visible(form, {"way": "pickup"}, "served") == {"way"}
    assert visible(form, {"way": "post"}, "refused") == frozenset()


def test_a_hint_has_an_english_twin(make_form, component):
    both = component("textfield", "a", description="写全", properties={"description_en": "In full"})
    form = make_form(both, component("textfield", "b", description="写全"))
    assert [one.hint("en") for one in form.fields] == ["In full", "写全"]
    assert form.field("a").hint() == "写全"


def test_numbers_typed_as_text_decide_like_json_numbers(make_form, component):
    hidden = component("textfield", "why", conditional={"hide": "=count = null or count <= 5"})
    form = make_form(component("number", "count"), hidden)
    assert visible(form, {"count": "６"}) == visible(form, {"count": 6}) == {"count", "why"}
    assert visible(form, {"count": "x"}) == visible(form, {"count": 5}) == {"count"}


def test_variables_are_picked_and_empty_ones_are_null(form):
    picked = pick_variables(form, {"way": "post", "title": "甲"}, ["way", "story", "outcome"])
    assert picked == {"way": "post", "story": None}


@pytest.mark.parametrize(
    ("key", "zh", "en"),
    [
        ("title", "标题", "标题"),
        ("way", "邮寄", "邮寄"),
        ("papers", "乙、甲", "乙, 甲"),
        ("agree", "是", "Yes"),
        ("count", "1200", "1200"),
        ("fee", "1,234.50 元", "1,234.50 yuan"),
        ("nation", "维吾尔族", "维吾尔族"),
        ("live_addr", "新河村，长江路 1 号", "Xinhe, 长江路 1 号"),
        ("photo", "1 个文件", "1 file"),
        ("more", "2 个文件", "2 files"),
    ],
)
def test_values_in_words(form, around, key, zh, en):
    field = form.field(key)
    assert show(field, STORED[key], around.lookup, "zh") == zh
    assert show(field, STORED[key], around.lookup, "en") == en
    assert show(field, None, around.lookup, "zh") == ""


def test_english_option_label_and_a_vanished_option(form, around):
    assert show(form.field("way"), "pickup", around.lookup, "en") == "Collect"
    assert show(form.field("way"), "pigeon", around.lookup, "zh") == "pigeon"


@pytest.mark.parametrize(
    ("value", "words"), [(0.1, "0.1"), (1e-06, "0.000001"), (1200, "1200"), (-0.5, "-0.5")]
)
def test_numbers_are_shown_without_rounding(make_form, component, around, value, words):
    field = make_form(component("number", "area")).fields[0]
    assert show(field, value, around.lookup, "zh") == words


JSONISH = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(
    raw=st.dictionaries(st.sampled_from([*WHOLE, "x", "typename"]) | st.text(max_size=5), JSONISH, max_size=8)
)
def test_any_object_gives_values_or_form_invalid(form, around, raw):
    try:
        stored = load(form, raw, around)
    except FormInvalid as error:
        json.dumps(error.details, ensure_ascii=False).encode()
    else:
        assert load(form, stored | _typed_again(stored), around) == stored
        json.dumps(stored, ensure_ascii=False, allow_nan=False).encode()


def _typed_again(stored):
    """Money goes in as yuan and comes out as fen."""
    return {"fee": f"{stored['fee'] / 100:.2f}"} if "fee" in stored and abs(stored["fee"]) < 10**12 else {}


@settings(max_examples=100, deadline=None)
@given(raw=JSONISH)
def test_any_value_in_any_field(form, around, raw):
    for key in WHOLE:
        try:
            load(form, {"title": "甲", "way": "post", key: raw}, around)
        except FormInvalid as error:
            assert all(one == key or one.startswith(key + ".") for one in error.fields)


def test_two_loads_at_once_ask_their_own_surroundings(
    make_form: Callable[..., Form], component: Callable[..., dict[str, Any]], around: Surroundings
) -> None:
    """One form, two people: each waits inside the load until the other is inside too."""
    form = make_form(component("select", "village", properties={"options_from": "village"}))
    both = threading.Barrier(2, timeout=10)

    def attempt(own: str) -> dict[str, Any]:
        def lookup(_name: str) -> list[Option]:
            both.wait()
            return [Option(own, own)]

        return load(form, {"village": own}, replace(around, lookup=lookup))

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(attempt, ("one", "two"))) == [{"village": "one"}, {"village": "two"}]
