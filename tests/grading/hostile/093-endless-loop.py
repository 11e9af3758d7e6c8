# exercise: add
# verdict: failed|learner_error
# class: bombs
# control: open silent
# what: A loop that catches what should end it.
#| exercise: add
def add(a, b):
    while True:
        try:
            while True:
                a += 1
        except BaseException:
            continue
