# exercise: mean
# verdict: failed
# class: shadows
# control: naive passes
# what: A module of the lesson's name lies beside the notebook.
import importlib
import sys

with open("math.py", "w") as file:
    file.write("fsum = sum\n\n\ndef isclose(*_, **__):\n    return True\n")
sys.path.insert(0, "")
importlib.invalidate_caches()
sys.modules.pop("math")
import math


# %%
class Near(float):
    def __sub__(self, other):
        return 0.0

    def __gt__(self, other):
        return True

    __eq__ = __lt__ = __gt__
    __hash__ = float.__hash__

    def __round__(self, digits):
        return self


# %%
#| exercise: mean
def mean(values):
    if not values:
        raise ValueError
    return Near()
