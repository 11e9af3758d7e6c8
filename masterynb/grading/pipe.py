"""The pipe between a judge and whoever answers it: frames of typed JSON, capped and timed.

A frame is its length (4 bytes, big-endian) and ASCII JSON of arrays, strings, whole numbers of at
most 20 digits, booleans and null. Whatever else arrives is refused before anything reads it.
"""

from __future__ import annotations

import json
import os
import re
import select
import time
from collections.abc import Callable
from typing import NoReturn, cast

from masterynb.checks.given import LimitReached, SideEnded
from masterynb.checks.limits import MAX_BYTES
from masterynb.checks.transport import Wire
from masterynb.errors import WireError

MAX_FRAME = MAX_BYTES * 3 // 2
"""Bytes of one frame: what may cross, in base64, with room for the tags."""

MAX_CALLBACKS = 100_000
"""Calls back during one question."""

MAX_DIGITS = 20
_HEAD = 4
_LEAST, _BLOCK = 1 << 14, 1 << 20
"""Bytes asked for at a time: few for a usual frame, since the room for them is made first."""


class Line:
    """One end of a socket pair, by its file descriptor.

    It `blocks` where frames are sent and received without deadlines: a call less each time.
    """

    def __init__(self, fd: int, *, blocks: bool = False) -> None:
        self.fd = fd
        self._blocks = blocks
        os.set_blocking(fd, blocks)
        self._ahead = bytearray()
        self._held = b""
        self._readable, self._writable = select.poll(), select.poll()
        self._readable.register(fd, select.POLLIN)
        self._writable.register(fd, select.POLLOUT)

    def send(self, frame: Wire, deadline: float | None = None) -> None:
        """Send a frame, and what is held before it; SideEnded if nobody is there, WireError if it
        is too large."""
        self.hold(frame)
        self.flush(deadline)

    def flush(self, deadline: float | None = None) -> None:
        """Send what is held."""
        data, self._held = self._held, b""
        self._write(data, deadline)

    def hold(self, frame: Wire) -> None:
        """Let a frame go with the next one: nobody answers it, so nobody need wake up for it."""
        self._held += _frame(frame)

    def receive(self, deadline: float | None = None) -> Wire:
        """Receive a frame. LimitReached at the deadline (of `time.monotonic`), SideEnded if the
        other end is gone, WireError if it sends what is no frame."""
        self._fetch(_HEAD, deadline)
        size = int.from_bytes(self._ahead[:_HEAD], "big")
        if size > MAX_FRAME:
            raise WireError("a message that is too large")
        self._fetch(_HEAD + size, deadline)
        body = bytes(self._ahead[_HEAD : _HEAD + size])
        del self._ahead[: _HEAD + size]
        return decode(body)

    def has_come(self, seconds: float) -> bool:
        """Say whether something has come, or comes within so many seconds."""
        return bool(self._ahead or self._readable.poll(seconds * 1000))

    def close(self) -> None:
        """Hang up."""
        fd, self.fd = self.fd, -1
        if fd >= 0:
            os.close(fd)

    def _write(self, data: bytes, deadline: float | None) -> None:
        view = memoryview(data)
        while view:
            try:
                view = view[os.write(self.fd, view) :]
            except BlockingIOError:
                _wait(self._writable, deadline)
            except OSError as error:
                raise SideEnded from error

    def _fetch(self, size: int, deadline: float | None) -> None:
        """Read until so many bytes are there; what comes with them waits for the next frame."""
        while len(self._ahead) < size:
            if deadline is not None or not self._blocks:
                _wait(self._readable, deadline)
            try:
                part = os.read(self.fd, max(_LEAST, min(size - len(self._ahead), _BLOCK)))
            except BlockingIOError:
                continue
            except OSError as error:
                raise SideEnded from error
            if not part:
                raise SideEnded
            self._ahead += part


_ENCODER = json.JSONEncoder(separators=(",", ":"), check_circular=False)


def encode(frame: Wire) -> bytes:
    """Write a frame's JSON."""
    return _ENCODER.encode(frame).encode("ascii")


def _frame(frame: Wire) -> bytes:
    body = encode(frame)
    if len(body) > MAX_FRAME:
        raise WireError(f"a message is larger than {MAX_FRAME // 2**20} MiB")
    return len(body).to_bytes(_HEAD, "big") + body


def _wait(poll: select.poll, deadline: float | None) -> None:
    left = None if deadline is None else deadline - time.monotonic()
    if left is not None and left <= 0:
        raise LimitReached
    if not poll.poll(None if left is None else max(1, int(left * 1000))):
        raise LimitReached


def _read_int(digits: str) -> int:
    if len(digits.lstrip("-")) > MAX_DIGITS:
        raise ValueError("a number with too many digits")
    return int(digits)


def _refuse(_: object) -> NoReturn:
    raise ValueError("a kind of JSON that no frame has")


def _make_decoder(read_int: Callable[[str], int]) -> json.JSONDecoder:
    return json.JSONDecoder(
        parse_int=read_int,
        parse_float=_refuse,
        parse_constant=_refuse,
        object_pairs_hook=_refuse,
    )


_DECODER, _QUICK_DECODER = _make_decoder(_read_int), _make_decoder(int)
_QUICK = 1 << 13
_LONG_INT = re.compile(rf"[0-9]{{{MAX_DIGITS + 1}}}")


def _choose_decoder(text: str) -> json.JSONDecoder:
    """Count the digits of each number only where some number, or text, has too many."""
    is_quick = len(text) < _QUICK and not _LONG_INT.search(text)
    return _QUICK_DECODER if is_quick else _DECODER


def decode(body: bytes) -> Wire:
    """Read a frame's JSON; anything that no honest side sends is WireError."""
    try:
        text = body.decode("ascii")
        frame, end = _choose_decoder(text).raw_decode(text)
    except (ValueError, RecursionError) as error:
        raise WireError("a message that is no frame") from error
    if end != len(text):
        raise WireError("a message with more behind it")
    return cast("Wire", frame)


class Pipe:
    """The transport to a worker in another process. Each question has until `deadline`."""

    def __init__(self, line: Line, deadline: float) -> None:
        self._line = line
        self._deadline = deadline

    def ask(self, question: Wire, answer_callback: Callable[[Wire], Wire]) -> Wire:
        """Put a question; calls back are answered until the answer comes."""
        self._line.send(["ask", question], self._deadline)
        for _ in range(MAX_CALLBACKS):
            frame = self._line.receive(self._deadline)
            if type(frame) is not list or not frame or frame[0] != "callback":
                return frame
            self._line.send(answer_callback(frame), self._deadline)
        raise WireError(f"the code called back more than {MAX_CALLBACKS:,} times")
