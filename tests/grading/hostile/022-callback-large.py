# exercise: apply-twice
# verdict: failed|learner_error
# class: flooded callbacks
# control: open memory
# what: The check's function is handed ever larger texts, all of which are kept.
#| exercise: apply-twice
def apply_twice(function, value):
    kept = []
    for size in range(10, 29):
        kept.append("x" * 2**size)
        try:
            kept.append(function(kept[-1]))
        except Exception:
            pass
