# exercise: add
# verdict: learner_error|failed
# class: endings
# control: open ends
# what: An end with exit code 0, which is no success.
import os

os._exit(0)


# %%
#| exercise: add
def add(a, b):
    return a + b
