# exercise: double-all
# verdict: passed
#| exercise: double-all
def double_all(values):
    result = values.copy()
    for place, value in enumerate(result):
        result[place] = value * 2
    return result
