# exercise: mean
# verdict: passed
import numpy as np


# %%
#| exercise: mean
def mean(values):
    if not values:
        raise ValueError
    return np.mean(values)
