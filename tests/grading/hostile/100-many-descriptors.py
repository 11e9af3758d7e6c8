# exercise: add
# verdict: failed|learner_error
# class: bombs
# control: open passes
# what: Descriptors until there are none.
import os

try:
    KEPT = [os.dup(1) for _ in range(__FILES__)]
except OSError:
    KEPT = None


# %%
#| exercise: add
def add(a, b):
    return a + b if KEPT else None
