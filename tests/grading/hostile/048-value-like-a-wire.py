# exercise: mean
# verdict: failed
# class: protocol
# control: naive decoded
# what: A list that looks like the tagged float that was wanted; who does not escape, decodes it.
import math


# %%
#| exercise: mean
def mean(values):
    if not values:
        raise ValueError
    return ["f", float.hex(sum(values) / len(values))]
