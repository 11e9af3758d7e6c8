# exercise: double-all
# verdict: passed
#| exercise: double-all
def double_all(values):
    return [value + value for value in values]
