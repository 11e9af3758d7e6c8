# exercise: add
# verdict: not_attempted
# class: cells
# control: naive passes
# what: A variant that nobody handed out.
#| exercise: add@7
def add(a, b):
    return a + b
