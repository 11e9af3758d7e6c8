# exercise: add
# verdict: learner_error|failed
# class: endings
# control: open ends
# what: Memory that is not there is read.
import ctypes


# %%
#| exercise: add
def add(a, b):
    return ctypes.string_at(8)
