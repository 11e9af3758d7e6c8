# exercise: add
# verdict: failed
# class: lying objects
# control: naive passes
# what: An object that is equal to everything and says that it is an int.
class Liar:
    __class__ = int

    def __eq__(self, other):
        return True


# %%
#| exercise: add
def add(a, b):
    return Liar()
