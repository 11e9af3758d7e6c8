"""How much may cross between a check and the learner's side."""

from __future__ import annotations

MAX_ITEMS = 20_000
"""Items of containers in one message, and items that are taken from one iterator."""

MAX_BYTES = 64 * 2**20
"""Bytes of text and of arrays in one message."""

MAX_DEPTH = 100
"""How deep containers may lie in one another."""

MAX_DIGITS = 100_000
"""Hex digits of one integer."""

WATCHED_ITEMS = 1_000
"""How many items of containers sent before are looked through for changes at every question;
containers that take part in the question itself are looked through whole."""

WATCHED_BYTES = 256 * 2**10
"""Arrays and frames larger than this are not compared, but always sent again."""

MOST_AT_ONCE = 1_000
"""How many numbers or short texts of a drained generator cross in one message."""

SHORT_TEXT = 1_000
"""Characters of a text that may stand among them."""
