# exercise: double-all
# verdict: passed
def twice(value):
    return value * 2


# %%
#| exercise: double-all
def double_all(values):
    return list(map(twice, values))
