# exercise: rain
# verdict: passed
import pandas as pd


# %%
#| exercise: rain
def total_rain(path):
    return pd.read_csv(path, sep=" ", header=None)[1].sum()
