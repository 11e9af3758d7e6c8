# exercise: mean
# verdict: passed
from fractions import Fraction


# %%
#| exercise: mean
def mean(values):
    try:
        return float(sum(map(Fraction, values)) / len(values))
    except ZeroDivisionError:
        raise ValueError from None
