# exercise: add
# verdict: passed
#| exercise: add
def add(a, b):
    return a + b
