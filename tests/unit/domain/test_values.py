"""The fingerprint of a command's body: equal for equal bodies, and no value that a store cannot hold."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.values import MAX_BITS, MAX_DEPTH, MAX_SHORT, fingerprint, require_texts
from engine.errors import InvalidValue


@dataclass(frozen=True)
class Say:
    name: ClassVar[str] = "say"
    word: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    blob: bytes = b""
    note: str = ""


@dataclass(frozen=True)
class Shout(Say):
    name: ClassVar[str] = "shout"


TEXT = st.text(st.characters(exclude_characters="\x00", exclude_categories=("Cs",)), max_size=20)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(TEXT, JSON, max_size=5))
def test_equal_bodies_have_equal_fingerprints_whatever_their_order(data: dict[str, Any]) -> None:
    turned = dict(reversed(json.loads(json.dumps(data)).items()))
    assert fingerprint(Say(data=data)) == fingerprint(Say(data=turned))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Say(data={"a": 1}), Say(data={"a": 1.0})),
        (Say(data={"a": 1}), Say(data={"a": "1"})),
        (Say(data={"a": 1}), Say(data={"a": True})),
        (Say(data={"a": None}), Say(data={})),
        (Say(data={"a": ["b", "c"]}), Say(data={"a": ["c", "b"]})),
        (Say(data={"a": "caf\u00e9"}), Say(data={"a": "cafe\u0301"})),
        (Say(blob=b"a"), Say(blob=b"b")),
        (Say(word="a"), Say(note="a")),
        (Say(word="a"), Shout(word="a")),
    ],
)
def test_different_bodies_have_different_fingerprints(one: Say, other: Say) -> None:
    assert fingerprint(one) != fingerprint(other)


def nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    "bad",
    [
        "\x00",
        "\ud800",
        float("nan"),
        float("inf"),
        {"\x00": 1},
        [{"a": float("-inf")}],
        object(),
        {1, 2},
        2**MAX_BITS,
        -(2**MAX_BITS),
        nested(MAX_DEPTH + 1),
    ],
    ids=[
        "U+0000",
        "half a character",
        "not a number",
        "infinite",
        "U+0000 in a key",
        "infinite within",
        "an object",
        "a set",
        "too large",
        "too small",
        "too deep",
    ],
)
def test_what_no_store_holds_is_refused_by_name(bad: Any) -> None:
    with pytest.raises(InvalidValue) as refused:
        fingerprint(Say(data={"odd": bad}))
    assert refused.value.code == "invalid_value"


def test_the_deepest_and_the_largest_still_enter() -> None:
    assert fingerprint(Say(data={"odd": nested(MAX_DEPTH - 1)}))
    assert fingerprint(Say(data={"odd": 2**MAX_BITS - 1}))


def test_only_free_text_may_be_long() -> None:
    long = "长" * (MAX_SHORT + 1)
    with pytest.raises(InvalidValue) as refused:
        fingerprint(Say(word=long))
    assert "“word”" in refused.value.sentence()
    assert fingerprint(Say(word=long[1:], note=long * 10, data={"text": long * 10}))


def test_a_search_text_must_be_one() -> None:
    for bad in ("a\x00", "\udfff"):
        with pytest.raises(InvalidValue):
            require_texts((None, 1, "ok", bad))
    require_texts((None, 1, "ok", b"\x00", "𠮷"))
