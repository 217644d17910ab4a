"""serve, db upgrade."""

from __future__ import annotations

import logging

import click
from waitress import serve as waitress_serve

from engine import Engine, queries
from engine.jobs.ticker import Ticker
from web.app import create_app
from web.cli.common import engine, owner

THREADS = 8


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
def serve(host: str, port: int) -> None:
    """Pages and API on one address."""
    run(engine(), host, port)


def run(found: Engine, host: str, port: int) -> None:
    """Serve until stopped."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    logging.getLogger("zhenwu").setLevel(logging.INFO)
    if not found.read(queries.people.has_accounts, owner(found)):
        click.echo("还没有账号：zhenwu user add 登录名 --name 姓名 --roles admin / no accounts yet")
    click.echo(f"http://{host}:{port}/")
    ticker = Ticker(found)
    ticker.start()
    try:
        waitress_serve(create_app(found), host=host, port=port, threads=THREADS, ident=None)
    finally:
        ticker.stop()


@click.group()
def db() -> None:
    """The database."""


@db.command("upgrade")
def upgrade() -> None:
    """Bring the schema to the newest revision (serve does it too)."""
    found = engine()
    click.echo(f"revision {found.schema_revision}")


COMMANDS = (serve, db)
