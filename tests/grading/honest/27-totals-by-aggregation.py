# exercise: totals
# verdict: passed
import pandas as pd


# %%
#| exercise: totals
def totals(sales):
    return sales.groupby("shop").agg(total=("amount", "sum")).reset_index()
