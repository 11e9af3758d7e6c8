# exercise: mean
# verdict: failed
# class: lying objects
# control: naive passes
# what: A fraction that says it is near, of a class that numbers trust.
import math
from fractions import Fraction


class Near(Fraction):
    def __sub__(self, other):
        return Fraction(0)

    __rsub__ = __sub__

    def __eq__(self, other):
        return True

    def __lt__(self, other):
        return True

    __gt__ = __lt__

    def __round__(self, digits=None):
        return self

    def __float__(self):
        return 0.15

    __hash__ = Fraction.__hash__


# %%
#| exercise: mean
def mean(values):
    if not values:
        raise ValueError
    return Near(1)
