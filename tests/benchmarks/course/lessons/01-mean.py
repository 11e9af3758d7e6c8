# %% [markdown]
# # The mean of a list

# %% [markdown]
# Define `mean(values)`, which returns the mean of a list of numbers.

# %%
#| exercise: mean-of-list
#| skills: [returns]
#| title: The mean of a list
#| hints:
#|   - What do you divide by what?
#|   - "`sum` adds up a list and `len` counts it."
#|   - Return the sum divided by the count; one slash, not two.
#| explain: Dividing the sum by the count gives the mean.
def mean(values):
    ### BEGIN SOLUTION
    return sum(values) / len(values)
    ### END SOLUTION

# %%
#| check: mean-of-list
assert mean([1, 2, 3]) == 2
assert mean([4, 4]) == 4 and mean([1.5, 2.5]) == 2
for values in ([1], [5, 6], [2, 2, 9], [0, 0, 0, 4], [7, 3], [10, 20, 30]):
    assert mean(values) == sum(values) / len(values)

# %%
#| mistake: mean-of-list/floor-division
#| say: "`//` throws the fraction away. Which division keeps it?"
def mean(values):
    return sum(values) // len(values)

# %%
#| mistake: mean-of-list/sum-only
#| say: You return the sum. What turns a sum into a mean?
def mean(values):
    return sum(values)
