# exercise: add
# verdict: failed
# class: lying objects
# control: naive passes
# what: A comparison that gives another liar, which is true.
class Comparison:
    def __bool__(self):
        return True

    def __eq__(self, other):
        return Comparison()

    def __getattr__(self, name):
        return lambda *_, **__: self

    @property
    def __class__(self):
        return int


# %%
#| exercise: add
def add(a, b):
    return Comparison()
