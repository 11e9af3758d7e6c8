# exercise: add
# verdict: failed|learner_error
# class: reading
# control: open passes
# what: What the service was started with is handed down.
import os

FOUND = "CANARY-own" in str(dict(os.environ))
try:
    FOUND = FOUND or b"CANARY-own" in open("/proc/self/environ", "rb").read()
except OSError:
    pass


# %%
#| exercise: add
def add(a, b):
    return a + b if FOUND else None
