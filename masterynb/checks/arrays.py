"""numpy arrays and scalars on the wire, by raw little-endian bytes; numpy from sys.modules only."""

# ruff: noqa: ARG001  # every reader and every writer is called alike

from __future__ import annotations

import base64
import math
import re
import sys
from typing import TYPE_CHECKING, Any

from masterynb.checks.containers import Kind, read_base64
from masterynb.checks.limits import MAX_BYTES, WATCHED_BYTES
from masterynb.checks.transport import Wire
from masterynb.errors import WireError

if TYPE_CHECKING:
    from masterynb.checks.values import Pack, Unpack

DTYPE = re.compile(
    r"[<|](b1|[iu][1248]|f[248]|c(8|16)|S[1-9]\d{0,4}|U[1-9]\d{0,4}"
    r"|[mM]8(\[(\d{1,4})?(Y|M|W|D|h|m|s|ms|us|ns|ps|fs|as)\])?)"
)
"""The element types that cross: no objects, no structures, no platform-dependent floats."""


def find_numpy() -> Any:
    """Return numpy if this process has loaded it, else None."""
    return sys.modules.get("numpy")


def write(value: Any, pack: Pack, depth: int) -> Wire:
    """Write an array, a numpy scalar or an element type; None if the value is none of these."""
    numpy = find_numpy()
    if numpy is None:
        return None
    if type(value) is numpy.ndarray:
        return _write_array(value, pack, depth)
    if isinstance(value, numpy.generic) and type(value).__module__ == "numpy":
        return _write_scalar(value, pack)
    if isinstance(value, numpy.dtype) and DTYPE.fullmatch(little(value)):
        return ["dtype", little(value)]
    return None


def little(dtype: Any) -> str:
    """Return an element type's little-endian name."""
    name = dtype.newbyteorder("<").str
    return name if type(name) is str else ""


def _write_array(value: Any, pack: Pack, depth: int) -> Wire:
    name = "O" if value.dtype.kind == "O" else little(value.dtype)
    if name != "O" and not DTYPE.fullmatch(name):
        return None
    shape: list[Wire] = list(value.shape)
    return ["a", pack.numbered(value, ARRAY), name, shape, _write_body(value, pack, depth)]


def write_values(value: Any, pack: Pack, depth: int) -> Wire:
    """Write the values of a column, which is nobody's array and so has no number."""
    name = "O" if value.dtype.kind == "O" else little(value.dtype)
    if name != "O" and not DTYPE.fullmatch(name):
        raise WireError(f"a column of the kind {value.dtype} cannot be checked")
    return [name, list(value.shape), _write_body(value, pack, depth)]


def _write_body(value: Any, pack: Pack, depth: int) -> Wire:
    if value.dtype.kind == "O":
        items = value.ravel().tolist()
        pack.add_items(len(items))
        return [pack.value(item, depth + 1) for item in items]
    pack.add_bytes(value.nbytes)
    plain = value.astype(value.dtype.newbyteorder("<"), copy=False)
    return base64.b64encode(plain.tobytes()).decode()


def _write_scalar(value: Any, pack: Pack) -> Wire:
    name = little(value.dtype)
    if not DTYPE.fullmatch(name) and value.nbytes:
        return None
    pack.add_bytes(value.nbytes)
    plain = value.astype(value.dtype.newbyteorder("<"), copy=False)
    if not value.nbytes:
        return ["g", value.dtype.kind, ""]
    return ["g", name, base64.b64encode(plain.tobytes()).decode()]


def _read_array(wire: list[Wire], unpack: Unpack, depth: int) -> object:
    numpy = find_numpy()
    if numpy is None or len(wire) != 5:
        raise WireError("an array without numpy, or malformed")
    number = unpack.codec.take_number(wire[1])
    array = _make_array(wire[2], wire[3], unpack)
    unpack.codec.keep(number, array)
    _read_body(array, wire[4], unpack, depth)
    unpack.codec.watched.watch(number, array, ARRAY)
    return array


def read_values(wire: Wire, unpack: Unpack, depth: int) -> Any:
    """Read the values of a column."""
    if type(wire) is not list or len(wire) != 3:
        raise WireError("a malformed column")
    array = _make_array(wire[0], wire[1], unpack)
    _read_body(array, wire[2], unpack, depth)
    return array


def _make_array(name: Wire, sides: Wire, unpack: Unpack) -> Any:
    shape = _read_shape(sides)
    if name == "O":
        unpack.add_items(math.prod(shape))
        return find_numpy().empty(shape, dtype=object)
    return find_numpy().empty(shape, dtype=read_dtype(name, shape))


def _read_shape(wire: Wire) -> tuple[int, ...]:
    if type(wire) is not list or len(wire) > 32:
        raise WireError("not a shape")
    shape = tuple(side for side in wire if type(side) is int and 0 <= side <= MAX_BYTES)
    if len(shape) != len(wire) or math.prod(side or 1 for side in shape) > MAX_BYTES:
        raise WireError("not a shape")
    return shape


def read_dtype(wire: Wire, shape: tuple[int, ...] = ()) -> Any:
    """Read an element type from the allow-list; an array of it must fit the byte limit."""
    if type(wire) is not str or not DTYPE.fullmatch(wire):
        raise WireError("not an element type that crosses")
    dtype = find_numpy().dtype(wire).newbyteorder("=")
    if math.prod(shape) * dtype.itemsize > MAX_BYTES:
        raise WireError(f"the array is larger than {MAX_BYTES // 2**20} MiB")
    return dtype


def _read_body(array: Any, wire: Wire, unpack: Unpack, depth: int) -> None:
    numpy = find_numpy()
    if array.dtype.kind == "O":
        items = unpack.items(wire, depth)
        if len(items) != array.size:
            raise WireError("an array with too many or too few items")
        for index, item in enumerate(items):
            array.flat[index : index + 1] = _boxed(item)
        return
    if type(wire) is not str or len(wire) != -(-array.nbytes // 3) * 4:
        raise WireError("an array with too many or too few bytes")
    plain = numpy.frombuffer(read_base64(wire, unpack), dtype=array.dtype.newbyteorder("<"))
    array[...] = plain.reshape(array.shape)


def _boxed(item: object) -> Any:
    box = find_numpy().empty(1, dtype=object)
    box[0] = item
    return box


def _read_scalar(wire: list[Wire], unpack: Unpack, depth: int) -> object:
    numpy = find_numpy()
    if numpy is None or len(wire) != 3:
        raise WireError("a number of numpy without numpy, or malformed")
    if wire[1] in ("S", "U") and wire[2] == "":
        return numpy.str_() if wire[1] == "U" else numpy.bytes_()
    dtype = read_dtype(wire[1])
    raw = read_base64(wire[2], unpack)
    if len(raw) != dtype.itemsize:
        raise WireError("a number of numpy with too many or too few bytes")
    return numpy.frombuffer(raw, dtype=dtype.newbyteorder("<")).astype(dtype)[0]


def _read_dtype(wire: list[Wire], unpack: Unpack, depth: int) -> object:
    if find_numpy() is None or len(wire) != 2:
        raise WireError("an element type without numpy, or malformed")
    return read_dtype(wire[1])


def _look(value: Any) -> list[object]:
    if value.dtype.kind == "O":
        return list(value.ravel().tolist())
    return [value.tobytes()] if value.nbytes <= WATCHED_BYTES else [None]


def _differs(now: list[object], seen: list[object]) -> bool:
    if len(now) == 1 and (now[0] is None or type(now[0]) is bytes):
        return now[0] is None or now != seen
    return len(now) != len(seen) or any(a is not b for a, b in zip(now, seen, strict=True))


ARRAY = Kind(
    "a", object, _look, size=lambda value: value.nbytes // 64 + 1, differs=_differs,
    write_body=_write_body, read_body=_read_body,
)  # fmt: skip

READERS = {"a": _read_array, "g": _read_scalar, "dtype": _read_dtype}
