"""What PostgreSQL's faults mean, in sentences for the people who run a service."""

from __future__ import annotations

import psycopg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection

Fault = tuple[str, str]

_AWAY = (
    "The database server does not answer, or the connection to it broke.",
    "See that it runs and that host and port are right (pg_isready), then do it again.",
)
_BUSY = (
    "All connections to the database are in use.",
    "Do it again in a moment; if it stays so, raise max_connections or look for what hangs.",
)
_DENIED = (
    "The database server refuses this user or password.",
    "Check user and password of the database's address, and the server's pg_hba.conf.",
)
_NO_DATABASE = (
    "The server has no such database.",
    "Make it (createdb NAME), or check the name in the database's address.",
)
_FULL = (
    "The disk of the database server is full, so nothing can be recorded.",
    "Free some space there; who got no receipt sends again.",
)
_READONLY = (
    "The database may only be read: it is a standby, or the user may not write.",
    "Name the primary server in the database's address.",
)
_WAITED = (
    "Another transaction has kept this learner or table locked for too long.",
    "Do it again; if it stays so, see what hangs: SELECT * FROM pg_stat_activity",
)
_CANCELLED = (
    "The server cancelled a statement: somebody told it to, or it took longer than is allowed.",
    "Nothing was recorded; do it again, and look at the server's statement_timeout.",
)
_STOOD_STILL = (
    "A transaction stood still for too long, so the server gave it up.",
    "Nothing of it was recorded; see why the service hung inside it.",
)
_NO_RIGHT = (
    "The database user may not do this.",
    "Make the user the owner of the database and of its tables.",
)
_NO_TABLES = (
    "The database lacks tables of the record.",
    "Run: masterynb db check, then masterynb db upgrade or put a backup back.",
)
_DAMAGED = (
    "The database is damaged, or its disk fails.",
    "Stop the service, keep a copy of the server's data folder, and put a backup back.",
)
_UNFIT = (
    "A value does not fit into the record: too long, or not text that can be stored.",
    "Nothing was recorded; send another value.",
)
_TWICE = (
    "This is recorded already, or it is about something that is not recorded.",
    "Nothing was changed; read the record again before writing.",
)
_DEADLOCK = (
    "Two transactions waited for each other, and this one gave way.",
    "Nothing of it was recorded; do it again.",
)

# SQLSTATE codes and classes (postgresql.org/docs/current/errcodes-appendix.html), longest first
_BY_STATE: dict[str, Fault] = {
    "40P01": _DEADLOCK,
    "40001": _DEADLOCK,
    "53100": _FULL,
    "53300": _BUSY,
    "25006": _READONLY,
    "55P03": _WAITED,
    "57014": _CANCELLED,
    "25P03": _STOOD_STILL,
    "42501": _NO_RIGHT,
    "42P01": _NO_TABLES,
    "42703": _NO_TABLES,
    "3D000": _NO_DATABASE,
    "08": _AWAY,
    "22": _UNFIT,
    "23": _TWICE,
    "28": _DENIED,
    "57": _AWAY,
    "58": _DAMAGED,
    "XX": _DAMAGED,
}
# A connection that is refused brings no code along.
_BY_WORDS: tuple[tuple[str, Fault], ...] = (
    ("password", _DENIED),
    ("authentication failed", _DENIED),
    ("pg_hba.conf", _DENIED),
    ('role "', _DENIED),
    ('database "', _NO_DATABASE),
    ("too many", _BUSY),
    ("remaining connection slots", _BUSY),
)


def explain(error: Exception) -> Fault:
    """Say what happened and what to do; no password, and nothing that a learner wrote."""
    if isinstance(error, NoConnection):
        return _BUSY
    fault = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(fault, UnicodeEncodeError):
        return _UNFIT
    if isinstance(fault, OSError):
        return _AWAY
    if isinstance(fault, psycopg.Error):
        return _explain_state(fault)
    return _other(type(error).__name__)


def _explain_state(error: psycopg.Error) -> Fault:
    state = error.sqlstate or ""
    for code in (state, state[:2]):
        if code in _BY_STATE:
            return _BY_STATE[code]
    if isinstance(error, psycopg.DataError):
        return _UNFIT
    if isinstance(error, psycopg.OperationalError) and not state:
        return _explain_words(str(error))
    return _other(f"{type(error).__name__} {state}".strip())


def _explain_words(said: str) -> Fault:
    """Read the reason out of the part that the server said; the host's name comes before it."""
    told = said.rpartition("FATAL:")[2].lower() if "FATAL:" in said else ""
    if "no password supplied" in said:
        return _DENIED
    return next((fault for sign, fault in _BY_WORDS if sign in told), _AWAY)


def _other(name: str) -> Fault:
    what = f"The database refused ({name})."
    return what, "The server's log says more; nothing was recorded."
