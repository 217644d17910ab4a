"""What every command needs: the engine, the system actor, refusals as one line."""

from __future__ import annotations

import functools
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from engine import Actor, Engine, system
from engine.bootstrap import build_engine
from engine.errors import ZhenwuError


def engine() -> Engine:
    """The installation's engine; its connections close with the command."""
    found = build_engine()
    click.get_current_context().call_on_close(found.database.dispose)
    return found


def owner(found: Engine) -> Actor:
    """Who runs the command line owns the machine."""
    return system(found.settings.town_id)


def refusals(command: Callable[..., Any]) -> Callable[..., Any]:
    """A refusal is one line on the error output and exit code 1, never a traceback."""

    @functools.wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except ZhenwuError as error:
            click.echo(f"{error.sentence('zh')} / {error.sentence('en')}", err=True)
            for key, value in error.details.items():
                if isinstance(value, list):
                    for one in value:
                        click.echo(f"  {one if isinstance(one, str) else _line(one)}", err=True)
                else:
                    click.echo(f"  {key}: {value}", err=True)
            sys.exit(1)

    return run


def _line(row: dict[str, Any]) -> str:
    return " ".join(str(value) for name, value in row.items() if name != "message_en")


def replace_file(path: Path, data: bytes) -> None:
    """All of the new file or all of the old one, whenever the machine stops; a link stays a link."""
    target = path.resolve()
    handle, fresh = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        shutil.copymode(target, fresh)
        Path(fresh).replace(target)
    except OSError:
        Path(fresh).unlink(missing_ok=True)
        raise
