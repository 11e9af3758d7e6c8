# %%
#| right: count-words/counter
from collections import Counter

def count_words(text):
    return dict(Counter(text.lower().split()))

# %%
#| right: count-words/comprehension
def count_words(text):
    words = text.lower().split()
    return {word: words.count(word) for word in set(words)}

# %%
#| wrong: count-words/one-space
def count_words(text):
    counts = {}
    for word in text.lower().split(" "):
        counts[word] = counts.get(word, 0) + 1
    return counts

# %%
#| wrong: count-words/key-error
def count_words(text):
    counts = {}
    for word in text.lower().split():
        counts[word] += 1
    return counts

# %%
#| right: running-total/accumulate
import itertools

def running_total(values):
    return list(itertools.accumulate(values))

# %%
#| right: running-total/generator
def running_total(values):
    total = 0
    for value in values:
        total = total + value
        yield total

# %%
#| wrong: running-total/in-place
def running_total(values):
    if isinstance(values, range):
        values = list(values)
    for place in range(1, len(values)):
        values[place] += values[place - 1]
    return values

# %%
#| wrong: running-total/prints
def running_total(values):
    total = 0
    for value in values:
        total += value
        print(total)

# %%
#| right: median/ends-off
def median(values):
    values = list(values)
    while len(values) > 2:
        values.remove(max(values))
        values.remove(min(values))
    return sum(values) / len(values)

# %%
#| right: median/slice
def median(values):
    values = sorted(values)
    count = len(values)
    return sum(values[(count - 1) // 2 : count // 2 + 1]) / (2 - count % 2)

# %%
#| wrong: median/upper
def median(values):
    return sorted(values)[len(values) // 2]

# %%
#| wrong: median/misspelt
def median(values):
    ordered = sorted(values)
    return ordred[len(values) // 2]

# %%
#| right: palindrome/two-ends
def is_palindrome(text):
    kept = "".join(filter(str.isalpha, text)).casefold()
    i, j = 0, len(kept) - 1
    while i < j:
        if kept[i] != kept[j]:
            return False
        i, j = i + 1, j - 1
    return True

# %%
#| right: palindrome/all
def is_palindrome(text):
    kept = [c for c in text.lower() if c.isalpha()]
    return all(a == b for a, b in zip(kept, reversed(kept)))

# %%
#| wrong: palindrome/always
def is_palindrome(text):
    return True

# %%
#| wrong: palindrome/ends-only
def is_palindrome(text):
    text = text.lower()
    return text[0] == text[-1]

# %%
#| right: merge/sorted
def merge(first, second):
    return sorted(first + second)

# %%
#| right: merge/heapq
import heapq

def merge(first, second):
    return list(heapq.merge(first, second))

# %%
#| wrong: merge/changes
def merge(first, second):
    first.extend(second)
    first.sort()
    return first

# %%
#| wrong: merge/set
def merge(first, second):
    return sorted({*first, *second})

# %%
#| right: minutes/regular-expression
import re

def minutes(clock):
    found = re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)", clock)
    if found is None:
        raise ValueError(f"{clock} is no time")
    return int(found[1]) * 60 + int(found[2])

# %%
#| right: minutes/slices
def minutes(clock):
    hour = int(clock[:2])
    minute = int(clock[3:])
    if hour > 23 or minute > 59:
        raise ValueError(clock)
    return 60 * hour + minute

# %%
#| wrong: minutes/returns-none
def minutes(clock):
    hour, minute = clock.split(":")
    if int(hour) > 23 or int(minute) > 59:
        return None
    return int(hour) * 60 + int(minute)

# %%
#| wrong: minutes/syntax
def minutes(clock)
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)
