"""lint, deploy, test-process."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from engine import Engine, commands, scenarios
from engine.config import read_settings
from engine.errors import RefusedByGate
from engine.gate import FolderParts, Upload, check
from web.cli.common import engine, owner, refusals

SUFFIXES = (".bpmn", ".form")


def files_of(paths: tuple[Path, ...]) -> list[Path]:
    """Files named, and those below folders named."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(one for one in path.rglob("*") if one.suffix in SUFFIXES)
        else:
            found.append(path)
    return list(dict.fromkeys(found))


PATHS = click.argument(
    "paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path, resolve_path=False)
)


@click.command()
@PATHS
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True)
def lint(paths: tuple[Path, ...], style: str) -> None:
    """The publish gate without storing. Exit 0 clean or warnings, 1 errors, 2 unreadable arguments."""
    settings = read_settings()
    parts = FolderParts.around(paths, installation=settings.processes_dir.parent)
    checked = check([Upload(str(path), path.read_bytes()) for path in files_of(paths)], parts)
    if style == "json":
        rows = [finding.as_json() for finding in checked.findings]
        for row in rows:
            del row["message_en"]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        for finding in checked.findings:
            click.echo(finding.as_text())
    sys.exit(1 if checked.refused else 0)


@click.command()
@PATHS
@click.option("--publish", is_flag=True, help="make the new versions current")
@click.option("--note", default="", help="what changed")
@refusals
def deploy(paths: tuple[Path, ...], publish: bool, note: str) -> None:
    """Store new versions of changed files; may run beside `serve`. Warnings go to the error output."""
    ok = True
    for line in deploy_files(engine(), files_of(paths), publish, note):
        click.echo(line, err=ok and line.startswith(" "))
        ok = ok and not line.startswith("refused")
    sys.exit(0 if ok else 1)


def deploy_files(found: Engine, paths: list[Path], publish: bool, note: str = "") -> Iterator[str]:
    """One line a definition: stored, unchanged or refused; then the findings, each behind two blanks."""
    files = tuple((str(path), path.read_bytes()) for path in paths)
    try:
        answer = found.execute(commands.DeployDefinition(files, note, publish), owner(found))
    except RefusedByGate as error:
        yield f"refused {error.sentence('zh')}"
        yield from map(_told_finding, error.details["findings"])
        return
    for row in answer["definitions"]:
        yield f"{row['change']} {row['key']} {row['version']} {row['status']}"
    yield from map(_told_finding, answer["findings"])


def _told_finding(row: Mapping[str, Any]) -> str:
    place = f"{row['file']}:{row['line']}"
    return f"  {place}: {row['severity']} {row['code']} {row['element_id']} {row['message']}"


def deploy_folder(found: Engine, publish: bool) -> Iterator[str]:
    """Everything of the installation's `processes/` and `forms/` as one set."""
    folders = tuple(
        path for path in (found.settings.processes_dir, found.settings.forms_dir) if path.is_dir()
    )
    yield from deploy_files(found, files_of(folders), publish)


@click.command("test-process")
@PATHS
def test_process(paths: tuple[Path, ...]) -> None:
    """Run the scenarios beside the BPMN files. Exit 1 when one fails, or a file has none."""
    bpmn = [path for path in files_of(paths) if path.suffix == ".bpmn"]
    failed = not bpmn
    if not bpmn:
        click.echo("没有找到 .bpmn 文件 / no .bpmn file found")
    for path in bpmn:
        for result in scenarios.run_file(path, read_settings()):
            failed = failed or not result.ok
            click.echo(_told(result))
    sys.exit(1 if failed else 0)


def _told(result: Any) -> str:
    mark = "ok" if result.ok else "FAILED"
    return f"{mark} {result.file} {result.name}" + (f": {result.message}" if result.message else "")


COMMANDS = (lint, deploy, test_process)
