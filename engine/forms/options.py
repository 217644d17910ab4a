"""The options of a choice: as the file writes them, as a code list of the town gives them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from engine.forms.component import Complain
from engine.forms.model import Option
from engine.forms.typed import short, words

MOST_OPTIONS = 500
_LONGEST = 200


def read_options(values: Any, options_from: str, complain: Complain) -> tuple[Option, ...]:
    """The `values` of a component: [{"label", "value", "label_en"?}]. A value twice is an error (B39)."""
    found = values if isinstance(values, list) else []
    if options_from:
        if found:
            complain(
                "form.option",
                f"选项既写在表里，又取自代码表“{short(options_from)}”。请只留一处。",
                f'Options stand in the form and come from code list "{short(options_from)}". Keep one.',
            )
        return ()
    if not found:
        complain(
            "form.no_options",
            "没有选项可选。请写上选项，或用 options_from 指定代码表。",
            "There is nothing to choose. Write options, or name a code list in options_from.",
        )
    if len(found) > MOST_OPTIONS:
        complain(
            "form.option",
            f"有 {len(found)} 个选项，最多 {MOST_OPTIONS} 个。请改用代码表。",
            f"There are {len(found)} options, {MOST_OPTIONS} at most. Use a code list instead.",
        )
    read = tuple(option for one in found[:MOST_OPTIONS] if (option := _option(one, complain)) is not None)
    _check_repeats(read, complain)
    return read


def listed_options(rows: Iterable[Mapping[str, Any]], code_list: str) -> tuple[Option, ...]:
    """Options of one code list, in its order, out of the rows of the book `codelists`."""
    own = [row for row in rows if row["key"].startswith(f"{code_list}:")]
    own.sort(key=lambda row: int(row.get("order") or 0))
    return tuple(Option(row["code"], row["zh"], row.get("en") or row["zh"]) for row in own)


def _option(raw: Any, complain: Complain) -> Option | None:
    if isinstance(raw, Mapping):
        value, label, label_en = raw.get("value"), words(raw.get("label")), words(raw.get("label_en"))
        if isinstance(value, str) and value.strip() == value and 0 < len(value) <= _LONGEST and label:
            return Option(value, label, label_en)
    complain(
        "form.option",
        f"每个选项要有文字的 label 和 value，value 两头不留空格，最多 {_LONGEST} 个字。请补全。",
        f"Every option needs a label and a value, both texts; the value has no blanks around it "
        f"and {_LONGEST} characters at most.",
    )
    return None


def _check_repeats(options: tuple[Option, ...], complain: Complain) -> None:
    seen: set[str] = set()
    repeated: list[str] = []
    for option in options:
        if option.value in seen and option.value not in repeated:
            repeated.append(option.value)
        seen.add(option.value)
    for value in repeated[:3]:
        complain(
            "form.duplicate_option",
            f"选项值“{short(value)}”用了两次，存下后分不清是哪一个。请改成不同的值。",
            f'Option value "{short(value)}" is used twice, so nobody can tell them apart. Make them differ.',
        )
