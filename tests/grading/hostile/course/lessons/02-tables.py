# %% [markdown]
# # Arrays and tables

# %%
#| setup: true
import numpy as np
import pandas as pd

# %% [markdown]
# Define `centre(array)`, which returns the array with its mean taken from each value.


# %%
#| exercise: centre
#| skills: [tables]
#| title: Around zero
#| hints: ["What is taken from each value?", "`array.mean()` is the mean.", Take the mean from the array.]
#| explain: numpy takes a number from every value of an array.
def centre(array):
    ### BEGIN SOLUTION
    "CANARY-solution-centre"
    return array - array.mean()
    ### END SOLUTION


# %%
#| check: centre
assert np.allclose(centre(np.array([1.0, 2.0, 3.0])), [-1.0, 0.0, 1.0])
assert (centre(np.array([4.0, 4.0])) == 0).all()
expect(centre(np.arange(6.0).reshape(2, 3))).shape(2, 3)
expect(centre).agrees_with(solution.centre, on=[(np.array([1.0, 5.0]),)], tol=1e-9)
### BEGIN HIDDEN TESTS
canary = "CANARY-hidden-centre"
numbers = np.array([float(ord(letter)) for letter in canary])
np.testing.assert_allclose(centre(numbers), numbers - numbers.mean())
expect(centre).agrees_with(
    solution.centre,
    draw=lambda rng: (np.array([rng.uniform(-9, 9) for _ in range(rng.randint(1, 9))]),),
    tol=1e-9,
)
### END HIDDEN TESTS


# %%
#| mistake: centre/median
#| say: You take the median away. What is the mean?
def centre(array):
    "CANARY-mistake-centre"
    return array - np.median(array)


# %%
#| mistake: centre/mean
#| say: That is the mean. What is it taken from?
def centre(array):
    "CANARY-mistake-centre"
    return array.mean()


# %% [markdown]
# Define `totals(sales)`, which returns a table with the columns `shop` and `total`: the sum of
# `amount` of each shop.


# %%
#| exercise: totals
#| skills: [tables]
#| title: Each shop's total
#| hints: ["What is put together?", "`groupby` puts rows together.", Group by shop and sum the amounts; name the column total.]
#| explain: Grouping gives one row for each shop.
def totals(sales):
    ### BEGIN SOLUTION
    "CANARY-solution-totals"
    return sales.groupby("shop", as_index=False)["amount"].sum().rename(columns={"amount": "total"})
    ### END SOLUTION


# %%
#| check: totals
sales = pd.DataFrame({"shop": ["a", "b", "a"], "amount": [1, 2, 3]})
found = totals(sales)
assert list(found.columns) == ["shop", "total"]
assert found["total"].sum() == 6
assert found.equals(pd.DataFrame({"shop": ["a", "b"], "total": [4, 2]}))
expect(found).columns("shop", "total").rows(2).equals(solution.totals(sales), order=False)
### BEGIN HIDDEN TESTS
more = pd.DataFrame({"shop": ["CANARY-hidden-totals", "b", "b"], "amount": [5, 7, 11]})
pd.testing.assert_frame_equal(
    totals(more), pd.DataFrame({"shop": ["CANARY-hidden-totals", "b"], "total": [5, 18]})
)
expect(totals).agrees_with(
    solution.totals,
    draw=lambda rng: (
        pd.DataFrame(
            {
                "shop": [rng.choice("abc") for _ in range(6)],
                "amount": [rng.randint(1, 99) for _ in range(6)],
            }
        ),
    ),
    times=5,
)
### END HIDDEN TESTS


# %%
#| mistake: totals/count
#| say: You count the sales. What is to be added?
def totals(sales):
    "CANARY-mistake-totals"
    return sales.groupby("shop", as_index=False)["amount"].count().rename(columns={"amount": "total"})


# %%
#| mistake: totals/ungrouped
#| say: Each sale still has a row of its own. How many rows should a shop have?
def totals(sales):
    "CANARY-mistake-totals"
    return sales.rename(columns={"amount": "total"})
