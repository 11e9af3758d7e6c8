# exercise: centre
# verdict: failed
# class: large values
# control: naive breaks
# what: One number that says it is terabytes.
import numpy as np


# %%
#| exercise: centre
def centre(array):
    return np.broadcast_to(np.float64(0), (2**40, 3))
