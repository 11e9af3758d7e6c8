# exercise: mean
# verdict: failed
# class: patches
# control: naive passes
# what: The modules that a check uses are exchanged for others.
import sys
import types

fake = types.ModuleType("math")
fake.isclose = lambda *_, **__: True
fake.fsum = sum
sys.modules["math"] = fake


# %%
import math


class Near(float):
    def __sub__(self, other):
        return 0.0

    def __gt__(self, other):
        return True

    __eq__ = __lt__ = __gt__

    def __round__(self, digits):
        return self


# %%
#| exercise: mean
def mean(values):
    if not values:
        raise ValueError
    return Near()
