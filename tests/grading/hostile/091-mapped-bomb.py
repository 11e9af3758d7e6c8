# exercise: add
# verdict: failed|learner_error
# class: bombs
# control: open passes
# what: Memory past Python's allocator, each page touched.
import mmap

try:
    KEPT = mmap.mmap(-1, __MEMORY__)
    for place in range(0, __MEMORY__, 4096):
        KEPT[place] = 1
except (OSError, ValueError, MemoryError):
    KEPT = None


# %%
#| exercise: add
def add(a, b):
    return a + b if KEPT is not None else None
