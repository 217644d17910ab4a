"""A BPMN file in, the same file with another diagram part out."""

from __future__ import annotations

from engine import bpmnxml
from engine.layout.arrange import arrange
from engine.layout.source import LayoutRefused, find_phases, find_process, read_graph, read_milestones
from engine.layout.spine import find_spine
from engine.layout.write import replace_diagrams


def lay_out(data: bytes) -> bytes:
    """The file with a computed diagram; every byte outside the diagram part stays.

    Raises XmlRefused for what is no acceptable XML, LayoutRefused for what cannot be laid out. A diagram
    arranged by hand is lost: call it on files that are generated, or that their owner names.
    """
    _require_utf8(data)
    root = bpmnxml.parse(data)
    process = find_process(root)
    graph = read_graph(process)
    steps = find_spine(graph)
    drawing = arrange(graph, find_phases(graph, steps, read_milestones(process)), steps)
    return replace_diagrams(data, root, process.get("id", ""), graph, drawing)


def _require_utf8(data: bytes) -> None:
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise LayoutRefused(
            "layout.not_utf8",
            "文件不是 UTF-8 编码。请用流程设计器重新保存。",
            "The file is not UTF-8. Save it again with the modeler.",
        ) from error
