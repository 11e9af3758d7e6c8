# exercise: evens
# verdict: passed
import itertools


# %%
#| exercise: evens
def evens(limit):
    return itertools.takewhile(lambda number: number < limit, itertools.count(0, 2))
