"""Texts of letters to applicants (SMS): two lines with placeholders, the first Chinese, the second English.

A text message is read over shoulders and kept by carriers, so it may say which item, number, day and place,
and nothing else: no name, no ID number, no illness (domain §7 S32).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

PLACEHOLDERS = ("item", "case_no", "day", "place")
"""What a text may ask for."""
MOST_CHARACTERS = 300
"""Of each line; about five text messages."""

UNNAMED = ("事项", "a town service")
"""What stands for an item that is not named: 您申请的事项, your application for a town service."""

_ASKED = re.compile(r"\{([^{}]*)\}")
_DIGITS = re.compile(r"\d{6,}")
_TELLING = re.compile(
    "病|残|障碍|癌|艾滋|手术|失能|孕|生育|婚育|吸毒|戒毒|涉毒|死亡|丧葬|刑满|矫正"
    "|困难|特困|困境|救助|低保|最低生活保障"
    r"|\b(?:disab|ill\b|illness|disease|cancer|hiv\b|aids\b|surgery|pregnan|birth|drug|death|deceased|funeral"
    r"|prison|correctional|hardship|destitut|relief\b|poverty|subsistence)",
    re.IGNORECASE,
)
"""Words that warn whoever writes a letter or lets one name an item; what is sent never depends on them."""


@dataclass(frozen=True)
class Letter:
    """One text in both languages, placeholders in it."""

    zh: str
    en: str


Problem = tuple[str, str]
"""A sentence in Chinese and the same in English."""


def read_letter(text: str) -> Letter:
    """The two lines of a letter file; a line that is missing is empty (`letter_problems` says so)."""
    lines = [*(line.strip() for line in text.strip().splitlines()), "", ""]
    return Letter(lines[0], lines[1])


def letter_problems(text: str) -> list[Problem]:
    """What is wrong with the text of a letter file; empty = it may be sent."""
    lines = [line.strip() for line in text.strip().splitlines()]
    if len(lines) != 2 or not all(lines):
        return [
            (
                "要恰好两行：第一行中文，第二行英文",
                "exactly two lines are needed: the first Chinese, the second English",
            )
        ]
    return [problem for number, line in enumerate(lines, 1) for problem in _line_problems(number, line)]


def _line_problems(number: int, line: str) -> Iterable[Problem]:
    allowed = "、".join(f"{{{name}}}" for name in PLACEHOLDERS)
    for asked in _ASKED.findall(line):
        if asked not in PLACEHOLDERS:
            yield (
                f"第 {number} 行的 {{{asked}}} 不能用，只能用 {allowed}",
                f"line {number}: {{{asked}}} is not allowed; use only {allowed}",
            )
    if "{" in _ASKED.sub("", line) or "}" in _ASKED.sub("", line):
        yield f"第 {number} 行的大括号不成对", f"line {number}: a brace has no partner"
    if _DIGITS.search(line):
        yield (
            f"第 {number} 行有一长串数字；号码不能写进短信",
            f"line {number} holds a long number; numbers of people must not stand in a letter",
        )
    if tells(line):
        yield (
            f"第 {number} 行提到了病情或处境；短信里不能写",
            f"line {number} tells of an illness or hardship; a letter must not",
        )
    if len(line) > MOST_CHARACTERS:
        yield (
            f"第 {number} 行太长，最多 {MOST_CHARACTERS} 个字",
            f"line {number} is too long; {MOST_CHARACTERS} characters at most",
        )


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders replaced; one that has no value becomes nothing."""
    return _ASKED.sub(lambda found: values.get(found[1], ""), text)


def tells(text: str) -> bool:
    """Whether a text seems to tell of an illness or hardship. For advice only: it finds 病媒防治 too."""
    return _TELLING.search(text) is not None


def item_words(name: str, name_en: str, named: bool) -> tuple[str, str]:
    """How a letter calls an item: by its name where the item says so (`item.sms.name=yes`), else without.

    Unnamed is the default, since a designer who forgets it costs the applicant a word and not a secret: the
    name of an item can tell of an illness (残疾人证新办) in ways that no list of words foresees.
    """
    if not named or not name:
        return UNNAMED
    return name, name_en or name


def day_words(day: date) -> tuple[str, str]:
    """`2026-11-25` -> 11月25日, 25 November."""
    return f"{day.month}月{day.day}日", f"{day.day} {day:%B}"
