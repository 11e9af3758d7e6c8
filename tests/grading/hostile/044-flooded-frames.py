# exercise: add
# verdict: failed|learner_error
# class: protocol
# control: open flood
# what: Every descriptor is written full of frames that nobody asked for.
import os

ONE = b'["callback",[["r",0],0],[],[]]'
MANY = (len(ONE).to_bytes(4, "big") + ONE) * 1000


# %%
#| exercise: add
def add(a, b):
    for number in range(3, 256):
        try:
            for _ in range(__FLOOD__ // len(MANY)):
                os.write(number, MANY)
        except OSError:
            pass
