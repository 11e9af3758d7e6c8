# exercise: add
# verdict: not_attempted
# class: cells
# control: naive passes
# what: The label stands in a text; no cell is the exercise's.
TEXT = """
#| exercise: add
"""


# %%
def add(a, b):
    return a + b
