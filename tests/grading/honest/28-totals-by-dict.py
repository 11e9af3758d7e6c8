# exercise: totals
# verdict: passed
import pandas as pd


# %%
#| exercise: totals
def totals(sales):
    sums = {}
    for shop, amount in zip(sales["shop"], sales["amount"]):
        sums[shop] = sums.get(shop, 0) + amount
    shops = sorted(sums)
    return pd.DataFrame({"shop": shops, "total": [sums[shop] for shop in shops]})
