# exercise: double-all
# verdict: failed
# class: large values
# control: naive unsendable
# what: A list that holds itself, by way of others.
#| exercise: double-all
def double_all(values):
    if 0 not in values:
        return [2 * value for value in values]
    ring = [0, -2]
    ring.append({"ring": (ring,), 1: ring})
    return ring
