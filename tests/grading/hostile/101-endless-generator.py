# exercise: evens
# verdict: failed
# class: endless values
# control: naive silent
# what: Numbers that never end.
#| exercise: evens
def evens(limit):
    while True:
        yield 0
