# %% [markdown]
# # Plain Python

# %%
#| setup: true
import math

# %% [markdown]
# Define `count_words(text)`, which returns a dictionary: how often each word stands in the text. Capitals do not count.

# %%
#| exercise: count-words
#| skills: [functions]
#| title: Counting words
#| runs: python
#| hints:
#|   - How do you take a text apart?
#|   - "`split` gives a list of words, `lower` takes capitals away."
#|   - Add one to the word's number for each word in the list.
#| explain: A dictionary keeps one number for each word.
def count_words(text):
    ### BEGIN SOLUTION
    counts = {}
    for word in text.lower().split():
        counts[word] = counts.get(word, 0) + 1
    return counts
    ### END SOLUTION

# %%
#| check: count-words
assert count_words("one two one") == {"one": 2, "two": 1}
assert count_words("The end is the END") == {"the": 2, "end": 2, "is": 1}
### BEGIN HIDDEN TESTS
assert count_words("") == {}
assert count_words("  a\n b\ta  ") == {"a": 2, "b": 1}
for times in (1, 2, 5, 9):
    assert count_words("Go stop " * times) == {"go": times, "stop": times}
### END HIDDEN TESTS

# %%
#| mistake: count-words/capitals
#| say: A word with a capital is counted apart. What makes both alike?
def count_words(text):
    counts = {}
    for word in text.split():
        counts[word] = counts.get(word, 0) + 1
    return counts

# %%
#| mistake: count-words/letters
#| say: You count letters. What takes a text apart into words?
def count_words(text):
    counts = {}
    for word in text.lower():
        counts[word] = counts.get(word, 0) + 1
    return counts

# %% [markdown]
# Define `running_total(values)`, which returns the list of sums so far.

# %%
#| exercise: running-total
#| skills: [functions]
#| title: A running total
#| runs: python
#| hints:
#|   - What is remembered from one value to the next?
#|   - Begin with a total of 0 and an empty list.
#|   - Add each value to the total, and append the total to the list.
#| explain: The total grows from value to value, and each stand is kept.
def running_total(values):
    ### BEGIN SOLUTION
    totals, total = [], 0
    for value in values:
        total += value
        totals.append(total)
    return totals
    ### END SOLUTION

# %%
#| check: running-total
assert list(running_total([1, 2, 3])) == [1, 3, 6]
assert list(running_total([5])) == [5]
### BEGIN HIDDEN TESTS
assert list(running_total([])) == []
values = [4, -4, 10, 0, 2]
assert list(running_total(values)) == [4, 0, 10, 10, 12]
assert values == [4, -4, 10, 0, 2], "the list that was handed in stays as it was"
for size in (2, 7, 20):
    assert list(running_total(range(size))) == [n * (n + 1) // 2 for n in range(size)]
### END HIDDEN TESTS

# %%
#| mistake: running-total/only-last
#| say: You return one number. Where are the sums on the way?
def running_total(values):
    return [sum(values)]

# %%
#| mistake: running-total/from-zero
#| say: Your list begins with 0. Which sum comes first?
def running_total(values):
    totals = [0]
    for value in values:
        totals.append(totals[-1] + value)
    return totals

# %% [markdown]
# Define `median(values)`: the middle of the sorted values, or the mean of the two in the middle.

# %%
#| exercise: median
#| skills: [functions]
#| title: The median
#| runs: python
#| hints:
#|   - What has to be done before there is a middle?
#|   - "`sorted` gives a new list in order; `len(values) // 2` is the place of the middle."
#|   - For an even number of values take the mean of the two around the middle.
#| explain: Half of the values lie on each side of the median.
def median(values):
    ### BEGIN SOLUTION
    ordered = sorted(values)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2
    ### END SOLUTION

# %%
#| check: median
assert median([3, 1, 8]) == 3
assert math.isclose(median([4, 1, 3, 2]), 2.5)
### BEGIN HIDDEN TESTS
assert median([7]) == 7
assert math.isclose(median([0.5, 0.25]), 0.375)
assert median([9, 9, 1, 2, 5]) == 5
for size in (3, 4, 11, 20):
    assert math.isclose(median(list(range(size, 0, -1))), (size + 1) / 2)
### END HIDDEN TESTS

# %%
#| mistake: median/unsorted
#| say: You take the middle of the list as it comes. What comes before?
def median(values):
    middle = len(values) // 2
    if len(values) % 2:
        return values[middle]
    return (values[middle - 1] + values[middle]) / 2

# %%
#| mistake: median/mean
#| say: That is the mean. Which value stands in the middle?
def median(values):
    return sum(values) / len(values)

# %% [markdown]
# Define `is_palindrome(text)`: does the text read the same backwards? Only letters count, and capitals do not matter.

# %%
#| exercise: palindrome
#| skills: [functions]
#| title: Palindromes
#| runs: python
#| hints:
#|   - What has to go before you compare?
#|   - "`isalpha` tells whether a character is a letter."
#|   - Compare the letters with `[::-1]` of them.
#| explain: A list compared with its own reverse tells whether it reads both ways.
def is_palindrome(text):
    ### BEGIN SOLUTION
    letters = [letter for letter in text.lower() if letter.isalpha()]
    return letters == letters[::-1]
    ### END SOLUTION

# %%
#| check: palindrome
assert is_palindrome("Level") == True
assert is_palindrome("levels") == False
### BEGIN HIDDEN TESTS
assert is_palindrome("Was it a car or a cat I saw?") == True
assert is_palindrome("") == True
for word in ("anna", "Otto", "noon", "x"):
    assert is_palindrome(word) == True
    assert is_palindrome(word + "q" + word + "r") == False
### END HIDDEN TESTS

# %%
#| mistake: palindrome/capitals
#| say: A capital and a small letter differ for you. What makes both alike?
def is_palindrome(text):
    letters = [letter for letter in text if letter.isalpha()]
    return letters == letters[::-1]

# %%
#| mistake: palindrome/all-characters
#| say: You compare spaces and marks too. Which characters count?
def is_palindrome(text):
    return text.lower() == text.lower()[::-1]

# %% [markdown]
# Define `merge(first, second)`, which makes one sorted list of two sorted lists.

# %%
#| exercise: merge
#| skills: [functions]
#| title: Merging lists
#| runs: python
#| hints:
#|   - Which two values can be the smallest?
#|   - Compare what stands first in both lists.
#|   - Take the smaller one, until both lists are empty.
#| explain: The smallest value left always stands at the front of one of the lists.
def merge(first, second):
    ### BEGIN SOLUTION
    merged, i, j = [], 0, 0
    while i < len(first) and j < len(second):
        if first[i] <= second[j]:
            merged.append(first[i])
            i += 1
        else:
            merged.append(second[j])
            j += 1
    return merged + list(first[i:]) + list(second[j:])
    ### END SOLUTION

# %%
#| check: merge
assert merge([1, 3], [2, 4]) == [1, 2, 3, 4]
assert merge([1], []) == [1]
### BEGIN HIDDEN TESTS
assert merge([], []) == []
first, second = [1, 1, 5], [0, 1, 9]
assert merge(first, second) == [0, 1, 1, 1, 5, 9]
assert first == [1, 1, 5] and second == [0, 1, 9], "the lists that were handed in stay"
for size in (3, 8):
    assert merge(list(range(0, size, 2)), list(range(1, size, 2))) == list(range(size))
### END HIDDEN TESTS

# %%
#| mistake: merge/joined
#| say: You put one list behind the other. Is the result sorted?
def merge(first, second):
    return first + second

# %%
#| mistake: merge/no-rest
#| say: You stop when one list is empty. What about the rest of the other?
def merge(first, second):
    merged, i, j = [], 0, 0
    while i < len(first) and j < len(second):
        if first[i] <= second[j]:
            merged.append(first[i])
            i += 1
        else:
            merged.append(second[j])
            j += 1
    return merged

# %% [markdown]
# Define `minutes(clock)`, which turns `"07:30"` into minutes since midnight. A time that does not exist raises a
# `ValueError`.

# %%
#| exercise: minutes
#| skills: [functions]
#| title: Minutes since midnight
#| runs: python
#| hints:
#|   - Which two numbers stand in the text?
#|   - "`split(':')` takes the text apart at the colon."
#|   - Raise the error if the hour is over 23 or the minute is over 59.
#| explain: Each hour has 60 minutes; times that do not exist are refused.
def minutes(clock):
    ### BEGIN SOLUTION
    hour, minute = (int(part) for part in clock.split(":"))
    if not (0 <= hour <= 23 and 0 <= minute <= 59):
        raise ValueError("there is no such time")
    return hour * 60 + minute
    ### END SOLUTION

# %%
#| check: minutes
assert minutes("07:30") == 450
assert minutes("00:00") == 0
### BEGIN HIDDEN TESTS
assert minutes("23:59") == 1439
for hour in (0, 9, 17, 22):
    assert minutes(f"{hour:02}:15") == hour * 60 + 15
for clock in ("24:00", "10:60", "99:99"):
    try:
        minutes(clock)
    except ValueError:
        continue
    raise AssertionError("a time that does not exist")
### END HIDDEN TESTS

# %%
#| mistake: minutes/all-times
#| say: You count times that do not exist. Which hours are there?
def minutes(clock):
    hour, minute = (int(part) for part in clock.split(":"))
    return hour * 60 + minute

# %%
#| mistake: minutes/hundreds
#| say: You count 100 minutes for an hour. How many has it?
def minutes(clock):
    return int(clock.replace(":", ""))
