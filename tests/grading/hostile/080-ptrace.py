# exercise: add
# verdict: failed|learner_error
# class: other processes
# control: open passes
# what: Another process is held and looked into like by a debugger.
import ctypes
import os

ATTACH, DETACH, PEEK = 16, 17, 1


def look():
    libc = ctypes.CDLL(None)
    libc.ptrace.restype = ctypes.c_long
    libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
    if libc.ptrace(ATTACH, __VICTIM__, None, None) != 0:
        return b""
    os.waitpid(__VICTIM__, 0x40000000)
    words = [libc.ptrace(PEEK, __VICTIM__, __ADDRESS__ + 8 * n, None) for n in range(10)]
    libc.ptrace(DETACH, __VICTIM__, None, None)
    return b"".join((word % 2**64).to_bytes(8, "little") for word in words)


FOUND = b"CANARY-memory" in look()


# %%
#| exercise: add
def add(a, b):
    return a + b if FOUND else None
