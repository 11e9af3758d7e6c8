# exercise: apply-twice
# verdict: passed
#| exercise: apply-twice
def apply_twice(function, value):
    for _ in range(2):
        value = function(value)
    return value
