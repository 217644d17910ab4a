"""Declared types against what is passed: literals of properties, variables, texts in FEEL."""

from __future__ import annotations

from collections.abc import Iterator

from engine.domain.findings import Finding
from engine.domain.value_types import KINDS_OF_TEXT, fits
from engine.feel import Variable
from engine.gate.setters import kind_of_type
from engine.gate.sheet import Place, Sheet, quoted

DOCUMENT_KIND = "document_kind"
_ALSO = {("date", "text"), ("null", "text")}
"""(kind given, kind wanted) that fit though they differ: a date in a variable is text."""


def suits(given: Variable, declared: str) -> bool:
    """Whether a variable can be of the declared type, as far as is known.

    Of a type that not every text fits (limit, document_kind) are: a value declared so, and literals that can
    be read so.
    """
    kind = kind_of_type(declared)
    if given.kind == "any" or kind == "any":
        return True
    if given.kind != kind and (given.kind, kind) not in _ALSO:
        return False
    if declared not in KINDS_OF_TEXT or given.kind == "null" or given.type == declared:
        return True
    return bool(given.values) and all(fits(declared, value) for value in given.values or ())


def known_kinds(sheet: Sheet, place: Place, declared: str, given: Variable) -> Iterator[Finding]:
    """Literals for a kind of document are in the book: a number is given under no other name."""
    if declared != DOCUMENT_KIND or given.type == declared:
        return
    for value in given.values or ():
        if isinstance(value, str) and not sheet.parts.document_kind(value):
            yield _unknown(sheet, place, value)


def known_default(sheet: Sheet, name: str, value: str) -> Iterator[Finding]:
    """The same for the default of an input, at the line of its property."""
    if not sheet.parts.document_kind(value):
        found = _unknown(sheet, None, value)
        yield sheet.property_error(found.code, name, found.zh, found.en)


def _unknown(sheet: Sheet, place: Place, value: str) -> Finding:
    own, word = sheet.name(place), quoted(value)
    return sheet.error(
        "bpmn.document_kind_unknown",
        place,
        f"{own[0]}的文书种类{word[0]}不在文书种类名册（document_kinds）里，编不了号。"
        "请改成名册里的种类，或先登记。",
        f"The kind of document {word[1]} of {own[1]} is not in the book document_kinds, so it gets no "
        "number. Use one that is, or enter it first.",
    )
