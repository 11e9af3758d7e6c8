# exercise: apply-twice
# verdict: passed
import functools


# %%
#| exercise: apply-twice
def apply_twice(function, value):
    return functools.reduce(lambda current, step: step(current), [function, function], value)
