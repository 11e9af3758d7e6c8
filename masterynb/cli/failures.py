"""What a person reads when a command fails, and the exit code a script reads."""

from __future__ import annotations

import contextlib
import errno
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from masterynb.errors import UserFacingError

NOT_FINE = 1
BAD_INPUT = 2
OWN_FAULT = 70
STOPPED = 130


@contextlib.contextmanager
def told(ctx: click.Context) -> Iterator[None]:
    """Turn what a command raises into words on stderr and an exit code, never a traceback."""
    try:
        yield
    except (click.ClickException, click.exceptions.Exit):
        raise
    except UserFacingError as error:
        click.echo(str(error), err=True)
        ctx.exit(BAD_INPUT)
    except (click.Abort, KeyboardInterrupt, EOFError):
        click.echo("Stopped.", err=True)
        ctx.exit(STOPPED)
    except OSError as error:
        if error.errno == errno.EPIPE:  # the reader has gone: `masterynb export | head`
            raise
        _tell_refusal(error)
        ctx.exit(BAD_INPUT)
    except Exception as error:  # noqa: BLE001  # the last line of defence of a program
        _tell_fault(error)
        ctx.exit(OWN_FAULT)


def _tell_refusal(error: OSError) -> None:
    where = f"{error.filename}: " if error.filename else ""
    said = error.strerror or str(error) or type(error).__name__
    click.echo(f"{where}the operating system refused: {said}.", err=True)
    click.echo(f"Mend that and run the command again. {_log(error)}", err=True)


def _tell_fault(error: Exception) -> None:
    name = type(error).__name__
    click.echo(f"This is a fault of masterynb, not yours ({name}). {_log(error)}", err=True)


def _log(error: Exception) -> str:
    """Append the traceback to the log; say where it is."""
    import traceback
    from datetime import UTC, datetime

    lines = traceback.format_exception(error)
    entry = f"{datetime.now(UTC).isoformat()} {sys.argv[1:]}\n{''.join(lines)}\n"
    for path in _places():
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("a", encoding="utf-8") as log:
                log.write(entry)
            return f"Details are in {path}"
    return "The details could not be written to a log."


def _places() -> Iterator[Path]:
    import tempfile

    from masterynb.settings import resolve_settings

    with contextlib.suppress(UserFacingError):
        yield resolve_settings().home / "masterynb.log"
    yield Path(tempfile.gettempdir()) / "masterynb.log"
