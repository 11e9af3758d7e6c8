# exercise: add
# verdict: learner_error|failed
# class: endings
# control: open ends
# what: No limit to recursion, and a recursion in C.
import sys


# %%
#| exercise: add
def add(a, b):
    sys.setrecursionlimit(2**31 - 1)
    deep = []
    for _ in range(10**5 * 2):
        deep = [deep]
    return len(repr(deep))
