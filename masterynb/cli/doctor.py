"""`masterynb doctor`: what is wrong with this installation, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from masterynb.cli.helptext import Verbatim

if TYPE_CHECKING:
    from collections.abc import Mapping

    from masterynb.cli.health import Check, Finding
    from masterynb.typed_json import Json

_SIGNS = {"fine": "✓", "hint": "!", "wrong": "✗"}


@click.command("doctor", cls=Verbatim)
@click.option("--json", "as_json", is_flag=True, help="Write the findings as JSON.")
@click.option("--hub", is_flag=True, help="Can this machine run the service of a JupyterHub?")
@click.option("--db", metavar="URL", help="With --hub: the record; else MASTERYNB_DB.")
@click.pass_context
def command(ctx: click.Context, as_json: bool, hub: bool, db: str | None) -> None:
    """Check this installation, and say how to mend what is wrong.

    Looks at Python and the packages, starts a real kernel, tries whether your
    record and the courses can be kept where they should be, whether they are
    whole, and how safely others' notebooks can be judged here. ✓ is fine, ! is
    a hint, ✗ has to be mended. It repairs nothing by itself.

    With --hub it says, before term begins, whether this machine can keep a
    class's record and verify: it tries the database, attacks its own sandbox,
    and judges the solution of every exercise of every course.

    Examples:
      masterynb doctor
      masterynb doctor --hub
      masterynb doctor --json > findings.json

    Next: do what stands under each ✗, then run it again.

    Exit codes: 0, nothing is wrong; 1, something is (at least one ✗).
    """
    from masterynb.cli import screen
    from masterynb.cli.failures import NOT_FINE
    from masterynb.cli.health import examine

    with screen.progress("Looking") as advance:
        findings = list(examine(_list_checks(db, hub=hub), advance))
    fine = all(finding.state != "wrong" for finding in findings)
    if as_json:
        screen.show_json({"fine": fine, "findings": [_as_json(item) for item in findings]})
    else:
        _tell(findings, fine=fine)
    if not fine:
        ctx.exit(NOT_FINE)


def _list_checks(db: str | None, *, hub: bool) -> Mapping[str, Check]:
    from masterynb.cli.health import list_checks
    from masterynb.cli.operate import find_home, find_record_url

    home = find_home(None)
    if not hub:
        return list_checks(home)
    from masterynb.cli.hubhealth import list_hub_checks

    return list_hub_checks(home, find_record_url(db, home))


def _as_json(finding: Finding) -> Json:
    return {
        "name": finding.name,
        "state": finding.state,
        "found": finding.found,
        "todo": finding.todo,
    }


def _tell(findings: list[Finding], *, fine: bool) -> None:
    for finding in findings:
        click.echo(f"{_SIGNS[finding.state]} {finding.name}: {finding.found}")
        if finding.todo:
            click.echo(f"    {finding.todo}")
    wrong = sum(finding.state == "wrong" for finding in findings)
    told = "1 thing has" if wrong == 1 else f"{wrong} things have"
    click.echo("Nothing is wrong." if fine else f"{told} to be mended.")
