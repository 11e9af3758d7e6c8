"""The list of system calls, as the kernel reads it: every number has the answer of the table."""

from __future__ import annotations

import errno
import struct

import pytest

from masterynb.grading.walls import seccomp
from masterynb.grading.walls.seccomp import ABSENT, ALLOWED, CONDITIONAL, ON_REQUEST, build

ALLOW, KILL, REFUSE = 0x7FFF0000, 0x80000000, 0x00050000 | errno.EPERM
MISSING = 0x00050000 | errno.ENOSYS
LOAD, JEQ, JGE, JSET, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
ARCHES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
MEETING = {
    "clone": (0x00010000,),
    "ioctl": (0, 0x5401),
    "prlimit64": (0,),
    "sendto": (3, 0, 5, 0, 0),
    "socketpair": (1,),
    "tgkill": (),
}
"""Arguments that meet the condition of a call."""
BREAKING = {
    "clone": (0x00000011,),
    "ioctl": (0, 0x5412),
    "prlimit64": (7,),
    "sendto": (3, 0, 5, 0, 1 << 40),
    "socketpair": (2,),
}


def run(program: bytes, number: int, arch: int, *arguments: int) -> int:
    """Run a program as the kernel does, over `struct seccomp_data`."""
    data = struct.pack("=iIQ6Q", number, arch, 0, *arguments, *[0] * (6 - len(arguments)))
    place, value = 0, 0
    while True:
        code, yes, no, k = struct.unpack_from("=HBBI", program, place * 8)
        place += 1
        match code:
            case 0x20:
                (value,) = struct.unpack_from("=I", data, k)
            case 0x15:
                place += yes if value == k else no
            case 0x35:
                place += yes if value >= k else no
            case 0x45:
                place += yes if value & k else no
            case 0x06:
                return int(k)


@pytest.fixture(params=ARCHES)
def machine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> tuple[int, int]:
    """Build for this machine: the column of its numbers, and its name for the kernel."""
    monkeypatch.setattr(seccomp, "MACHINE", request.param)
    return ARCHES[request.param]


@pytest.mark.parametrize("more", [(), ("recvmsg",)])
def test_every_number_has_its_answer(machine: tuple[int, int], more: tuple[str, ...]) -> None:
    column, arch = machine
    program = build(own_signals=True, more=more)
    allowed = {row[column] for row in ALLOWED.values()} | {ON_REQUEST[n][column] for n in more}
    absent = {row[column] for row in ABSENT.values()}
    on_condition = {row[column] for row in CONDITIONAL.values()}
    for number in {*range(2_000), 0x3FFFFFFF} - on_condition:
        wanted = MISSING if number in absent else ALLOW if number in allowed else REFUSE
        assert run(program, number, arch) == wanted, number


@pytest.mark.parametrize("name", CONDITIONAL)
def test_a_condition_decides(machine: tuple[int, int], name: str) -> None:
    column, arch = machine
    number = CONDITIONAL[name][column]
    program = build(own_signals=True)
    assert run(program, number, arch, *MEETING[name]) == ALLOW
    if name in BREAKING:
        assert run(program, number, arch, *BREAKING[name]) == REFUSE
    else:
        assert run(build(own_signals=False), number, arch) == REFUSE


def test_another_machines_calls_end_the_process(machine: tuple[int, int]) -> None:
    _, arch = machine
    program = build(own_signals=True)
    assert run(program, 0, arch ^ 1) == KILL
    assert run(program, 0x40000000, arch) == KILL  # x32
    assert run(program, 2**31 - 1, arch) == KILL
