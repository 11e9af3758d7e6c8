# exercise: add
# verdict: passed
#| exercise: add
add = lambda a, b: sum((a, b))
