# exercise: add
# verdict: failed|learner_error
# class: bombs
# control: open memory
# what: A function that calls itself, and no limit to how often.
import sys


# %%
#| exercise: add
def add(a, b, kept=None):
    sys.setrecursionlimit(2**31 - 1)
    return 1 + add(a, b, " " * 100_000 + str(a))
