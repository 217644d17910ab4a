"""Letters to applicants that a process names: in `item.sms.<milestone>` and in `sms` of a node."""

from __future__ import annotations

from collections.abc import Iterator

from engine.domain.findings import Finding
from engine.gate.item_schema import load_item
from engine.gate.sheet import Place, Sheet, quoted


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


RULES = (known_letters,)
