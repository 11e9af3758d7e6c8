"""`masterynb doctor`: what is wrong with this installation, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from masterynb.cli.helptext import Verbatim

if TYPE_CHECKING:
    from masterynb.cli.health import Finding
    from masterynb.events import Json

_SIGNS = {"fine": "✓", "hint": "!", "wrong": "✗"}


@click.command("doctor", cls=Verbatim)
@click.option("--json", "as_json", is_flag=True, help="Write the findings as JSON.")
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """Check this installation, and say how to mend what is wrong.

    Looks at Python and the packages, starts a real kernel, tries whether your
    record and the courses can be kept where they should be, whether they are
    whole, and how safely others' notebooks can be judged here. ✓ is fine, ! is
    a hint, ✗ has to be mended. It repairs nothing by itself.

    Examples:
      masterynb doctor
      masterynb doctor --json > findings.json

    Next: do what stands under each ✗, then run it again.

    Exit codes: 0, nothing is wrong; 1, something is (at least one ✗).
    """
    from masterynb.cli import screen
    from masterynb.cli.failures import NOT_FINE
    from masterynb.cli.health import examine
    from masterynb.settings import resolve_settings

    settings = resolve_settings()
    with screen.progress("Looking") as advance:
        findings = list(examine(settings, advance))
    fine = all(finding.state != "wrong" for finding in findings)
    if as_json:
        screen.show_json({"fine": fine, "findings": [_as_json(item) for item in findings]})
    else:
        _tell(findings, fine=fine)
    if not fine:
        ctx.exit(NOT_FINE)


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
