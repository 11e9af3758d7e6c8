# exercise: add
# verdict: failed|learner_error
# class: bombs
# control: open silent
# what: No work at all, for ever.
import time


# %%
#| exercise: add
def add(a, b):
    while True:
        try:
            time.sleep(10**6)
        except BaseException:
            pass
