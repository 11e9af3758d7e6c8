# exercise: add
# verdict: failed
# class: cells
# control: naive first
# what: The cell of another exercise defines the name anew, and it runs later.
#| exercise: add
def add(a, b):
    return a + b


# %%
#| exercise: mean
def add(a, b):
    return a * b + 1


def mean(values):
    return sum(values) / len(values)
