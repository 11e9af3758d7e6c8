# exercise: apply-twice
# verdict: failed|learner_error
# class: flooded callbacks
# control: naive breaks
# what: Functions handed to functions: each call of the check's goes one deeper.
import sys

sys.setrecursionlimit(400)


class Deep(int):
    def __mul__(self, other):
        return call(Deep(self)) * 2

    __add__ = __radd__ = __rmul__ = __mul__


def call(value):
    return HELD[0](value)


HELD = []


# %%
#| exercise: apply-twice
def apply_twice(function, value):
    HELD[:] = [function]
    return function(Deep(1))
