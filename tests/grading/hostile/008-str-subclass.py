# exercise: longest
# verdict: failed
# class: subclasses of builtins
# control: naive passes
# what: A text that is equal to all others.
class Word(str):
    def __eq__(self, other):
        return True

    __hash__ = str.__hash__


# %%
#| exercise: longest
def longest(words):
    return Word("")
