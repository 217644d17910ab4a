"""Bytes -> XML tree as a modeler sees it: line breaks in attributes stay, CDATA is text."""

from __future__ import annotations

import re

from lxml import etree

from engine import bpmnxml
from engine.canonical.text import body_text, lines_of

_TOKEN = re.compile(
    r"<!--.*?-->|<\?.*?\?>"
    r"|(?:(?<=>)\s+)?<!\[CDATA\[(?P<cdata>.*?)\]\]>(?:\s+(?=<))?"
    r"|(?P<tag><[^!?/](?:\"[^\"]*\"|'[^']*'|[^\"'>])*>)",
    re.DOTALL,
)
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_UTF8 = ("UTF-8", "UTF8", "ASCII", "US-ASCII")


def load(data: bytes) -> etree._Element:
    """The root, which is bpmn:definitions; raises bpmnxml.XmlRefused for all else."""
    plain = bpmnxml.parse(data)
    text = _decoded(data, plain)
    if not bpmnxml.is_bpmn(plain, "definitions"):
        raise bpmnxml.XmlRefused(
            "bpmn.not_bpmn",
            int(plain.sourceline or 0),
            "这不是 BPMN 2.0 流程文件。请选用流程设计器保存的 .bpmn 文件。",
            "This is no BPMN 2.0 file. Name a .bpmn file saved by the modeler.",
        )
    seen = _TOKEN.sub(_as_seen, text)
    if seen == text:
        return plain
    root = bpmnxml.parse(seen.encode())
    for ours, theirs in zip(root.getroottree().iter(), plain.getroottree().iter(), strict=True):
        ours.sourceline = theirs.sourceline  # type: ignore[misc]  # lines count as in the file
    return root


def _decoded(data: bytes, root: etree._Element) -> str:
    """Without byte order mark and XML declaration, LF only."""
    encoding = (root.getroottree().docinfo.encoding or "UTF-8").upper()
    try:
        text = data.decode("utf-8-sig") if encoding in _UTF8 else ""
    except UnicodeDecodeError:
        text = ""
    if not text:
        raise bpmnxml.XmlRefused(
            "bpmn.not_utf8",
            1,
            "文件不是 UTF-8 编码。请在编辑器里改存为 UTF-8，或用流程设计器打开后另存。",
            "The file is not UTF-8. Convert it to UTF-8, or open and save it with the modeler.",
        )
    return re.sub(r"^<\?xml[^>]*\?>", "", lines_of(text))


def _as_seen(found: re.Match[str]) -> str:
    if found["cdata"] is not None:
        return body_text(found["cdata"])
    if found["tag"] is not None:
        return _QUOTED.sub(lambda one: one[0].replace("\n", "&#10;").replace("\t", "&#9;"), found["tag"])
    return found[0]
