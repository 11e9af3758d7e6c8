# exercise: longest
# verdict: failed|learner_error
# class: bombs
# control: open silent
# what: A regular expression that tries every way there is.
import re


# %%
#| exercise: longest
def longest(words):
    return re.match(r"(a|aa|a*)+$", "a" * 60 + "b")
