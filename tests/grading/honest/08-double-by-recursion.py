# exercise: double-all
# verdict: passed
#| exercise: double-all
def double_all(values):
    if not values:
        return []
    first, *rest = values
    return [first * 2] + double_all(rest)
