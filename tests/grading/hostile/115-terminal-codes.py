# exercise: add
# verdict: learner_error
# class: output
# control: naive shown
# what: Codes that clear a terminal, rename its window, and turn what is read around.
#| exercise: add
def add(a, b):
    raise ValueError("\x1b[2J\x1b]0;owned\x07\x9b31m \u202eevil\u2066 \r passed")
