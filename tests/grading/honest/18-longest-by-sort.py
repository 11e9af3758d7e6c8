# exercise: longest
# verdict: passed
#| exercise: longest
def longest(words):
    return sorted(words, key=lambda word: -len(word))[0]
