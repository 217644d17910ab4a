"""Limits as designers write them, and in words."""

from __future__ import annotations

import pytest

from engine.domain.limits import limit_words, read_limit


@pytest.mark.parametrize(
    ("text", "found"),
    [("3wd", (3, "wd")), ("15d", (15, "d")), ("15min", (15, "min")), (" 4h ", (4, "h")), ("2m", (2, "m"))],
)
def test_a_limit_is_a_number_and_a_unit(text: str, found: tuple[int, str]) -> None:
    assert read_limit(text) == found


@pytest.mark.parametrize("text", ["", "0d", "3", "wd", "3.5d", "３d", "3 d", "12345d", "3wdx", "-1d"])
def test_anything_else_is_no_limit(text: str) -> None:
    assert read_limit(text) is None


def test_words_in_both_languages() -> None:
    assert limit_words("3wd") == "3 个工作日"
    assert limit_words("1wd", "en") == "1 working day"
    assert limit_words("2h", "en") == "2 hours"
    assert limit_words("soon") == "soon"
