# exercise: add
# verdict: failed
# class: cells
# control: naive first
# what: A right answer, then a wrong one with the same label: the last counts.
#| exercise: add
def add(a, b):
    return a + b


# %%
#| exercise: add
def add(a, b):
    return a * b
