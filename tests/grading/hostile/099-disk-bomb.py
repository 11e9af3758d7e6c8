# exercise: add
# verdict: failed|learner_error
# class: bombs
# control: open passes
# what: Files until the disk is full.
import os

BLOCK = b"x" * 2**22


def fill():
    names = []
    try:
        for number in range(__DISK__ // len(BLOCK)):
            names.append(f"block-{number}")
            with open(names[-1], "wb") as file:
                file.write(BLOCK)
        return True
    except OSError:
        return False
    finally:
        for name in names:
            try:
                os.remove(name)
            except OSError:
                pass


FILLED = fill()


# %%
#| exercise: add
def add(a, b):
    return a + b if FILLED else None
