# %% [markdown]
# # Arrays and tables

# %%
#| setup: true
import numpy as np
import pandas as pd

# %%
#| setup: true
sales = pd.DataFrame(
    {
        "day": ["Mon", "Mon", "Tue", "Tue", "Wed", "Wed"],
        "region": ["north", "south", "north", "south", "north", "south"],
        "pieces": [6, 5, 2, 8, 7, 1],
        "price": [2.0, 2.5, 2.0, 2.5, 1.5, 3.0],
    }
)

# %% [markdown]
# Define `standardise(values)`: take the mean off an array, then divide by its standard deviation.

# %%
#| exercise: standardise
#| skills: [tables]
#| title: Standardising
#| runs: python
#| hints:
#|   - Which two numbers do you need of the array?
#|   - "`mean()` and `std()` are methods of an array."
#|   - Take the mean off all values at once, then divide.
#| explain: What comes out has mean 0 and standard deviation 1.
def standardise(values):
    ### BEGIN SOLUTION
    return (values - values.mean()) / values.std()
    ### END SOLUTION

# %%
#| check: standardise
assert np.allclose(standardise(np.array([1.0, 2.0, 3.0])), [-1.224744871, 0, 1.224744871])
assert np.allclose(standardise(np.array([0.0, 4.0])), [-1, 1])
### BEGIN HIDDEN TESTS
for size in (3, 10, 50):
    drawn = np.random.default_rng(size).normal(5, 3, size)
    result = standardise(drawn.copy())
    assert abs(result.mean()) < 1e-9
    assert abs(result.std() - 1) < 1e-9
    assert np.allclose(result * drawn.std() + drawn.mean(), drawn)
### END HIDDEN TESTS

# %%
#| mistake: standardise/not-divided
#| say: The mean is gone, the spread is not. What do you divide by?
def standardise(values):
    return values - values.mean()

# %%
#| mistake: standardise/order
#| say: You divide only the mean. Which brackets are missing?
def standardise(values):
    return values - values.mean() / values.std()

# %% [markdown]
# Define `moving_mean(values, n)`: the mean of each `n` neighbours, as an array.

# %%
#| exercise: moving-mean
#| skills: [tables]
#| title: A moving mean
#| runs: python
#| hints:
#|   - How many windows are there?
#|   - "`values[i : i + n]` is the window that begins at `i`."
#|   - The last window begins at `len(values) - n`.
#| explain: There are n - 1 windows fewer than values.
def moving_mean(values, n):
    ### BEGIN SOLUTION
    return np.convolve(values, np.ones(n) / n, mode="valid")
    ### END SOLUTION

# %%
#| check: moving-mean
np.testing.assert_allclose(moving_mean(np.array([1.0, 2.0, 3.0, 4.0]), 2), [1.5, 2.5, 3.5])
np.testing.assert_allclose(moving_mean(np.array([3.0, 6.0, 9.0]), 3), [6.0])
### BEGIN HIDDEN TESTS
drawn = np.random.default_rng(3).integers(0, 90, 60).astype(float)
for n in (1, 4, 9):
    wanted = [drawn[i : i + n].mean() for i in range(len(drawn) - n + 1)]
    np.testing.assert_allclose(moving_mean(drawn.copy(), n), wanted)
### END HIDDEN TESTS

# %%
#| mistake: moving-mean/sums
#| say: You add the window up. What turns a sum into a mean?
def moving_mean(values, n):
    return np.convolve(values, np.ones(n), mode="valid")

# %%
#| mistake: moving-mean/too-many
#| say: There are too many windows. Which are not full?
def moving_mean(values, n):
    return np.convolve(values, np.ones(n) / n)

# %% [markdown]
# Define `totals(sales)`: what was earned per region (pieces times price), a series with the region as index.

# %%
#| exercise: totals
#| skills: [tables]
#| title: Totals per region
#| runs: python
#| hints:
#|   - What is earned in one row?
#|   - "`groupby` puts the rows of a region together."
#|   - Sum the products, grouped by the region.
#| explain: First the product in each row, then the sum in each group.
def totals(sales):
    ### BEGIN SOLUTION
    earned = sales["pieces"] * sales["price"]
    return earned.groupby(sales["region"]).sum()
    ### END SOLUTION

# %%
#| check: totals
wanted = pd.Series({"north": 26.5, "south": 35.5})
pd.testing.assert_series_equal(totals(sales.copy()).sort_index(), wanted, check_names=False)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(8)
pieces, price = rng.integers(1, 20, 30), rng.integers(1, 9, 30) / 2
many = pd.DataFrame({"region": ["east", "north", "west"] * 10, "pieces": pieces, "price": price})
found = totals(many.copy())
for place, region in enumerate(["east", "north", "west"]):
    assert np.isclose(found[region], (pieces * price)[place::3].sum())
### END HIDDEN TESTS

# %%
#| mistake: totals/pieces
#| say: You count pieces. What does a piece earn?
def totals(sales):
    return sales.groupby("region")["pieces"].sum()

# %%
#| mistake: totals/after
#| say: You multiply sums. Which product belongs to one row?
def totals(sales):
    groups = sales.groupby("region")
    return groups["pieces"].sum() * groups["price"].sum()

# %% [markdown]
# Define `best_day(sales)`: the name of the day on which most pieces were sold.

# %%
#| exercise: best-day
#| skills: [tables]
#| title: The best day
#| runs: python
#| hints:
#|   - How many pieces were sold on one day?
#|   - "`groupby` and `sum` give the pieces of each day."
#|   - "`idxmax` gives the label of the largest value."
#| explain: The index of a series names its rows, so `idxmax` gives a name.
def best_day(sales):
    ### BEGIN SOLUTION
    return sales.groupby("day")["pieces"].sum().idxmax()
    ### END SOLUTION

# %%
#| check: best-day
assert best_day(sales.copy()) == "Mon"
assert best_day(pd.DataFrame({"day": ["Sat"], "pieces": [1]})) == "Sat"
### BEGIN HIDDEN TESTS
assert best_day(sales[sales["day"] != "Mon"].copy()) == "Tue"
assert best_day(pd.DataFrame({"day": ["Wed", "Thu", "Wed"], "pieces": [4, 7, 4]})) == "Wed"
### END HIDDEN TESTS

# %%
#| mistake: best-day/row
#| say: You look at single rows. How many pieces has the whole day?
def best_day(sales):
    return sales.loc[sales["pieces"].idxmax(), "day"]

# %%
#| mistake: best-day/number
#| say: You return how many. Which day was it?
def best_day(sales):
    return sales.groupby("day")["pieces"].sum().max()

# %% [markdown]
# Define `fill_gaps(table)`: a table in which each missing number is the mean of its column.

# %%
#| exercise: fill-gaps
#| skills: [tables]
#| title: Filling gaps
#| runs: python
#| hints:
#|   - What is the mean of a column with gaps?
#|   - "`fillna` puts a value in the place of each gap."
#|   - "`table.mean()` has one mean for each column."
#| explain: "`fillna` takes one value for each column."
def fill_gaps(table):
    ### BEGIN SOLUTION
    return table.fillna(table.mean())
    ### END SOLUTION

# %%
#| check: fill-gaps
table = pd.DataFrame({"a": [1.0, np.nan, 3.0], "b": [np.nan, 4.0, 8.0]})
wanted = pd.DataFrame({"a": [1.0, 2.0, 3.0], "b": [6.0, 4.0, 8.0]})
pd.testing.assert_frame_equal(fill_gaps(table), wanted)
### BEGIN HIDDEN TESTS
whole = pd.DataFrame({"x": [1.0, 2.0]})
pd.testing.assert_frame_equal(fill_gaps(whole.copy()), whole)
rng = np.random.default_rng(5)
numbers = rng.normal(size=(40, 3))
numbers[rng.integers(0, 40, 2), [0, 2]] = np.nan
filled = fill_gaps(pd.DataFrame(numbers.copy(), columns=["u", "v", "w"]))
assert list(filled.columns) == ["u", "v", "w"] and filled.shape == (40, 3)
assert np.allclose(filled, np.where(np.isnan(numbers), np.nanmean(numbers, axis=0), numbers))
### END HIDDEN TESTS

# %%
#| mistake: fill-gaps/zeros
#| say: You fill with 0. Which number was asked for?
def fill_gaps(table):
    return table.fillna(0)

# %%
#| mistake: fill-gaps/dropped
#| say: You leave rows out. What should stand in the gap?
def fill_gaps(table):
    return table.dropna()

# %% [markdown]
# Define `distances(points)`: for an array of n points (n rows, 2 columns) the n × n array of their distances.

# %%
#| exercise: distances
#| skills: [tables]
#| title: Distances
#| runs: python
#| hints:
#|   - What is the distance of two points?
#|   - "`np.hypot` takes two differences."
#|   - "`points[:, None] - points` has the difference of every pair."
#| explain: Broadcasting takes every pair at once.
def distances(points):
    ### BEGIN SOLUTION
    gaps = points[:, None] - points
    return np.sqrt((gaps**2).sum(axis=-1))
    ### END SOLUTION

# %%
#| check: distances
assert np.allclose(distances(np.array([[0.0, 0.0], [3.0, 4.0]])), [[0, 5], [5, 0]])
assert distances(np.array([[1.0, 1.0]])).shape == (1, 1)
### BEGIN HIDDEN TESTS
points = np.random.default_rng(2).normal(size=(12, 2))
found = distances(points.copy())
assert found.shape == (12, 12)
assert np.allclose(found, found.T) and np.allclose(np.diag(found), 0)
for i in range(0, 12, 3):
    wanted = [np.hypot(*(points[i] - other)) for other in points]
    assert np.allclose(found[i], wanted)
### END HIDDEN TESTS

# %%
#| mistake: distances/squares
#| say: Those are squares of distances. What is missing?
def distances(points):
    gaps = points[:, None] - points
    return (gaps**2).sum(axis=-1)

# %%
#| mistake: distances/sides
#| say: You add up both sides. How long is the straight way?
def distances(points):
    return np.abs(points[:, None] - points).sum(axis=-1)
