"""user, token, register."""

from __future__ import annotations

from pathlib import Path

import click

from engine import Engine, commands, queries
from engine.registers import letters_csv
from web.cli.common import engine, owner, refusals


@click.command()
@click.argument("login")
@click.option("--days", default=30, show_default=True)
@refusals
def token(login: str, days: int) -> None:
    """Print a bearer token for the API."""
    found = engine()
    click.echo(found.execute(commands.MakeToken(login, days), owner(found))["token"])


@click.group()
def user() -> None:
    """Accounts."""


@user.command("add")
@click.argument("login")
@click.option("--name", required=True)
@click.option("--posts", default="", help="comma-separated; post@village:key for a place")
@click.option("--roles", default="staff", show_default=True)
@click.option("--department", default="")
@click.option("--town", default="", help="the installation's town")
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True)
@refusals
def add(login: str, name: str, posts: str, roles: str, department: str, town: str, password: str) -> None:
    """Add an account; the first one needs no login."""
    found = engine()
    if town and town != found.settings.town_id:
        raise click.UsageError(f"this installation serves {found.settings.town_id}")
    _ensure_roles(found)
    command = commands.AddUser(login, name, password, _split(posts), _split(roles), department)
    found.execute(command, owner(found))
    click.echo(f"{login} 已建 / added")


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _ensure_roles(found: Engine) -> None:
    """On an empty database roles and posts come from the installation's books."""
    actor = owner(found)
    for book in ("roles", "posts"):
        path = found.settings.processes_dir / "registers" / f"{book}.csv"
        if not found.read(queries.people.book, actor, book) and path.exists():
            found.execute(commands.ImportRegister(book, path.read_bytes()), actor)


@user.command("passwd")
@click.argument("login")
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True)
@refusals
def passwd(login: str, password: str) -> None:
    """Set a password; all sessions of the account end."""
    found = engine()
    found.execute(commands.SetPassword(login, password), owner(found))
    click.echo(f"{login} 密码已改 / password set")


@user.command("list")
def list_users() -> None:
    """All accounts."""
    found = engine()
    for row in found.read(queries.people.accounts, owner(found)):
        state = "on" if row.enabled else "off"
        click.echo(f"{row.login:<20} {state:<4} {row.name} {' '.join(row.roles)}")


@user.command("off")
@click.argument("login")
@refusals
def off(login: str) -> None:
    """Switch an account off; its sessions end at once."""
    found = engine()
    found.execute(commands.SwitchUser(login, False), owner(found))
    click.echo(f"{login} 已停用 / switched off")


@click.group()
def register() -> None:
    """The town's books."""


@register.command("import")
@click.argument("book")
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@click.option("--dry-run", is_flag=True)
@refusals
def import_book(book: str, file: Path, dry_run: bool) -> None:
    """Import a book from CSV (letters: also from a folder of .txt files); bad rows are named and then
    nothing is written."""
    if file.is_dir() and book != "letters":
        raise click.UsageError("a folder is read for the book letters only")
    found = engine()
    data = letters_csv(file) if file.is_dir() else file.read_bytes()
    answer = found.execute(commands.ImportRegister(book, data, dry_run), owner(found))
    click.echo(f"{book}: {answer['rows']} 行{'' if answer['written'] else '（试导入，没有写入）'}")


@register.command("export")
@click.argument("book")
@click.option("-o", "output", required=True, type=click.Path(dir_okay=False, path_type=Path))
@refusals
def export_book(book: str, output: Path) -> None:
    """Export a book as CSV that Excel opens."""
    found = engine()
    output.write_bytes(found.read(queries.people.export_book, owner(found), book))
    click.echo(str(output))


COMMANDS = (user, token, register)
