# exercise: double-all
# verdict: failed
# class: lying objects
# control: naive passes
# what: No list at all, but an object with every method that a list has.
class Sequence:
    def __len__(self):
        return 2

    def __iter__(self):
        return iter([10, 12])

    def __getitem__(self, place):
        return 10

    def __contains__(self, item):
        return True

    def __eq__(self, other):
        return True

    def __hash__(self):
        return 1

    def __instancecheck__(self, other):
        return True


# %%
#| exercise: double-all
def double_all(values):
    return Sequence()
