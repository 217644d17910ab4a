"""What can be wrong with a drawing, and how it is said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.layout.drawn import Element

SENTENCES: Mapping[str, tuple[str, str]] = {
    "flow_through_shape": ("{a}穿过了{b}。请让线绕开。", "{a} runs through {b}. Lead it around."),
    "shared_piece": (
        "{a}和{b}有一段画在同一条线上，分不清。请把两条线分开。",
        "{a} and {b} share a piece of line. Draw them apart.",
    ),
    "flows_touch": (
        "{a}和{b}碰在一起，看不出往哪里走。请把两条线分开。",
        "{a} and {b} touch, so nobody sees where they lead. Draw them apart.",
    ),
    "shape_on_shape": ("{a}和{b}叠在一起。请移开其中一个。", "{a} and {b} overlap. Move one of them."),
    "label_on_shape": ("{a}的文字压在{b}上。请移开文字。", "The label of {a} lies on {b}. Move the label."),
    "label_on_label": (
        "{a}和{b}的文字叠在一起。请移开文字。",
        "The labels of {a} and {b} overlap. Move one.",
    ),
    "label_on_flow": ("{a}的文字压在{b}上。请移开文字。", "The label of {a} lies on {b}. Move the label."),
    "slanted": ("{a}是斜的。请画成横平竖直。", "{a} is slanted. Draw it level and upright."),
    "undocked": (
        "{a}没有接到{b}的边上。请重新连接。",
        "{a} does not end on the border of {b}. Connect it again.",
    ),
    "too_wide": (
        "图宽 {n} 像素，超过 {most}，页面上要缩得很小。请把流程折成几行。",
        "The diagram is {n} px wide, over {most}: pages must shrink it. Fold it into rows.",
    ),
    "missing": ("图上没有{a}，设计器里看不见。请重新画上。", "The diagram does not show {a}. Draw it again."),
    "too_many_points": (
        "图上有 {n} 段线，超过 {most}，没有逐一检查。请把流程拆小。",
        "The diagram has {n} pieces of line, over {most}, and was not judged. Split the process.",
    ),
}
"""Kind -> sentence in Chinese and English; `a` and `b` are elements, `n` and `most` numbers."""
_LONGEST = 40


@dataclass(frozen=True)
class Fault:
    """`kind` is a key of SENTENCES; `element_id` is empty when the drawing as a whole is meant."""

    kind: str
    element_id: str
    other_id: str
    zh: str
    en: str

    def message(self, language: str = "zh") -> str:
        return self.en if language.startswith("en") else self.zh


class Speaker:
    """Says faults of one drawing."""

    def __init__(self, elements: Mapping[str, Element]) -> None:
        self._elements = elements

    def pair(self, kind: str, a: str, b: str = "") -> Fault:
        zh_a, en_a = self._called(a)
        zh_b, en_b = self._called(b) if b else ("", "")
        zh, en = (
            text.format(a=x, b=y)
            for text, x, y in zip(SENTENCES[kind], (zh_a, en_a), (zh_b, en_b), strict=True)
        )
        return Fault(kind, a, b, zh, en[:1].upper() + en[1:])

    def number(self, kind: str, n: int, most: int) -> Fault:
        zh, en = (text.format(n=n, most=most) for text in SENTENCES[kind])
        return Fault(kind, "", "", zh, en)

    def _called(self, key: str) -> tuple[str, str]:
        element = self._elements.get(key)
        if element is None or not element.is_flow:
            name = self._name(key)
            return f"“{name}”", f'"{name}"'
        source, target = self._name(element.source), self._name(element.target)
        return f"从“{source}”到“{target}”的连线", f'the flow from "{source}" to "{target}"'

    def _name(self, key: str) -> str:
        element = self._elements.get(key)
        name = " ".join((element.name if element else "").split()) or key
        return name if len(name) <= _LONGEST else f"{name[:_LONGEST]}…"
