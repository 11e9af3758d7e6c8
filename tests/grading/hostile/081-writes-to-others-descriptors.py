# exercise: add
# verdict: failed|learner_error
# class: other processes
# control: open victim
# what: The descriptors of another process are opened by way of /proc.
import time

try:
    with open(f"/proc/{__VICTIM__}/fd/0", "w") as file:
        file.write("go on\n")
    time.sleep(0.1)
except OSError:
    pass


# %%
#| exercise: add
def add(a, b):
    return None
