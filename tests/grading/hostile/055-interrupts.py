# exercise: add
# verdict: learner_error|failed
# class: endings
# control: naive ends
# what: An interrupt, as if somebody had stopped the grader.
#| exercise: add
def add(a, b):
    raise KeyboardInterrupt
