# exercise: longest
# verdict: failed
# class: large values
# control: naive large
# what: A hundred million letters for an answer.
#| exercise: longest
def longest(words):
    return max(words, key=len) if len(words) < 5 else words[0] * 10_000_000
