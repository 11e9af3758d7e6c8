# exercise: add
# verdict: failed|learner_error
# class: bombs
# control: open passes
# what: More memory than anybody gets.
try:
    KEPT = [bytearray(b"x") * 2**24 for _ in range(__MEMORY__ // 2**24)]
except MemoryError:
    KEPT = None


# %%
#| exercise: add
def add(a, b):
    return a + b if KEPT else None
