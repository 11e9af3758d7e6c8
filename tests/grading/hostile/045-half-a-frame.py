# exercise: add
# verdict: failed|learner_error
# class: protocol
# control: open garbled
# what: The head of a frame, and a little of it; the rest never comes.
import os


# %%
#| exercise: add
def add(a, b):
    for number in range(3, 256):
        try:
            os.write(number, (1000).to_bytes(4, "big") + b'["ok",[5')
        except OSError:
            pass
