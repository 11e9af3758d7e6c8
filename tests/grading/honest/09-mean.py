# exercise: mean
# verdict: passed
#| exercise: mean
def mean(values):
    if len(values) == 0:
        raise ValueError("there is no mean of nothing")
    total = 0
    for value in values:
        total += value
    return total / len(values)
