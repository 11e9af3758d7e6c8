# %% [markdown]
# # A large array

# %%
#| setup: true
import numpy as np

# %% [markdown]
# Define `ramp()`, which returns the first million multiples of one half, as an array.

# %%
#| exercise: ramp
#| skills: [arrays]
#| title: A ramp
#| runs: python
#| hints:
#|   - Which function counts?
#|   - "`np.arange` gives an array of numbers that follow each other."
#|   - Multiply the array by one half.
#| explain: An operator works on every value of an array.
def ramp():
    ### BEGIN SOLUTION
    return np.arange(1_000_000) * 0.5
    ### END SOLUTION

# %%
#| check: ramp
assert np.array_equal(ramp(), solution.ramp())

# %%
#| mistake: ramp/whole
#| say: You count in whole steps. How large is one step?
def ramp():
    return np.arange(1_000_000) * 1.0

# %%
#| mistake: ramp/from-one
#| say: You begin with one half. What is the first multiple?
def ramp():
    return np.arange(1, 1_000_001) * 0.5
