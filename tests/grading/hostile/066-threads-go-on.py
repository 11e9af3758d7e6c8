# exercise: add
# verdict: failed|learner_error
# class: processes
# control: open lingers
# what: A thread that nobody waits for, and that never ends.
import threading


def go_on():
    while True:
        pass


# %%
#| exercise: add
def add(a, b):
    for _ in range(3):
        threading.Thread(target=go_on).start()
    return None
