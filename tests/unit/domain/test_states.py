"""Every state with every verb: what may follow what, and nothing else."""

from __future__ import annotations

import pytest

from engine.domain.states import (
    TASK_MOVES,
    VERSION_MOVES,
    WORDS,
    CaseStatus,
    TaskState,
    VersionStatus,
    task_after,
)

VERBS = ("claim", "release", "complete", "return", "cancel")
TASK_TABLE = {
    ("open", "claim"): "claimed",
    ("open", "complete"): "completed",
    ("open", "cancel"): "cancelled",
    ("claimed", "release"): "open",
    ("claimed", "complete"): "completed",
    ("claimed", "return"): "returned",
    ("claimed", "cancel"): "cancelled",
}
VERSION_TABLE = {
    ("draft", "publish"): "published",
    ("draft", "retire"): "retired",
    ("published", "retire"): "retired",
    ("retired", "publish"): "published",
}


@pytest.mark.parametrize("verb", [*VERBS, "", "delete"])
@pytest.mark.parametrize("state", [state.value for state in TaskState])
def test_a_task_moves_only_as_the_table_says(state: str, verb: str) -> None:
    assert task_after(state, verb) == TASK_TABLE.get((state, verb))


def test_no_task_verb_is_unknown_to_the_table() -> None:
    assert {verb for moves in TASK_MOVES.values() for verb in moves} == set(VERBS)
    assert set(TASK_MOVES) == set(TaskState)


@pytest.mark.parametrize("verb", ["publish", "retire"])
@pytest.mark.parametrize("status", list(VersionStatus))
def test_a_version_moves_only_as_the_table_says(status: VersionStatus, verb: str) -> None:
    assert VERSION_MOVES[status].get(verb) == VERSION_TABLE.get((status.value, verb))


def test_a_state_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(ValueError, match="sleeping"):
        task_after("sleeping", "claim")


@pytest.mark.parametrize("state", [*TaskState, *CaseStatus, *VersionStatus])
def test_every_state_has_words_in_both_languages(state: str) -> None:
    zh, en = WORDS[state]
    assert zh
    assert en
    assert not zh.isascii()
    assert en.isascii()
