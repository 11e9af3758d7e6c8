# exercise: add
# verdict: learner_error|failed
# class: signals
# control: open signalled
# what: A process group reaches out of a namespace; a harmless signal shows it.
import os
import signal


# %%
#| exercise: add
def add(a, b):
    try:
        os.kill(0, signal.SIGURG)
        os.killpg(os.getpgid(0), signal.SIGURG)
    except OSError:
        pass
