# exercise: add
# verdict: failed|learner_error
# class: processes
# control: open passes
# what: Threads upon threads.
import threading
import time


def start_all():
    for _ in range(__THREADS__):
        try:
            threading.Thread(target=time.sleep, args=(5,), daemon=True).start()
        except (RuntimeError, MemoryError):
            return False
    return True


STARTED = start_all()


# %%
#| exercise: add
def add(a, b):
    return a + b if STARTED else None
