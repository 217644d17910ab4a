"""The walk over the components of a form: keys, groups, conditions, and where in the file they stand."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from engine import feel
from engine.domain.findings import Severity
from engine.forms import conditions
from engine.forms.components import KEY, RESERVED, read_component
from engine.forms.model import Field, Sentence
from engine.forms.typed import mapping, short, words

Row = tuple[int, Severity, str, str, str, str]

MOST_COMPONENTS = 300
MOST_DEPTH = 4
_MOST_BAD_HIDES = 5
"""A refused condition may cost 18 ms for its suggestion (feel-facts.md §2); a file must not buy many."""
_MOST_EFFORT = 60_000
"""Estimated microseconds for judging the conditions of one file: the gate reads hostile ones."""
_KEY_IN_FILE = re.compile(r'"key"\s*:\s*"([^"\\\n]*)"')


class Lines:
    """Line numbers of the `"key": "…"` texts of a file, each occurrence given out once."""

    def __init__(self, text: str) -> None:
        breaks = [at for at, sign in enumerate(text) if sign == "\n"]
        self._of: dict[str, list[int]] = {}
        for found in _KEY_IN_FILE.finditer(text):
            self._of.setdefault(found[1], []).append(bisect_right(breaks, found.start()) + 1)
        for places in self._of.values():
            places.reverse()

    def take(self, key: str) -> int:
        """The line of the next component with that key, counted from 1; 0 when it is not found."""
        places = self._of.get(key)
        return places.pop() if places else 0


class Walk:
    """Collects fields and findings of one file. `strict` also judges conditions, not only compiles them."""

    def __init__(self, lines: Lines, rows: list[Row], *, strict: bool) -> None:
        self._lines = lines
        self._rows = rows
        self._strict = strict
        self._fields: list[Field] = []
        self._hides: list[tuple[int, str, str]] = []
        self._keys: Counter[str] = Counter()
        self._notes = 0
        self._seen = 0
        self._effort = 0

    def add(self, line: int, element: str, code: str, zh: str, en: str, severity: Severity = "error") -> None:
        self._rows.append((line, severity, code, short(element), zh, en))

    def components(self, found: list[Any], group: str = "", hide: str = "", depth: int = 1) -> None:
        """Read `found` in order; `group` and `hide` are those of the groups around it."""
        for raw in found:
            self._seen += 1
            if self._seen > MOST_COMPONENTS:
                self._too_many()
                return
            if not isinstance(raw, Mapping):
                self.add(
                    0, "", "form.type", "有一个组件不是对象。请用表单编辑器改。", "A component is no object."
                )
            elif raw.get("type") == "group":
                self._group(raw, group, hide, depth)
            else:
                self._component(raw, group, hide)

    def finish(self) -> tuple[Field, ...]:
        """All fields. Conditions are judged here, when every key is known; the same text only once."""
        known = conditions.variables(self._fields)
        texts: dict[str, tuple[int, str]] = {}
        for line, element, text in self._hides:
            texts.setdefault(text, (line, element))
        bad = 0
        for text, (line, element) in texts.items():
            bad += self._judge(line, element, text, known)
            if bad >= _MOST_BAD_HIDES or self._effort > _MOST_EFFORT:
                self.add(
                    line,
                    element,
                    "form.hide",
                    "隐藏条件错得太多或牵涉的选项太多，后面的没有再查。请先改好前面的，或拆小表单。",
                    "Too many conditions are wrong, or they read too many options; the rest was not checked. "
                    "Mend the first ones, or split the form.",
                )
                break
        else:
            self._check_joined(set(texts))
        return tuple(self._fields)

    def _check_joined(self, judged: set[str]) -> None:
        """Each condition is sound, but with those of its groups it may have become too long to compile."""
        for one in self._fields:
            if not one.hide or one.hide in judged:
                continue
            judged.add(one.hide)
            try:
                feel.compile_text(one.hide)
            except feel.FeelError:
                self.add(
                    one.line,
                    one.key,
                    "form.hide",
                    "隐藏条件连同分组的条件太长。请改短，或把它移出分组。",
                    "The condition is too long with that of its group. Shorten it, or leave the group.",
                )
                return

    def _too_many(self) -> None:
        if self._seen == MOST_COMPONENTS + 1:
            self.add(
                0,
                "",
                "form.too_large",
                f"组件超过 {MOST_COMPONENTS} 个。请把表单拆小。",
                f"There are more than {MOST_COMPONENTS} components. Split the form.",
            )

    def _group(self, raw: Mapping[str, Any], group: str, hide: str, depth: int) -> None:
        element = words(raw.get("id"))
        inner = raw.get("components")
        if raw.get("path") not in (None, ""):
            self.add(
                0,
                element,
                "form.setting",
                "分组不能设 path，表里的值都在同一层。请去掉。",
                "A group takes no path: all values of a form stand on one level. Remove it.",
            )
        if depth >= MOST_DEPTH:
            self.add(
                0,
                element,
                "form.nesting",
                f"分组最多套 {MOST_DEPTH - 1} 层。请减少层数。",
                f"Groups nest {MOST_DEPTH - 1} deep at most. Use fewer levels.",
            )
        elif isinstance(inner, list):
            both = self._hidden_when(raw, 0, element, hide)
            self.components(inner, words(raw.get("label")) or group, both, depth + 1)

    def _component(self, raw: Mapping[str, Any], group: str, hide: str) -> None:
        if raw.get("type") == "text":
            self._notes += 1
            key, line, element = f"note-{self._notes}", 0, words(raw.get("id"))
        else:
            key = raw["key"] if isinstance(raw.get("key"), str) else ""
            line, element = self._lines.take(key), key or words(raw.get("id"))
            self._check_key(key, line, element)

        def complain(code: str, zh: str, en: str) -> None:
            self.add(line, element, code, zh, en)

        field = read_component(raw, key, complain)
        both = self._hidden_when(raw, line, element, hide)
        if field is not None:
            self._fields.append(replace(field, group=group, hide=both, line=line))

    def _check_key(self, key: str, line: int, element: str) -> None:
        if KEY.fullmatch(key) is None or key in RESERVED:
            self.add(
                line,
                element,
                "form.key",
                f"字段名“{short(key)}”不能用。请用小写字母开头的小写字母、数字、下划线，最多 64 个，"
                "且不是 i、this、parent、data。",
                f'Key "{short(key)}" cannot be used. Take lower-case letters, digits and underscores, '
                "64 at most, and none of i, this, parent, data.",
            )
            return
        self._keys[key] += 1
        if self._keys[key] > 1:
            self.add(
                line,
                element,
                "form.key",
                f"字段名“{key}”用了不止一次，值会互相覆盖。请改成不同的名。",
                f'Key "{key}" is used more than once, so the values overwrite each other. Make them differ.',
            )

    def _hidden_when(self, raw: Mapping[str, Any], line: int, element: str, outer: str) -> str:
        """The condition of this component together with that of the groups around it."""
        hide = mapping(raw.get("conditional")).get("hide")
        if hide in (None, ""):
            return outer
        if not isinstance(hide, str) or not hide.strip().startswith("="):
            self.add(
                line,
                element,
                "form.hide",
                '隐藏条件要以等号开头，如 =not(kind = "补办")。请补上等号。',
                'A hide condition starts with an equals sign, as in =not(kind = "x"). Add it.',
            )
            return outer
        own = hide.strip()[1:].strip()
        self._hides.append((line, element, own))
        return conditions.either(outer, own)

    def _judge(self, line: int, element: str, text: str, known: Mapping[str, feel.Variable]) -> int:
        """1 when the condition is wrong, else 0."""
        remarks: list[tuple[Severity, Sentence]] = []
        try:
            feel.compile_text(text)
            if self._strict:
                self._effort += conditions.effort(text, known)
                remarks = conditions.objections(text, known) if self._effort <= _MOST_EFFORT else []
        except feel.FeelError as error:
            hint = f"可以写成：={error.suggestion}" if error.suggestion else ""
            hint_en = f" Write: ={error.suggestion}" if error.suggestion else ""
            self.add(line, element, "form.hide", f"{error.zh}{hint}", f"{error.en}{hint_en}")
            return 1
        for severity, (zh, en) in remarks:
            self.add(line, element, "form.hide", zh, en, severity)
        return 1 if any(severity == "error" for severity, _ in remarks) else 0
