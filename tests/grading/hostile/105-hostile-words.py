# exercise: add
# verdict: learner_error|failed
# class: endless values
# control: naive silent
# what: An error whose text, name and look never come.
class Slow(str):
    def __str__(self):
        while True:
            pass

    __repr__ = __len__ = __iter__ = __format__ = __str__


class Problem(Exception):
    def __str__(self):
        return str(Slow("x"))

    __repr__ = __str__


# %%
#| exercise: add
def add(a, b):
    raise Problem(Slow("x"))
