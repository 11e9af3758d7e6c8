# exercise: centre
# verdict: failed|learner_error
# class: bombs
# control: open memory
# what: An array larger than the machine should give.
import numpy as np

try:
    KEPT = np.ones(__MEMORY__ // 8)
except MemoryError:
    KEPT = None


# %%
#| exercise: centre
def centre(array):
    return array if KEPT is not None else None
