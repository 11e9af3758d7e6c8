# exercise: add
# verdict: failed|learner_error
# class: protocol
# control: open garbled
# what: A frame of ten thousand brackets: who reads it by recursion falls.
import os

BODY = b"[" * 10_000 + b"]" * 10_000


# %%
#| exercise: add
def add(a, b):
    for number in range(3, 256):
        try:
            os.write(number, len(BODY).to_bytes(4, "big") + BODY)
        except OSError:
            pass
    os._exit(0)
