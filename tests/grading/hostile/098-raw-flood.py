# exercise: add
# verdict: failed|learner_error
# class: bombs
# control: open flooded
# what: A gigabyte past every Python object, on both outputs.
import os

LINE = b"word " * 200_000


# %%
#| exercise: add
def add(a, b):
    for number in (1, 2):
        try:
            for _ in range(__FLOOD__ // len(LINE) + 1):
                os.write(number, LINE)
        except OSError:
            pass
