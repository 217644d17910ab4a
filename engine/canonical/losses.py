"""What a modeler cannot keep, as sentences: where it stands, what goes, how to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "comment", "instruction", "id", "reference", "follows", "element", "text", "repeated", "diagram"
]
"""`follows`: gone because something else is lost, so mending that mends it too."""


@dataclass(frozen=True)
class Lost:
    """One thing that opening and saving in a modeler deletes. `line` counts from 1; `element_id` is the id of
    the nearest element that has one; `owner` is the local name of the element around it."""

    line: int
    kind: Kind
    element_id: str
    owner: str
    zh: str
    en: str


@dataclass(frozen=True)
class Place:
    """Where a loss is: line, nearest id, local name of the element around it."""

    line: int
    element_id: str
    owner: str


def _cut(text: str, most: int = 60) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[:most]}…"


def _lost(place: Place, kind: Kind, zh: str, en: str) -> Lost:
    return Lost(place.line, kind, place.element_id, place.owner, zh, en)


def comment(place: Place, text: str) -> Lost:
    return _lost(
        place,
        "comment",
        f"注释“{_cut(text)}”在设计器里保存后会消失。请把要留下的话写进元素的说明（documentation），再删掉注释。",
        f'The comment "{_cut(text)}" is gone after a save in the modeler. Move what matters into the '
        "documentation of an element and delete the comment.",
    )


def instruction(place: Place, target: str) -> Lost:
    return _lost(
        place,
        "instruction",
        f"处理指令“{_cut(target)}”在设计器里保存后会消失。请删掉它。",
        f'The processing instruction "{_cut(target)}" is gone after a save in the modeler. Delete it.',
    )


def illegal_id(place: Place, name: str, found: str) -> Lost:
    return _lost(
        place,
        "id",
        f"{name} 的编号“{_cut(found)}”不合规，设计器保存时会删掉它和里面的内容。"
        "请改成英文字母、数字、“_”“-”“.”，并以字母或“_”开头。",
        f'The id "{_cut(found)}" of this {name} is not allowed, and the modeler deletes the element with its '
        'content. Use letters, digits, "_", "-" and ".", beginning with a letter or "_".',
    )


def repeated_id(place: Place, name: str, found: str) -> Lost:
    return _lost(
        place,
        "id",
        f"{name} 的编号“{_cut(found)}”前面已经用过，设计器保存时会删掉它和里面的内容。请改编号。",
        f'The id "{_cut(found)}" of this {name} is used before, and the modeler deletes the element with its '
        "content. Change the id.",
    )


def reference(place: Place, name: str, target: str) -> Lost:
    if target != target.strip() and target.strip():
        return _lost(
            place,
            "reference",
            f"{name} 的编号“{_cut(target)}”前后有空格或换行，设计器认不出，保存时会删掉。请去掉空白。",
            f'The id "{_cut(target)}" in {name} has blanks around it, so the modeler deletes the reference. '
            "Remove the blanks.",
        )
    return _lost(
        place,
        "reference",
        f"{name} 指向“{_cut(target)}”，文件里没有这个编号，设计器保存时会删掉。请改成已有的编号，或删掉它。",
        f'{name} points to "{_cut(target)}", an id that is not in the file, so the modeler deletes it. '
        "Name an existing id or remove it.",
    )


def follows(place: Place, name: str, target: str) -> Lost:
    return _lost(
        place,
        "follows",
        f"{name} 指向“{_cut(target)}”，而设计器会删掉那个元素，所以这里也会丢失。请先改好那个元素。",
        f'{name} points to "{_cut(target)}", which the modeler deletes, so this goes too. '
        "Mend that element first.",
    )


def element(place: Place, name: str) -> Lost:
    return _lost(
        place,
        "element",
        f"{place.owner} 里不能有“{_cut(name)}”，设计器保存时会删掉它和里面的内容。"
        "请去掉，或把其他工具的内容移进 extensionElements。",
        f'A {place.owner} cannot hold "{_cut(name)}": the modeler deletes it with its content. Remove it, or '
        "move what belongs to other tools into extensionElements.",
    )


def text(place: Place, found: str) -> Lost:
    return _lost(
        place,
        "text",
        f"{place.owner} 里不能有文字，设计器保存时会删掉“{_cut(found)}”。"
        "请移到说明（documentation）里或删掉。",
        f'A {place.owner} cannot hold text: the modeler deletes "{_cut(found)}". Move it into the '
        "documentation or remove it.",
    )


def repeated(place: Place, name: str) -> Lost:
    return _lost(
        place,
        "repeated",
        f"{place.owner} 里只能有一个 {name}，设计器只留最后一个。请把它们合成一个。",
        f"A {place.owner} holds one {name} only, and the modeler keeps the last. Make them one.",
    )


def diagram(place: Place, shown: str, follows: bool) -> Lost:
    return _lost(
        place,
        "follows" if follows else "diagram",
        f"图上“{_cut(shown)}”的这个图形设计器画不出（重复、没有对应元素，或连线的两端没有画上），"
        "保存时会删掉。"
        "请删掉这个图形，或补上缺的。",
        f'The modeler cannot draw this shape of "{_cut(shown)}" (drawn twice, of no element, or the ends of '
        "the flow are not drawn) and deletes it. Remove it, or draw what is missing.",
    )
