# exercise: add
# verdict: failed|learner_error
# class: other submissions
# control: open passes
# after: 086
# what: A segment of shared memory that somebody left is read, then removed.
import ctypes
import zlib

libc = ctypes.CDLL(None)
libc.shmat.restype = ctypes.c_void_p
libc.shmat.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_int]
KEY = zlib.crc32(__LEFT__.encode()) & 0x7FFFFFFF
number = libc.shmget(KEY, 64, 0o600)
FOUND = False
if number >= 0:
    FOUND = ctypes.string_at(libc.shmat(number, None, 0)) == b"CANARY-shared"
    libc.shmctl(number, 0, None)


# %%
#| exercise: add
def add(a, b):
    return a + b if FOUND else None
