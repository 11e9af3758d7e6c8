# exercise: add
# verdict: learner_error|failed
# class: endings
# control: open ends
# what: An end with exit code 0, which is no success.
#| exercise: add
import os


def add(a, b):
    return a + b


os._exit(0)
