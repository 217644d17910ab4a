"""format: BPMN files in canonical form."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from engine.bpmnxml import XmlRefused
from engine.canonical import canonical
from web.cli.common import replace_file
from web.cli.definitions import PATHS


@click.command("format")
@PATHS
@click.option("--check", is_flag=True, help="only say which files differ")
def format_files(paths: tuple[Path, ...], check: bool) -> None:
    """Write BPMN files as a modeler saves them. Exit 1 if one differs (--check) or would lose content."""
    files = list(_bpmn_files(paths))
    if not files:
        click.echo("没有找到 .bpmn 文件 / no .bpmn file found")
    ok = bool(files)
    for path in files:
        word, lines = _format(path, check)
        click.echo(f"{word} {path}")
        for line in lines:
            click.echo(f"  {line}")
        ok = ok and word in ("formatted", "unchanged")
    sys.exit(0 if ok else 1)


def _bpmn_files(paths: tuple[Path, ...]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(path.rglob("*.bpmn"))
        elif path.suffix.lower() == ".bpmn":
            yield path
        else:
            raise click.UsageError(f"{path}: 这里只整理 .bpmn 文件 / only .bpmn files are formatted")


def _format(path: Path, check: bool) -> tuple[str, list[str]]:
    """What was done with one file (formatted, unchanged, differs, refused), and why it was refused."""
    data = path.read_bytes()
    try:
        made = canonical(data)
    except XmlRefused as error:
        return "refused", [f"{path}:{error.line}: {error.zh} / {error.en}"]
    if made.lost:
        return "refused", [f"{path}:{lost.line}: {lost.zh} / {lost.en}" for lost in made.lost]
    if made.data == data:
        return "unchanged", []
    if check:
        return "differs", []
    replace_file(path, made.data)
    return "formatted", []


COMMANDS = (format_files,)
