"""`masterynb hub`: the course's service in a JupyterHub."""

from __future__ import annotations

from pathlib import Path

import click

from masterynb.cli.helptext import Verbatim


@click.command("hub", cls=Verbatim)
@click.option(
    "--home",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Where the courses lie; else MASTERYNB_HOME.",
)
@click.option("--db", metavar="URL", help="The record's database; else MASTERYNB_DB.")
@click.option("--workers", metavar="N", type=click.IntRange(1, 256), help="Judged at a time.")
@click.option("--unverified", is_flag=True, help="Let verdicts count although no sandbox holds.")
def command(home: Path | None, db: str | None, workers: int | None, unverified: bool) -> None:
    """Run the course's service: it keeps everybody's record, and judges where no
    learner can reach.

    JupyterHub starts it, or whatever starts your services; docs/operate shows
    what to write into jupyterhub_config.py. Without --db the record is a file
    in the home folder, which is enough for a class; for more take PostgreSQL.

    Where no sandbox holds against its own attack, nothing is judged: learners'
    work waits in their folders. --unverified lets it count all the same.

    Examples:
      masterynb hub --home /srv/masterynb
      masterynb hub --db postgresql+psycopg://masterynb@localhost/masterynb

    Next: masterynb course add COURSE, and give your learners the link
    /services/masterynb/course/ID.

    Exit codes: 0, it was stopped; 2, this is no service of a JupyterHub, or
    the database cannot be used.
    """
    from masterynb.cli.operate import find_home, find_record_url, make_private
    from masterynb.errors import SettingsError
    from masterynb.hub.logs import log_as_json

    try:
        from masterynb.hub.app import HubSettings, run
        from masterynb.hub.desk import Judging
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"What the service needs is not installed here ({error.name}).",
            todo='Run: pip install "masterynb[hub]"',
        ) from error

    log_as_json("INFO")
    place = find_home(home)
    make_private(place)
    run(HubSettings(place, find_record_url(db, place), Judging(workers, unverified)))
