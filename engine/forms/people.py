"""ID numbers, mobile numbers, names of persons: strict where a rule exists, open where people differ."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from stdnum.cn.ric import calc_check_digit

from engine.forms.sentences import Refused
from engine.forms.typed import half_width, without_blanks

LONGEST_NAME = 80
"""Characters of a name (f07_names.csv: 28 must pass, 81 must not)."""

_ID = re.compile(r"[0-9]{17}[0-9X]")
_PHONE = re.compile(r"1[3-9][0-9]{9}")
_DOT = "·"
_DOTS = {sign: _DOT for sign in "\u2022\u30fb\u2027\uff65\u2219\u22c5"}
_APOSTROPHES = {"\u2019": "'", "\u02bc": "'"}
_INVISIBLE = dict.fromkeys([0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, *range(0xFE00, 0xFE10)], "")
_JOINERS = frozenset("-'.")


def id_number(text: str, today: date) -> str:
    """The ID number as stored: 18 characters, X upper case (GB 11643-1999). Raises Refused.

    The address code is not looked up: stdnum's region table refuses real people (cases, library facts).
    """
    number = without_blanks(half_width(text)).upper()
    if re.fullmatch(r"[0-9]{15}", number):
        raise Refused("id_old")
    if len(number) != 18:
        raise Refused("id_length", length=len(number))
    if _ID.fullmatch(number) is None:
        raise Refused("id_signs")
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError as error:
        raise Refused("id_date") from error
    if born > today:
        raise Refused("id_date")
    if calc_check_digit(number) != number[-1]:
        raise Refused("id_digit")
    return number


def phone(text: str) -> str:
    """The mobile number as eleven digits. Raises Refused."""
    number = without_blanks(half_width(text)).replace("-", "")
    if _PHONE.fullmatch(number) is None:
        raise Refused("phone")
    return number


def person_name(text: str) -> str:
    """The name as stored, by the table f07_names.csv (B40). Raises Refused.

    All letters of all scripts pass. Dots of every look become U+00B7, blanks between Han characters go,
    private-use characters of old GBK systems become the characters that they stood for.
    """
    name = half_width(unicodedata.normalize("NFC", text)).translate(_INVISIBLE).strip()
    name = "".join(_replacement(sign) for sign in name)
    name = _without_han_blanks(name)
    name = _dotted(name)
    if not name:
        raise Refused("required")
    _check_signs(name)
    if len(name) > LONGEST_NAME:
        raise Refused("text_long", length=len(name), most=LONGEST_NAME)
    return name


def _replacement(sign: str) -> str:
    if unicodedata.category(sign) == "Zs":
        return " "
    return _DOTS.get(sign) or _APOSTROPHES.get(sign) or _OLD_GBK.get(sign) or sign


def _old_gbk() -> dict[str, str]:
    """Private-use characters U+E815..U+E864 of old Windows -> what GB 18030 put there.

    They are the pairs FE50..FEA0 in order. Python's codec knows most; those that Unicode got later
    (GB 18030-2005 and -2022) are written out.
    """
    table = {}
    for place in range(80):
        trail = 0x50 + place + (1 if place >= 0x2F else 0)
        sign = bytes([0xFE, trail]).decode("gb18030")
        if _is_han(sign):
            table[chr(0xE815 + place)] = sign
    later = "E816:20087 E817:20089 E818:200CC E81E:9FB4 E826:9FB5 E82B:9FB6 E82C:9FB7 E831:215D7 E832:9FB8"
    later += " E83B:2298F E843:9FB9 E854:9FBA E855:241FE E864:9FBB"
    for pair in later.split():
        old, new = pair.split(":")
        table[chr(int(old, 16))] = chr(int(new, 16))
    return table


def _is_han(sign: str) -> bool:
    """By code range, so that characters newer than this Python's Unicode tables count as well."""
    code = ord(sign)
    return (
        0x3400 <= code <= 0x4DBF
        or 0x4E00 <= code <= 0x9FFF
        or 0xF900 <= code <= 0xFAFF
        or 0x20000 <= code <= 0x3FFFD
        or sign == "〇"
    )


_OLD_GBK = _old_gbk()


def _is_letter(sign: str) -> bool:
    return _is_han(sign) or unicodedata.category(sign)[0] in "LM"


def _without_han_blanks(name: str) -> str:
    words = [word for word in name.split(" ") if word]
    joined = words[0] if words else ""
    for word in words[1:]:
        close = _is_han(joined[-1]) and _is_han(word[0])
        joined += word if close or joined[-1] == _DOT or word[0] == _DOT else " " + word
    return joined


def _dotted(name: str) -> str:
    """A full stop typed for the dot: between two Han characters only, `J. Smith` keeps its own."""
    inner = range(1, len(name) - 1)
    points = {at for at in inner if name[at] == "." and _is_han(name[at - 1]) and _is_han(name[at + 1])}
    return "".join(_DOT if at in points else sign for at, sign in enumerate(name))


def _check_signs(name: str) -> None:
    for at, sign in enumerate(name):
        if unicodedata.category(sign) == "Co":
            raise Refused("name_private")
        if sign == _DOT or sign in _JOINERS:
            _check_joiner(name, at)
        elif sign != " " and not _is_letter(sign):
            raise Refused("name_sign", sign=sign if sign.isprintable() else f"U+{ord(sign):04X}")
    if not any(unicodedata.category(sign)[0] == "L" or _is_han(sign) for sign in name):
        raise Refused("name_edge")


def _check_joiner(name: str, at: int) -> None:
    """A dot or hyphen stands between letters; a full stop may end a word, an apostrophe also begin one."""
    before = at > 0 and _is_letter(name[at - 1])
    after = at + 1 < len(name) and _is_letter(name[at + 1])
    fits = {".": before, "'": before or after}.get(name[at], before and after)
    if not fits:
        raise Refused("name_edge")
