# exercise: add
# verdict: failed|learner_error
# class: other processes
# control: open passes
# what: The memory of another process, by a system call.
import ctypes


class Span(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]


def read():
    buffer = ctypes.create_string_buffer(100)
    mine = Span(ctypes.addressof(buffer), 100)
    theirs = Span(__ADDRESS__, 100)
    libc = ctypes.CDLL(None)
    libc.process_vm_readv(
        __VICTIM__, ctypes.byref(mine), 1, ctypes.byref(theirs), 1, ctypes.c_ulong(0)
    )
    return buffer.raw


FOUND = b"CANARY-memory" in read()


# %%
#| exercise: add
def add(a, b):
    return a + b if FOUND else None
