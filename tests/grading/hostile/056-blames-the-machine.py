# exercise: add
# verdict: learner_error|failed
# class: endings
# control: naive MemoryError
# what: Errors that look as if the machine had failed, so that nothing counts.
#| exercise: add
def add(a, b):
    if a == 2:
        raise MemoryError
    raise OSError(28, "No space left on device")
