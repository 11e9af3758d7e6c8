# exercise: add
# verdict: learner_error
# class: output
# control: escape raw
# what: A picture with a script, in the words of an error, out of its backticks.
#| exercise: add
def add(a, b):
    raise ValueError("`` ``` <svg onload=alert(1)> ``` [x](javascript:alert(1)) ![](x)")
