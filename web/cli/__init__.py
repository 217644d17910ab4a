"""The `zhenwu` command, one file a group of commands."""

from __future__ import annotations

import click

from web.cli import audit, definitions, demo, due, formatting, layout, people, server


@click.group()
def main() -> None:
    """镇务 Zhenwu: a township government's work as BPMN."""


for module in (server, demo, definitions, formatting, layout, people, audit, due):
    for command in module.COMMANDS:
        main.add_command(command)
