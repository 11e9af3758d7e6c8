# exercise: mean
# verdict: failed
# class: large values
# control: naive unsendable
# what: Infinity, which JSON does not have.
import math


# %%
#| exercise: mean
def mean(values):
    if not values:
        raise ValueError
    return sum(values) / len(values) if values != [2, 2] else float("inf")
