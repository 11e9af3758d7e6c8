"""`masterynb db`: what an operator does with a record: upgrade, back up, check."""

from __future__ import annotations

from pathlib import Path

import click

from masterynb.cli.helptext import Verbatim

ACTIONS = ("upgrade", "backup", "check")


@click.command("db", cls=Verbatim)
@click.argument("action", type=click.Choice(ACTIONS), metavar="ACTION")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--db", "address", metavar="URL", envvar="MASTERYNB_DB", help="The record's address.")
@click.pass_context
def command(ctx: click.Context, action: str, file: Path | None, address: str | None) -> None:
    """Look after a record: your own, or the database that a service keeps.

    upgrade       makes the tables in an empty database, or brings an older
                  record to the form of this masterynb; stop the service and
                  make a backup first
    backup FILE   writes a copy while others go on writing
    check         tells the form that the record has, and looks for damage

    URL is sqlite:///PATH, or postgresql://USER:PASSWORD@HOST/NAME. Other
    users can see a command line: set MASTERYNB_DB for one with a password.
    Without either it is the record of this computer.

    Examples:
      masterynb db check
      masterynb db backup record-of-today.sqlite
      masterynb db upgrade --db postgresql://masterynb@db.example.org/masterynb

    Next: start the service again; pg_restore puts a PostgreSQL backup back.

    Exit codes: 0, all is well; 1, check found something; 2, the record cannot
    be reached or used.
    """
    if (file is None) == (action == "backup"):
        raise click.UsageError("A FILE goes with backup, and with nothing else.")
    address = address or _own_address()
    if action == "upgrade":
        _upgrade(address)
    elif file is not None:
        _back_up(address, file)
    elif not _check(address):
        from masterynb.cli.failures import NOT_FINE

        ctx.exit(NOT_FINE)


def _own_address() -> str:
    from masterynb.cli.place import settings_at
    from masterynb.store.repository import record_path

    return f"sqlite:///{record_path(settings_at(Path.cwd()).home)}"


def _upgrade(address: str) -> None:
    from masterynb.store.address import upgrade
    from masterynb.store.schema import REVISION

    found = upgrade(address)
    if found == REVISION:
        click.echo(f"The record is in the newest form already ({REVISION}).")
    elif found is None:
        click.echo(f"The tables are made ({REVISION}).")
    else:
        click.echo(f"The record is upgraded from {found or 'nothing'} to {REVISION}.")


def _back_up(address: str, file: Path) -> None:
    from masterynb.store.backup import back_up_to

    back_up_to(address, file)
    click.echo(f"The record is copied to {file} ({file.stat().st_size:,} bytes).")


def _check(address: str) -> bool:
    """Tell what is there and what is wrong with it; whether all is well."""
    from masterynb.store.address import find_repository
    from masterynb.store.schema import REVISION

    repository = find_repository(address)
    with repository.database.reported():
        revision = repository.database.find_revision()
    click.echo(f"Record: {repository.database.where}")
    if not revision:
        click.echo("Form: none, the database is empty. Run: masterynb db upgrade")
        return False
    newest = revision == REVISION
    click.echo(f"Form: {revision}" + ("" if newest else f"; this masterynb has {REVISION}"))
    damage, orphans = repository.find_damage(), repository.count_orphans()
    click.echo(f"Damage: {damage or 'none found'}")
    click.echo(f"Verdicts without their attempt: {orphans}")
    return newest and not damage and not orphans
