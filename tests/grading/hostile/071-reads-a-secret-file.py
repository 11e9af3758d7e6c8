# exercise: add
# verdict: failed|learner_error
# class: reading
# control: open passes
# what: A file of the machine is read by its path.
try:
    FOUND = "CANARY" in open(__SECRET__).read()
except OSError:
    FOUND = False


# %%
#| exercise: add
def add(a, b):
    return a + b if FOUND else None
