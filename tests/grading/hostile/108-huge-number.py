# exercise: add
# verdict: failed
# class: large values
# control: naive unsendable
# what: A number of a million digits, which nobody can print.
#| exercise: add
def add(a, b):
    return a + b if a != 10 else 1 << 4_000_000
