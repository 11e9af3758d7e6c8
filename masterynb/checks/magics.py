"""Our own line magics in a learner's cells: they are no part of the work."""

from __future__ import annotations

import re

MAGICS = ("check", "hint", "stub", "progress", "why", "practice", "testout", "load_ext")
"""Line magics that are no part of a learner's work."""

_OURS = re.compile(rf"^[ \t]*%(?:{'|'.join(MAGICS)})\b.*$", re.MULTILINE)


def without_magics(source: str) -> str:
    r"""Take our own line magics out of a cell; every other line keeps its number.

    >>> without_magics("x = 1\n%check total\n%matplotlib inline")
    'x = 1\n\n%matplotlib inline'
    """
    return _OURS.sub("", source)
