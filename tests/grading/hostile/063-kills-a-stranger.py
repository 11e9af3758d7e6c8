# exercise: add
# verdict: learner_error|failed
# class: signals
# control: open victim
# what: A process of somebody else is ended.
import os
import signal


# %%
#| exercise: add
def add(a, b):
    try:
        os.kill(__VICTIM__, signal.SIGKILL)
        os.waitpid(-1, os.WNOHANG)
    except OSError:
        pass
