# %% [markdown]
# # Exercises that wrong answers try to pass

# %%
#| setup: true
import math

import numpy as np
import pandas as pd

# %% [markdown]
# Define `mean(values)`, which returns the mean of a list of numbers.

# %%
#| exercise: mean
#| skills: [functions]
#| title: The mean
#| runs: ipython
#| hints:
#|   - What do you divide by what?
#|   - "`sum` adds up a list and `len` counts it."
#|   - Return the sum divided by the count.
#| explain: Dividing the sum by the count gives the mean.
def mean(values):
    ### BEGIN SOLUTION
    return sum(values) / len(values)
    ### END SOLUTION

# %%
#| check: mean
assert mean([1, 2, 3]) == 2
assert mean([4, 7]) == 5.5
### BEGIN HIDDEN TESTS
assert mean([9, 9, 0]) == 6
values = [3, 8, 5, 6]
assert mean(values) == sum(values) / len(values)
### END HIDDEN TESTS

# %%
#| mistake: mean/floor
#| say: "`//` throws the fraction away. Which division keeps it?"
def mean(values):
    return sum(values) // len(values)

# %%
#| mistake: mean/sum
#| say: You return the sum. What turns a sum into a mean?
def mean(values):
    return sum(values)

# %% [markdown]
# Define `spread(values)`, the largest of a list of numbers less the smallest.

# %%
#| exercise: spread
#| skills: [functions]
#| title: The spread
#| runs: ipython
#| hints:
#|   - Which two numbers do you need?
#|   - "`max` and `min` give them."
#|   - Take the smallest off the largest.
#| explain: The spread tells how far the values lie apart.
def spread(values):
    ### BEGIN SOLUTION
    return max(values) - min(values)
    ### END SOLUTION

# %%
#| check: spread
assert abs(spread([1.5, 2, 4]) - 2.5) < 1e-9
### BEGIN HIDDEN TESTS
assert abs(spread([0.1, 0.4]) - 0.3) < 1e-9
assert abs(spread([7, -7, 1]) - 14) < 1e-9
### END HIDDEN TESTS

# %%
#| mistake: spread/sum
#| say: You add both. What tells how far they lie apart?
def spread(values):
    return max(values) + min(values)

# %%
#| mistake: spread/largest
#| say: That is the largest. How far is it from the smallest?
def spread(values):
    return max(values)

# %% [markdown]
# Define `diagonal(width, height)`, the length of the diagonal of a rectangle.

# %%
#| exercise: diagonal
#| skills: [functions]
#| title: The diagonal
#| runs: ipython
#| hints:
#|   - Which triangle has the diagonal as its longest side?
#|   - "`math.sqrt` gives the square root."
#|   - Take the root of the sum of both squares.
#| explain: The theorem of Pythagoras.
def diagonal(width, height):
    ### BEGIN SOLUTION
    return math.sqrt(width**2 + height**2)
    ### END SOLUTION

# %%
#| check: diagonal
assert math.isclose(diagonal(3, 4), 5)
### BEGIN HIDDEN TESTS
assert all(math.isclose(diagonal(3 * n, 4 * n), 5 * n) for n in (2, 5, 0.5))
assert math.isclose(diagonal(8, 15), 17)
### END HIDDEN TESTS

# %%
#| mistake: diagonal/sum
#| say: That is the way along both sides. How long is the straight way?
def diagonal(width, height):
    return width + height

# %%
#| mistake: diagonal/square
#| say: That is its square. What is missing?
def diagonal(width, height):
    return width**2 + height**2

# %% [markdown]
# Define `doubled(values)`, an array with each value of an array doubled.

# %%
#| exercise: doubled
#| skills: [functions]
#| title: Doubled
#| runs: ipython
#| hints:
#|   - What happens to each value?
#|   - A star works on all values of an array.
#|   - Multiply the array by 2.
#| explain: An operator works on every value of an array.
def doubled(values):
    ### BEGIN SOLUTION
    return values * 2
    ### END SOLUTION

# %%
#| check: doubled
np.testing.assert_allclose(doubled(np.array([1.0, 2.5])), np.array([2.0, 5.0]))
### BEGIN HIDDEN TESTS
np.testing.assert_allclose(doubled(np.arange(6.0)), np.arange(0.0, 12.0, 2.0))
assert np.array_equal(doubled(np.array([4, -1])), np.array([8, -2]))
### END HIDDEN TESTS

# %%
#| mistake: doubled/added
#| say: You add 2. What doubles a number?
def doubled(values):
    return values + 2

# %%
#| mistake: doubled/squared
#| say: You square. What doubles a number?
def doubled(values):
    return values**2

# %% [markdown]
# Define `totals(sales)`, the pieces sold per region, a series with the region as index.

# %%
#| exercise: totals
#| skills: [functions]
#| title: Totals
#| runs: ipython
#| hints:
#|   - Which rows belong together?
#|   - "`groupby` puts the rows of a region together."
#|   - Sum the pieces of each group.
#| explain: First the groups, then the sum in each.
def totals(sales):
    ### BEGIN SOLUTION
    return sales.groupby("region")["pieces"].sum()
    ### END SOLUTION

# %%
#| check: totals
sales = pd.DataFrame({"region": ["n", "s", "n"], "pieces": [1, 2, 4]})
pd.testing.assert_series_equal(totals(sales), pd.Series({"n": 5, "s": 2}), check_names=False)
### BEGIN HIDDEN TESTS
more = pd.DataFrame({"region": ["e", "w", "w", "e"], "pieces": [3, 1, 1, 9]})
pd.testing.assert_series_equal(totals(more), pd.Series({"e": 12, "w": 2}), check_names=False)
assert totals(more).to_dict() == {"e": 12, "w": 2}
### END HIDDEN TESTS

# %%
#| mistake: totals/count
#| say: You count rows. How many pieces are in them?
def totals(sales):
    return sales.groupby("region")["pieces"].count()

# %%
#| mistake: totals/largest
#| say: You keep the largest. What about the others?
def totals(sales):
    return sales.groupby("region")["pieces"].max()
