"""Texts of letters: what a text may ask for, and that every file of forms/letters asks for nothing else."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pytest

from engine.letters import (
    PLACEHOLDERS,
    UNNAMED,
    day_words,
    fill,
    item_words,
    letter_problems,
    read_letter,
    tells,
)
from engine.registers import Known, letters_csv, read_book

LETTERS = Path(__file__).resolve().parents[3] / "forms" / "letters"
GOOD = "您申请的{item}（{case_no}）已于{day}受理。\nYour {item} ({case_no}) was accepted on {day}.\n"
SAMPLES = {"item": "居住证办理", "case_no": "FW-20261125-0001", "day": "11月25日", "place": "镇政务服务中心"}
KNOWN = Known(keys=lambda _book: frozenset(), rows=lambda _book: [], at="2026-11-25T04:00:00.000000+00:00")


@pytest.mark.parametrize("path", sorted(LETTERS.glob("*.txt")), ids=lambda path: path.stem)
def test_every_letter_asks_for_nothing_but_item_number_day_and_place(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert letter_problems(text) == []
    letter = read_letter(text)
    for line in (letter.zh, letter.en):
        filled = fill(line, SAMPLES)
        assert "{" not in filled
        assert "FW-20261125-0001" in filled


@pytest.mark.parametrize("path", sorted(LETTERS.glob("*.txt")), ids=lambda path: path.stem)
def test_every_letter_reads_well_without_the_name_of_the_item(path: Path) -> None:
    letter = read_letter(path.read_text(encoding="utf-8"))
    zh, en = (
        fill(line, {**SAMPLES, "item": word})
        for line, word in zip((letter.zh, letter.en), UNNAMED, strict=True)
    )
    assert "您申请的事项（" in zh
    assert "our application for a town service (" in en


def test_there_are_letters() -> None:
    assert len(list(LETTERS.glob("*.txt"))) >= 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("您好{name}，{item}已受理。\nAccepted.", "{name}"),
        ("已受理。\nDear {id_number}, accepted.", "{id_number}"),
        ("已受理{item。\nAccepted.", "大括号不成对"),
        ("已受理}。\nAccepted.", "大括号不成对"),
        ("{{item}}\nAccepted.", "大括号不成对"),
        ("{}已受理。\nAccepted.", "{}"),
        ("只有一行", "两行"),
        ("一\n二\n三", "两行"),
        ("", "两行"),
        ("\n\n", "两行"),
        ("身份证320000194610162537已受理。\nAccepted.", "一长串数字"),
        ("您的残疾人证办好了。\nReady.", "病情"),
        ("您的证办好了。\nYour disability card is ready.", "病情"),
        ("好" * 301 + "\nReady.", "太长"),
        ("好。\n" + "x" * 301, "太长"),
    ],
)
def test_a_bad_text_is_named(text: str, words: str) -> None:
    problems = letter_problems(text)
    assert problems
    assert any(words in zh for zh, _en in problems)
    assert all(en.isascii() or "{" in en for _zh, en in problems)


def test_a_good_text_has_no_problem() -> None:
    assert letter_problems(GOOD) == []
    assert (
        fill(read_letter(GOOD).en, SAMPLES) == "Your 居住证办理 (FW-20261125-0001) was accepted on 11月25日."
    )


def test_a_value_is_put_in_as_it_is_even_if_it_looks_like_a_placeholder() -> None:
    assert fill("{item}{day}", {"item": "{day}", "day": "x"}) == "{day}x"
    assert fill("{item}。", {}) == "。"


def test_an_item_is_named_only_where_it_says_so() -> None:
    assert item_words("居住证办理", "Residence permit", True) == ("居住证办理", "Residence permit")
    assert item_words("公共体育设施使用预约", "", True) == ("公共体育设施使用预约",) * 2
    for unnamed in (item_words("居住证办理", "Residence permit", False), item_words("", "", True)):
        assert unnamed == UNNAMED


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("残疾人证新办(初审)", True),
        ("门诊慢特病待遇认定申请", True),
        ("Disability card", True),
        ("Relief of people in extreme HARDSHIP", True),
        ("居住证办理", False),
        ("Residence permit", False),
        ("Skill training", False),
    ],
)
def test_words_that_advise_a_writer(text: str, told: bool) -> None:
    assert tells(text) is told


def test_days_in_words() -> None:
    assert day_words(date(2026, 1, 5)) == ("1月5日", "5 January")


def test_a_folder_becomes_the_book(tmp_path: Path) -> None:
    (tmp_path / "A.txt").write_text(GOOD, encoding="utf-8")
    (tmp_path / "B.txt").write_text("﻿第二封。\nSecond.", encoding="utf-8")
    data = letters_csv(tmp_path)
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert [(row["key"], row["en"]) for row in rows] == [
        ("A", "Your {item} ({case_no}) was accepted on {day}."),
        ("B", "Second."),
    ]
    assert rows[1]["zh"] == "第二封。"
    assert read_book("letters", data, KNOWN).errors == ()


def test_the_book_refuses_a_bad_text_by_its_key(tmp_path: Path) -> None:
    (tmp_path / "BAD.txt").write_text("{phone}\nAccepted.", encoding="utf-8")
    (tmp_path / "GOOD.txt").write_text(GOOD, encoding="utf-8")
    errors = read_book("letters", letters_csv(tmp_path), KNOWN).errors
    assert [error.key for error in errors] == ["BAD"]
    assert "{phone}" in errors[0].zh


def test_placeholders_are_these_four() -> None:
    """No name, no number of a person, no illness has a way into a text (domain §7 S32)."""
    assert PLACEHOLDERS == ("item", "case_no", "day", "place")
