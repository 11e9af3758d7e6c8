# exercise: double-all
# verdict: failed
# class: large values
# control: naive slow
# what: Numbers that all have one hash: whoever puts them into a set compares each with each.
#| exercise: double-all
def double_all(values):
    if 0 not in values:
        return [2 * value for value in values]
    return {number * (2**61 - 1) for number in range(1, __KEYS__)}
