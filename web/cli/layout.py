"""layout: the diagram part of BPMN files, drawn anew or judged."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import click

from engine.bpmnxml import XmlRefused
from engine.layout import LayoutRefused, judge, lay_out
from web.cli.common import replace_file
from web.cli.definitions import PATHS


@click.command("layout")
@PATHS
@click.option("--check", is_flag=True, help="only list the faults of the drawings")
def layout_files(paths: tuple[Path, ...], check: bool) -> None:
    """Draw the diagrams of the named BPMN files anew: what was arranged by hand is lost.

    Folders are taken with --check only. Exit 1 if a drawing has faults (--check) or a file is refused.
    """
    files = _bpmn_files(paths, folders=check)
    if not files:
        click.echo("没有找到 .bpmn 文件 / no .bpmn file found")
    ok = bool(files)
    for path in files:
        word, lines = _told(path, _judged if check else _laid_out)
        click.echo(f"{word} {path}")
        for line in lines:
            click.echo(f"  {line}")
        ok = ok and word in ("ok", "written", "unchanged")
    sys.exit(0 if ok else 1)


def _bpmn_files(paths: tuple[Path, ...], folders: bool) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        if path.is_dir() and folders:
            found += sorted(path.rglob("*.bpmn"))
        elif path.is_dir():
            raise click.UsageError(
                f"{path}: 排图会覆盖手工排好的图，请写出文件名 / a layout overwrites drawings: name files"
            )
        elif path.suffix.lower() == ".bpmn":
            found.append(path)
        else:
            raise click.UsageError(f"{path}: 这里只排 .bpmn 文件 / only .bpmn files are laid out")
    return list(dict.fromkeys(found))


Told = tuple[str, list[str]]


def _told(path: Path, do: Callable[[Path], Told]) -> Told:
    """What was done with one file, and what there is to say about it."""
    try:
        return do(path)
    except (XmlRefused, LayoutRefused) as error:
        return "refused", [f"{error.zh} / {error.en}"]


def _judged(path: Path) -> Told:
    found = judge(path.read_bytes())
    lines = [f"{fault.kind} {fault.element_id} {fault.zh} / {fault.en}" for fault in found]
    return ("faults" if found else "ok"), lines


def _laid_out(path: Path) -> Told:
    data = path.read_bytes()
    made = lay_out(data)
    if made == data:
        return "unchanged", []
    replace_file(path, made)
    return "written", []


COMMANDS = (layout_files,)
