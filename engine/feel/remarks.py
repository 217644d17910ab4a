"""What the publish checks know about variables, and the sentences they say."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Variable:
    """What is known of a variable before any case runs.

    `kind` is text, number, boolean, date (ISO text that holds a date), list, context or any. `values` is the
    closed list of possible values; of a list, of its elements. `type` is a narrower type than the kind that
    its values were declared to have ("" for none); expressions do not ask for it.
    """

    kind: str
    values: tuple[Any, ...] | None = None
    nullable: bool = True
    type: str = ""


@dataclass(frozen=True)
class Remark:
    """One objection to an expression. `pos` counts characters from 0."""

    severity: Severity
    code: str
    pos: int
    zh: str
    en: str


# key: (code, zh, en); several sentences share a code.
_SENTENCES: dict[str, tuple[str, str, str]] = {
    "unknown_name": ("feel.unknown_name", "没有变量 {word}{near_zh}。", "There is no variable {word}{near}."),
    "expected": (
        "feel.wrong_kind",
        "这里要{wanted_zh}，但这是{left_zh}。",
        "Expected {wanted}, but this is {left}.",
    ),
    "mixed": (
        "feel.wrong_kind",
        "{left_zh}和{right_zh}比较，永远没有结果。",
        "{left} compared with {right} never has a result.",
    ),
    "text_as_date": (
        "feel.wrong_kind",
        "变量里的日期是文字，和日期比较要写成 date({word})。",
        "A date in a variable is text: to compare it with a date write date({word}).",
    ),
    "not_comparable": (
        "feel.wrong_kind",
        "{left_zh}不能用 {word} 比较。",
        "{left} cannot be compared with {word}.",
    ),
    "unlisted_value": (
        "feel.unlisted_value",
        "{word} 不在可选的值里（{values}）{near_zh}。",
        "{word} is not one of {values}{near}.",
    ),
    "not_boolean": (
        "feel.not_boolean",
        "条件的结果要是真或假，但这是{left_zh}。",
        "A condition must be true or false, but this is {left}.",
    ),
    "may_be_null": (
        "feel.may_be_null",
        "{word} 时条件没有结果，既不真也不假；请加上 … = null 的判断。",
        "With {word} the condition has no result: add a test for null.",
    ),
    "null_not_excluded": (
        "feel.may_be_null",
        "条件里有的值可能为空，结果可能既不真也不假；请加上 … = null 的判断。",
        "Something in the condition may be null, and then it has no result: add a test for null.",
    ),
    "empty_range": (
        "feel.empty_range",
        "这个区间里没有值：起点要小于终点。",
        "This range is empty: the lower bound comes first.",
    ),
    "bad_date": ("feel.bad_date", "{word} 不是日期，要写成 2026-07-01。", "{word} is no date (2026-07-01)."),
    "bad_limit": (
        "feel.bad_limit",
        "{word} 不是期限，要写成 5wd、3d、15min。",
        "{word} is no limit (5wd, 3d, 15min).",
    ),
    "bad_amount": (
        "feel.bad_limit",
        "{word} 不是期限，结果总是空：括号里要写 0 到 {most} 的整数。",
        "{word} is no limit and always null: write a whole number from 0 to {most}.",
    ),
    "form_range": (
        "feel.form_range",
        "表单条件里区间的两端只能是常量。",
        "In a form condition the bounds of a range must be constants.",
    ),
    "form_list_equality": (
        "feel.form_list_equality",
        "表单条件里不能比较两个列表，请用 list contains(…)。",
        "A form condition cannot compare two lists: use list contains(…).",
    ),
    "form_engine_function": (
        "feel.form_engine_function",
        "表单条件里不能用期限函数 {word}：浏览器里没有工作日历。",
        "A form condition cannot use {word}: a browser has no working calendar.",
    ),
}


def remark(severity: Severity, key: str, pos: int, **words: str) -> Remark:
    """The remark of that key with its words filled in."""
    code, zh, en = _SENTENCES[key]
    sentence = en.format(**words)
    return Remark(severity, code, pos, zh.format(**words), sentence[:1].upper() + sentence[1:])


def near(word: str, words: Iterable[str]) -> dict[str, str]:
    """`near` and `near_zh`: the closest of the words as a question, or nothing."""
    found = difflib.get_close_matches(word, list(words), 1)
    if not found:
        return {"near": "", "near_zh": ""}
    return {"near": f"; did you mean {found[0]}?", "near_zh": f"；是不是 {found[0]}？"}


def shown(value: Any) -> str:
    """A value as an expression would write it, shortened."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, list):
        return f"[{', '.join(shown(item) for item in value)}]"
    return f'"{value[:40]}"' if isinstance(value, str) else str(value)
