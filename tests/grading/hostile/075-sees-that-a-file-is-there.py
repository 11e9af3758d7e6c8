# exercise: add
# verdict: failed|learner_error
# class: reading
# control: open passes
# what: Not read, only looked at: stat tells names, sizes and times.
import os

try:
    FOUND = os.stat(__SECRET__).st_size > 0
except OSError:
    FOUND = False


# %%
#| exercise: add
def add(a, b):
    return a + b if FOUND else None
