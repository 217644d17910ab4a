"""The house's words for milestones and results stand once, and in both languages."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from engine.domain import milestones, results
from engine.domain.model import ITEM_KINDS


def test_every_kind_of_item_has_its_milestones_and_every_milestone_its_words() -> None:
    assert set(milestones.MILESTONES) == set(ITEM_KINDS)
    assert set(milestones.WORDS) == {name for names in milestones.MILESTONES.values() for name in names}


@pytest.mark.parametrize("words", [milestones.WORDS, results.WORDS])
def test_words_are_in_both_languages(words: Mapping[str, tuple[str, str]]) -> None:
    for zh, en in words.values():
        assert zh and not zh.isascii()
        assert en and en.isascii()


def test_every_result_that_pages_know_is_good_or_a_refusal() -> None:
    assert set(results.WORDS) - results.REFUSALS == {"granted"}
