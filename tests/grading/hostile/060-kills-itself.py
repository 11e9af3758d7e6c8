# exercise: add
# verdict: learner_error|failed
# class: signals
# control: open ends
# what: The strongest of all signals.
import os
import signal


# %%
#| exercise: add
def add(a, b):
    os.kill(os.getpid(), signal.SIGKILL)
