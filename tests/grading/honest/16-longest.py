# exercise: longest
# verdict: passed
#| exercise: longest
def longest(words):
    return max(words, key=len)
