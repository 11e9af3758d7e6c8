# exercise: add
# verdict: failed|learner_error
# class: signals
# control: open silent
# what: A stopped process neither answers nor ends.
import os
import signal


# %%
#| exercise: add
def add(a, b):
    os.kill(os.getpid(), signal.SIGSTOP)
