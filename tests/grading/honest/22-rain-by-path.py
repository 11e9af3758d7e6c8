# exercise: rain
# verdict: passed
from pathlib import Path


# %%
#| exercise: rain
def total_rain(path):
    return sum(float(word) for word in Path(path).read_text().split()[1::2])
