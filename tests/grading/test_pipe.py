"""Frames: what crosses, and that nothing else does."""

from __future__ import annotations

import json
import os
import socket
import threading
import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masterynb.checks.given import LimitReached, SideEnded
from masterynb.errors import WireError
from masterynb.grading.pipe import MAX_FRAME, Line, Pipe, decode

wires = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**18), 10**18) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4),
    max_leaves=20,
)


@pytest.fixture
def ends() -> Iterator[tuple[Line, Line]]:
    ours, theirs = socket.socketpair()
    lines = Line(ours.detach()), Line(theirs.detach())
    yield lines
    for line in lines:
        line.close()


def soon() -> float:
    return time.monotonic() + 5


@given(wires)
def test_a_frame_arrives_as_it_was_sent(wire: object) -> None:
    assert decode(json.dumps(wire).encode("ascii")) == wire


def test_long_digits_are_no_number_of_too_many() -> None:
    for text in ("7" * 30, "1" * 10_000, "a" * 10_000, "a"):
        wire = [text, 10**20 - 1, -(10**20) + 1]
        assert decode(json.dumps(wire).encode("ascii")) == wire


@given(st.binary(max_size=200))
def test_any_bytes_are_a_frame_or_refused(body: bytes) -> None:
    try:
        decode(body)
    except WireError:
        return


@pytest.mark.parametrize("body", [
    b"1.5", b"NaN", b"Infinity", b"{}", b"[{}]", b"[1e3]", b"9" * 21, b'"\xc3\xa9"', b"", b"[1",
    b"[" * 100_000, b"-" + b"1" * 5_000,
], ids=lambda body: repr(body[:12]))  # fmt: skip
def test_what_no_honest_side_sends_is_refused(body: bytes) -> None:
    with pytest.raises(WireError):
        decode(body)


def test_a_frame_that_says_it_is_huge_is_not_waited_for(ends: tuple[Line, Line]) -> None:
    ours, theirs = ends
    os.write(theirs.fd, (MAX_FRAME + 1).to_bytes(4, "big"))
    with pytest.raises(WireError):
        ours.receive(soon())


def test_half_a_frame_ends_at_the_deadline(ends: tuple[Line, Line]) -> None:
    ours, theirs = ends
    os.write(theirs.fd, b"\0\0\0\x10[1")
    with pytest.raises(LimitReached):
        ours.receive(time.monotonic() + 0.1)


def test_who_hangs_up_has_ended(ends: tuple[Line, Line]) -> None:
    ours, theirs = ends
    theirs.close()
    with pytest.raises(SideEnded):
        ours.receive(soon())
    with pytest.raises(SideEnded):
        ours.send(["x"])


def test_a_side_that_never_reads_cannot_hold_the_sender(ends: tuple[Line, Line]) -> None:
    ours, _ = ends
    with pytest.raises(LimitReached):
        ours.send(["x" * 10_000_000], time.monotonic() + 0.2)


def test_large_frames_cross_both_ways(ends: tuple[Line, Line]) -> None:
    ours, theirs = ends
    text = "x" * 3_000_000

    def echo() -> None:
        theirs.send(theirs.receive(soon()), soon())

    thread = threading.Thread(target=echo)
    thread.start()
    ours.send(["ask", text], soon())
    assert ours.receive(soon()) == ["ask", text]
    thread.join()


def test_calls_back_are_answered_until_the_answer_comes(ends: tuple[Line, Line]) -> None:
    ours, theirs = ends

    def answer() -> None:
        theirs.receive(soon())
        for number in range(3):
            theirs.send(["callback", number])
            assert theirs.receive(soon()) == ["did", number]
        theirs.send(["ok", [], [], []])

    thread = threading.Thread(target=answer)
    thread.start()
    asked = Pipe(ours, soon()).ask(["call", [], []], lambda frame: ["did", frame[1]])
    thread.join()
    assert asked == ["ok", [], [], []]
