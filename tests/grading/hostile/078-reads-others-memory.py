# exercise: add
# verdict: failed|learner_error
# class: other processes
# control: open passes
# what: The memory of another process, as a file.
try:
    with open(f"/proc/{__VICTIM__}/mem", "rb", buffering=0) as file:
        file.seek(__ADDRESS__)
        FOUND = b"CANARY-memory" in file.read(100)
except (OSError, ValueError):
    FOUND = False


# %%
#| exercise: add
def add(a, b):
    return a + b if FOUND else None
