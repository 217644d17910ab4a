"""Letters to applicants that a process names: in `item.sms.<milestone>` and in `sms` of a node."""

from __future__ import annotations

from collections.abc import Iterator

from engine.domain.findings import Finding
from engine.domain.milestones import MILESTONES
from engine.gate.item_schema import load_item
from engine.gate.sheet import Place, Reading, Sheet, quoted
from engine.gate.words import suggestion
from engine.letters import tells


def known_letters(sheet: Sheet) -> Iterator[Finding]:
    """A letter that is missing would be found when somebody waits for it."""
    for node in sheet.model.nodes.values():
        key = node.properties.get("sms", "").strip()
        if key and not sheet.parts.letter(key):
            yield _missing(sheet, node, key)
    if sheet.model.is_item:
        for key in dict.fromkeys(load_item(sheet.model.properties).sms.values()):
            if not sheet.parts.letter(key):
                yield _missing(sheet, None, key)


def _missing(sheet: Sheet, place: Place, key: str) -> Finding:
    own, word = sheet.name(place), quoted(key)
    return sheet.error(
        "bpmn.letter_missing",
        place,
        f"{own[0]}用的短信模板{word[0]}不在短信模板名册里。请先写 forms/letters/{key[:40]}.txt 并导入，"
        "或改名。",
        f"The letter {word[1]} of {own[1]} is not in the book of letters. Write "
        f"forms/letters/{key[:40]}.txt and import it, or change the name.",
    )


def milestones_told(sheet: Sheet) -> Iterator[Finding]:
    """`item.sms.<milestone>` names a milestone of the kind: of another nobody would ever hear."""
    if not sheet.model.is_item:
        return
    known = MILESTONES[sheet.model.kind]
    for name in load_item(sheet.model.properties).sms:
        if name not in known:
            word, (zh, en) = quoted(name), suggestion(name, known)
            yield sheet.property_error(
                "item.milestone_unknown",
                f"item.sms.{name}",
                f"属性 item.sms.{name} 里的{word[0]}不是里程碑，短信永远不会发。{zh}"
                f"可用的有 {'、'.join(known)}。",
                f"item.sms.{name} names {word[1]}, which is no milestone, so the letter is never sent.{en} "
                f"There are: {', '.join(known)}.",
            )


def item_named(sheet: Sheet) -> Iterator[Finding]:
    """An item that sends letters says whether they may call it by its name (`item.sms.name`)."""
    item = load_item(sheet.model.properties)
    if not sheet.model.is_item or not (item.sms or _sends(sheet)):
        return
    if not item.sms_name and "item.sms.name" not in sheet.model.properties:
        yield sheet.warning(
            "item.sms_name",
            None,
            f"事项{sheet.name(None)[0]}发短信，却没有写短信里能不能提它的名称，现在按不提处理。请写 "
            "item.sms.name：yes 提，no 不提（名称透露病情或处境的）。",
            f"The item {sheet.name(None)[1]} sends letters and does not say whether they may call it by its "
            "name; they do not. Write item.sms.name: yes, or no where the name tells of an illness or "
            "hardship.",
        )
    elif item.sms_name == "yes" and (tells(sheet.model.name) or tells(sheet.model.name_en)):
        yield sheet.property_warning(
            "item.sms_telling",
            "item.sms.name",
            f"事项名称{sheet.name(None)[0]}像是透露病情或处境，短信会被旁人看到。请核对；要保密就把 "
            "item.sms.name 改成 no。",
            f"The name {sheet.name(None)[1]} seems to tell of an illness or hardship, and a text message is "
            "read over shoulders. Please check; to keep it private write no in item.sms.name.",
        )


def _sends(reading: Reading) -> bool:
    """Whether a node of the process, or of what it calls, sends a letter."""
    if any(node.properties.get("sms", "").strip() for node in reading.model.nodes.values()):
        return True
    called = reading.model.called_keys
    return any(reading.callees.once("sends letters", key, _sends, False) for key in called)


RULES = (known_letters, milestones_told, item_named)
