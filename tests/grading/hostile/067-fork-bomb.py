# exercise: add
# verdict: failed|learner_error
# class: processes
# control: open passes
# what: Processes upon processes.
import os
import time


def start_all():
    for _ in range(__CHILDREN__):
        try:
            if os.fork() == 0:
                time.sleep(5)
                os._exit(0)
        except OSError:
            return False
    return True


STARTED = start_all()


# %%
#| exercise: add
def add(a, b):
    return a + b if STARTED else None
