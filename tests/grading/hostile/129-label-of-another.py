# exercise: add
# verdict: not_attempted
# class: cells
# control: naive passes
# what: A right answer in the cell of another exercise.
#| exercise: mean
def add(a, b):
    return a + b
