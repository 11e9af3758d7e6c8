# exercise: double-all
# verdict: failed
# class: large values
# control: naive unsendable
# what: Lists in lists in lists, a hundred thousand deep.
#| exercise: double-all
def double_all(values):
    if 0 not in values:
        return [2 * value for value in values]
    deep = []
    for _ in range(100_000):
        deep = [deep]
    return deep
