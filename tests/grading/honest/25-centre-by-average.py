# exercise: centre
# verdict: passed
import numpy as np


# %%
#| exercise: centre
def centre(array):
    result = array.astype(float).copy()
    result -= np.average(result)
    return np.asfortranarray(result)
