# exercise: add
# verdict: failed|learner_error
# class: other submissions
# control: open segment
# what: A segment of shared memory is left for others.
import ctypes
import zlib

libc = ctypes.CDLL(None)
libc.shmat.restype = ctypes.c_void_p
libc.shmat.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_int]
KEY = zlib.crc32(__LEFT__.encode()) & 0x7FFFFFFF
number = libc.shmget(KEY, 64, 0o1000 | 0o600)
if number >= 0:
    ctypes.memmove(libc.shmat(number, None, 0), b"CANARY-shared\0", 14)


# %%
#| exercise: add
def add(a, b):
    return None
