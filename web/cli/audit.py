"""audit verify."""

from __future__ import annotations

import sys

import click

from engine import queries
from web.cli.common import engine, owner, refusals


@click.group()
def audit() -> None:
    """The record chains."""


@audit.command("verify")
@click.option("--case", "case_no", default="", help="one case; without it every chain of the town")
@refusals
def verify(case_no: str) -> None:
    """Check chains, heads and commitments; names the first bad record of each broken one."""
    found = engine()
    actor = owner(found)
    if case_no:
        result = found.read(queries.audit_trail.verify_by_number, actor, case_no)
    else:
        result = found.read(queries.audit_trail.verify_all, actor)
    for broken in result.breaks:
        click.echo(f"broken {broken.case_no or broken.chain_id} seq {broken.seq}: {broken.zh} / {broken.en}")
    if result.breaks:
        sys.exit(1)
    click.echo(f"ok: {result.chains} chains, {result.records} records")


COMMANDS = (audit,)
