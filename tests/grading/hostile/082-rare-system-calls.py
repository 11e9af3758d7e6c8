# exercise: add
# verdict: failed|learner_error
# class: other processes
# control: open passes
# what: System calls that no lesson needs: new namespaces, rings, keys, counters, filters.
import ctypes

libc = ctypes.CDLL(None)
CALLS = {
    "unshare": (272, 0x10000000),
    "mount namespace": (272, 0x00020000),
    "io_uring_setup": (425, 8, ctypes.create_string_buffer(256)),
    "add_key": (248, b"user", b"masterynb", b"x", 1, -3),
    "userfaultfd": (323, 0),
}
WORKED = [name for name, call in CALLS.items() if libc.syscall(*call) >= 0]


# %%
#| exercise: add
def add(a, b):
    return a + b if WORKED else None
