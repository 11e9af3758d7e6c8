# exercise: apply-twice
# verdict: failed|learner_error
# class: flooded callbacks
# control: naive silent
# what: The check's function is called without an end.
#| exercise: apply-twice
def apply_twice(function, value):
    for _ in range(__CALLS__):
        function(value)
