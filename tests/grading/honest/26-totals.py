# exercise: totals
# verdict: passed
import pandas as pd


# %%
#| exercise: totals
def totals(sales):
    sums = sales.groupby("shop")["amount"].sum()
    return sums.reset_index(name="total")
