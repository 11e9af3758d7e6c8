# exercise: add
# verdict: failed|learner_error
# class: bombs
# control: open silent
# what: One operation in C that takes for ever, and hears no signal.
#| exercise: add
def add(a, b):
    nine = a * b + 3
    return nine ** nine ** nine
