# exercise: centre
# verdict: passed
import numpy as np


# %%
#| exercise: centre
def centre(array):
    return array - np.mean(array)
