# exercise: add
# verdict: failed|learner_error
# class: other processes
# control: open passes
# what: System calls that no lesson needs: files in memory, new namespaces, watches.
import ctypes

libc = ctypes.CDLL(None)
CALLS = {
    "a file in memory": lambda: libc.memfd_create(b"x", 0),
    "mounts of its own": lambda: libc.unshare(0x00020000),
    "users of its own": lambda: libc.unshare(0x10000000),
    "a watch on all files": lambda: libc.fanotify_init(0, 0),
}
WORKED = [name for name, call in CALLS.items() if call() >= 0]


# %%
#| exercise: add
def add(a, b):
    return a + b if WORKED else None
