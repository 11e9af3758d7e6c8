# exercise: add
# verdict: failed|learner_error
# class: processes
# control: open orphans
# what: A grandchild in a session of its own, which goes on when all is over.
import os
import time


def leave():
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(1)
            open("/tmp/" + __LEFT__, "w").close()
        os._exit(0)
    os.wait()


try:
    leave()
except OSError:
    pass


# %%
#| exercise: add
def add(a, b):
    return None
