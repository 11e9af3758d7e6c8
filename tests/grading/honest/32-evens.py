# exercise: evens
# verdict: passed
#| exercise: evens
def evens(limit):
    number = 0
    while number < limit:
        yield number
        number += 2
