"""What kind of file this is: readable XML in UTF-8, BPMN, with exactly one executable process."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from lxml import etree

from engine import bpmnxml
from engine.domain.findings import Finding
from engine.domain.model import Node, ProcessModel
from engine.gate.sheet import Sheet, both, quoted, short
from engine.runtime.read import processes

ITEM_KEY = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)


def stem(name: str) -> str:
    """File name without folders (of either kind of slash) and extension."""
    return PurePosixPath(name.replace("\\", "/")).stem


def read_root(name: str, data: bytes) -> etree._Element | Finding:
    """The root of a file that is BPMN, or the reason why it is not."""
    refused = _refused_bytes(name, data)
    if refused is not None:
        return refused
    try:
        root = bpmnxml.parse(data)
    except bpmnxml.XmlRefused as error:
        return Finding(name, error.line, "error", error.code, "", error.zh, error.en)
    encoding = (root.getroottree().docinfo.encoding or "UTF-8").upper()
    if encoding not in ("UTF-8", "UTF8", "ASCII", "US-ASCII"):
        return _not_utf8(name)
    if not bpmnxml.is_bpmn(root, "definitions"):
        zh, en = quoted(bpmnxml.local(root))
        return Finding(
            name,
            _line(root),
            "error",
            "bpmn.not_bpmn",
            "",
            f"这不是 BPMN 2.0 流程文件（最外层是{zh}）。请上传用流程设计器保存的 .bpmn 文件。",
            f"This is no BPMN 2.0 file (its root is {en}). Upload a .bpmn file saved by the modeler.",
        )
    return root


def _refused_bytes(name: str, data: bytes) -> Finding | None:
    if not data.strip():
        return Finding(
            name,
            0,
            "error",
            "bpmn.empty_file",
            "",
            "文件是空的。请重新导出后再上传。",
            "The file is empty. Export it again.",
        )
    if len(data) > bpmnxml.MAX_BYTES:
        return None  # the parser has the sentence, and decoding would only cost time
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return _not_utf8(name)
    return None


def _not_utf8(name: str) -> Finding:
    """Canonical files are UTF-8 (modeler-facts §2); another encoding turns Chinese into rubbish elsewhere."""
    return Finding(
        name,
        1,
        "error",
        "bpmn.not_utf8",
        "",
        "文件不是 UTF-8 编码，中文会变成乱码。请用流程设计器打开后另存，或在编辑器里改存为 UTF-8。",
        "The file is not UTF-8. Open and save it with the modeler, or convert it to UTF-8.",
    )


def pick_process(name: str, root: etree._Element) -> tuple[etree._Element, ProcessModel] | list[Finding]:
    """The process to judge: the executable one, or the only one (a draft), or why there is none."""
    elements = [element for element in root.iter() if bpmnxml.is_bpmn(element, "process")]
    pairs = list(zip(elements, processes(root), strict=True))
    executable = [pair for pair in pairs if pair[1].executable]
    if len(executable) == 1:
        return executable[0]
    if not executable and len(pairs) == 1:
        return pairs[0]
    if not executable:
        return [_no_process(name, root, len(pairs))]
    return [_one_too_many(name, model, executable[0][1]) for _, model in executable[1:]]


def _no_process(name: str, root: etree._Element, count: int) -> Finding:
    zh = f"文件里有 {count} 个流程，都不是可执行的" if count else "文件里没有流程"
    en = f"None of the {count} processes is executable" if count else "The file holds no process"
    return Finding(
        name,
        _line(root),
        "error",
        "bpmn.no_process",
        "",
        f"{zh}。请保留一个流程并勾选“可执行”。",
        f'{en}. Keep one process and tick "Executable".',
    )


def _one_too_many(name: str, model: ProcessModel, first: ProcessModel) -> Finding:
    """Architecture §4: a collaboration with several executable pools is refused for good."""
    more, kept = quoted(model.name or model.key), quoted(first.name or first.key)
    return Finding(
        name,
        model.line,
        "error",
        "bpmn.refused",
        model.key,
        f"一个文件只能有一个可执行流程，这里除{kept[0]}外还有{more[0]}。请分成两个文件，或去掉它的“可执行”。",
        f"A file holds one executable process; beside {kept[1]} there is {more[1]}. Split the file.",
    )


def not_executable(sheet: Sheet) -> Iterator[Finding]:
    """Drawings of other tools are often sketches (case B29): the engine starts only what says it may run."""
    if not sheet.model.executable:
        zh, en = sheet.name(None)
        yield sheet.error(
            "bpmn.not_executable",
            None,
            f"流程{zh}没有勾选“可执行”，不能发布。请在流程属性里勾选。",
            f'The process {en} is not marked "Executable". Tick it in the properties of the process.',
        )


def item_file_name(sheet: Sheet) -> Iterator[Finding]:
    """File name = process id = key, ASCII snake_case (architecture §3): one name finds all of an item."""
    key = sheet.model.key
    if sheet.model.is_item and not ITEM_KEY.fullmatch(key):
        yield sheet.error(
            "bpmn.key_form",
            None,
            f"流程编号“{short(key)}”只能用小写字母、数字和下划线，以字母开头。请改编号，并把文件名改成一样。",
            f'The process id "{short(key)}" must be lower-case letters, digits and "_". Rename it.',
        )
    if sheet.model.is_item and stem(sheet.file) != key:
        yield sheet.error(
            "bpmn.file_name",
            None,
            f"文件名“{short(stem(sheet.file))}”与流程编号“{short(key)}”不一样。请改成同一个名字。",
            f'The file is called "{short(stem(sheet.file))}", the process "{short(key)}". Align them.',
        )


def process_name(sheet: Sheet) -> Iterator[Finding]:
    """A process is found in lists by its name."""
    if not sheet.model.name:
        yield sheet.warning(
            "bpmn.no_name",
            None,
            f"流程“{short(sheet.model.key)}”没有名称，列表里只能显示编号。请填写名称。",
            f'The process "{short(sheet.model.key)}" has no name; lists can only show its id. Name it.',
        )


MAX_NAME = 80
"""Characters; a list row shows about 20 (diagram-facts §4: labels of at most 8 read best)."""


def long_names(sheet: Sheet) -> Iterator[Finding]:
    """Names stand in lists and on receipts; the columns hold 200 characters."""
    named: list[tuple[str, Node | None, str]] = [
        ("name", None, sheet.model.name),
        ("item.name_en", None, sheet.model.properties.get("item.name_en", "")),
    ]
    named += [("name", node, node.name) for node in sheet.model.nodes.values()]
    named += [("label_en", node, node.properties.get("label_en", "")) for node in sheet.model.nodes.values()]
    for what, node, text in named:
        if len(text) > (MAX_NAME if what == "name" else MAX_NAME * 2):
            yield sheet.error(
                "bpmn.name_too_long",
                node,
                f"名称“{short(text)}”太长，列表里放不下。请改短到 {MAX_NAME} 个字以内。",
                f'The name "{short(text)}" does not fit into lists. Shorten it to {MAX_NAME} characters.',
            )


def keys_twice(models: list[tuple[str, ProcessModel]]) -> Iterator[Finding]:
    """Two files of one upload with the same process would be two next versions of one definition."""
    first: dict[str, str] = {}
    for name, model in models:
        if model.key in first:
            zh, en = both([quoted(first[model.key])])
            yield Finding(
                name,
                model.line,
                "error",
                "bpmn.key_twice",
                model.key,
                f"流程编号“{short(model.key)}”在{zh}里已经有了。请改掉其中一个，或只上传一个文件。",
                f'The process id "{short(model.key)}" is also in {en}. Change one of them.',
            )
        first.setdefault(model.key, name)


def _line(element: etree._Element) -> int:
    return int(element.sourceline or 0)


RULES = (not_executable, item_file_name, process_name, long_names)
