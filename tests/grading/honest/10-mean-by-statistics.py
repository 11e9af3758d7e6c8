# exercise: mean
# verdict: passed
import statistics


# %%
#| exercise: mean
def mean(values):
    # StatisticsError is a ValueError
    return statistics.mean(values)
