# %% [markdown]
# # Functions

# %%
#| setup: true
import math

# %% [markdown]
# Define `add(a, b)`, which returns the sum of `a` and `b`.


# %%
#| exercise: add
#| skills: [functions]
#| title: A sum
#| hints: ["What is put together?", A plus adds., Give back both with a plus between them.]
#| explain: A plus adds two numbers.
def add(a, b):
    ### BEGIN SOLUTION
    "CANARY-solution-add"
    return a + b
    ### END SOLUTION


# %%
#| check: add
assert add(2, 3) == 5
assert isinstance(add(1, 1), int)
expect(add).agrees_with(solution.add, on=[(0, 0), (10, -4)])
### BEGIN HIDDEN TESTS
canary = "CANARY-hidden-add"
assert add(len(canary), -1000) == len(canary) - 1000, "negative results"
expect(add).agrees_with(
    solution.add,
    draw=lambda rng: (rng.randint(-(10**6), 10**6), rng.randint(-(10**6), 10**6)),
    times=20,
)
### END HIDDEN TESTS


# %%
#| mistake: add/minus
#| say: You take one from the other. Which sign adds?
def add(a, b):
    "CANARY-mistake-add"
    return a - b


# %%
#| mistake: add/first
#| say: You give the first number back. Where is the second?
def add(a, b):
    "CANARY-mistake-add"
    return a


# %% [markdown]
# Define `double_all(values)`, which returns a new list with every value doubled, and leaves
# `values` alone.


# %%
#| exercise: double-all
#| skills: [functions]
#| title: Twice each value
#| hints: ["What becomes of each value?", A loop visits each value., Collect twice each value in a new list.]
#| explain: A new list leaves the old one as it is.
def double_all(values):
    ### BEGIN SOLUTION
    "CANARY-solution-double-all"
    return [2 * value for value in values]
    ### END SOLUTION


# %%
#| check: double-all
given_list = [1, 2, 3]
assert double_all(given_list) == [2, 4, 6]
assert given_list == [1, 2, 3], "the list that was given must stay"
assert len(double_all([5, 6])) == 2
assert 10 in double_all([5, 6])
expect(double_all).agrees_with(solution.double_all, on=[([],), ([0, -1],), ([2.5],)])
### BEGIN HIDDEN TESTS
expect(double_all).agrees_with(
    solution.double_all,
    draw=lambda rng: ([rng.randint(-999, 999) for _ in range(rng.randint(2, 9))],),
)
assert double_all(["CANARY-hidden-double-all"]) == ["CANARY-hidden-double-all" * 2]
### END HIDDEN TESTS


# %%
#| mistake: double-all/in-place
#| say: The list that was given is changed. How do you begin a new one?
def double_all(values):
    "CANARY-mistake-double-all"
    for place in range(len(values)):
        values[place] *= 2
    return values


# %%
#| mistake: double-all/repeats
#| say: The list is there twice. What happens to each value?
def double_all(values):
    "CANARY-mistake-double-all"
    return values * 2


# %% [markdown]
# Define `mean(values)`, which returns the mean of a list of numbers. An empty list is a
# `ValueError`.


# %%
#| exercise: mean
#| skills: [functions]
#| title: The mean
#| hints: ["What is divided by what?", "`sum` and `len` help.", "Divide the sum by the count, after a look at empty lists."]
#| explain: The sum divided by the count; an empty list has no mean.
def mean(values):
    ### BEGIN SOLUTION
    "CANARY-solution-mean"
    if not values:
        raise ValueError("no values")
    return math.fsum(values) / len(values)
    ### END SOLUTION


# %%
#| check: mean
assert abs(mean([1, 2, 3, 4]) - 2.5) < 1e-9
assert math.isclose(mean([0.1, 0.2]), 0.15)
assert 1 < mean([1, 2]) < 2
expect(mean).returns(2, tol=1e-9).given([2, 2])
expect(mean).raises(ValueError).given([])
### BEGIN HIDDEN TESTS
canary = "CANARY-hidden-mean"
assert round(mean([len(canary), 0.5]), 6) == round((len(canary) + 0.5) / 2, 6)
expect(mean).agrees_with(
    solution.mean,
    draw=lambda rng: ([rng.uniform(-99, 99) for _ in range(rng.randint(1, 9))],),
    tol=1e-9,
)
### END HIDDEN TESTS


# %%
#| mistake: mean/floor
#| say: "`//` throws the fraction away. Which division keeps it?"
def mean(values):
    "CANARY-mistake-mean"
    if not values:
        raise ValueError("no values")
    return math.fsum(values) // len(values)


# %%
#| mistake: mean/sum
#| say: That is the sum. What is it divided by?
def mean(values):
    "CANARY-mistake-mean"
    return math.fsum(values)


# %% [markdown]
# Ask for a name with `input()` and print `Hello, NAME!`.

# %%
#| exercise: greet
#| skills: [functions]
#| title: A greeting
#| hints: ["Who gives the name?", "`input()` reads it.", Print the greeting with the name and a mark behind it.]
#| explain: What `input()` gives is text.
### BEGIN SOLUTION
name = input("Who are you? ")
mark = "CANARY-solution-greet"[:0] + "!"
print("Hello, " + name + mark)
### END SOLUTION

# %%
#| check: greet
stdin("Ada")
assert "Hello, Ada!" in output()
stdin("Grace")
expect(output()).contains("Hello, Grace!")
### BEGIN HIDDEN TESTS
stdin("CANARY-hidden-greet")
assert output().strip().endswith("Hello, CANARY-hidden-greet!"), "any name"
### END HIDDEN TESTS

# %%
#| mistake: greet/always-ada
#| say: You greet the same person each time. Where does the name come from?
mark = "CANARY-mistake-greet"
input("Who are you? ")
print("Hello, Ada!")

# %%
#| mistake: greet/no-mark
#| say: Something is missing at the end. How does a greeting end?
mark = "CANARY-mistake-greet"
print("Hello, " + input("Who are you? "))


# %% [markdown]
# Define `longest(words)`, which returns the longest word; of several, the first.


# %%
#| exercise: longest
#| skills: [functions]
#| title: The longest word
#| hints: ["What do you compare?", "`max` takes a key.", "The key is the length."]
#| explain: The largest by length is the longest.
def longest(words):
    ### BEGIN SOLUTION
    "CANARY-solution-longest"
    return max(words, key=len)
    ### END SOLUTION


# %%
#| check: longest
#| hidden: true
assert longest(["a", "CANARY-hidden-longest", "ccc"]) == "CANARY-hidden-longest"
assert longest(["bb", "cc"]) == "bb", "several of the same length"
expect(longest, "any words").agrees_with(
    solution.longest,
    draw=lambda rng: (["w" * rng.randint(1, 30) + str(rng.random()) for _ in range(5)],),
)


# %%
#| mistake: longest/last
#| say: Of several of one length you take another. Which is asked for?
def longest(words):
    "CANARY-mistake-longest"
    return max(reversed(words), key=len)


# %%
#| mistake: longest/alphabet
#| say: You take the last in the alphabet. What makes a word long?
def longest(words):
    "CANARY-mistake-longest"
    return max(words)


# %% [markdown]
# Define `apply_twice(function, value)`, which calls `function` with `value`, then with what came
# of it, and returns that.


# %%
#| exercise: apply-twice
#| skills: [functions]
#| title: Twice in a row
#| hints: ["What is the function given the second time?", A function can be called inside a call., Hand the result of the first call to the second.]
#| explain: The inner call comes first.
def apply_twice(function, value):
    ### BEGIN SOLUTION
    "CANARY-solution-apply-twice"
    return function(function(value))
    ### END SOLUTION


# %%
#| check: apply-twice
assert apply_twice(lambda number: number * 2 + 3, 1) == 13
calls = []


def shout(text):
    calls.append(text)
    return text + "!"


assert apply_twice(shout, "no") == "no!!"
assert calls == ["no", "no!"], "how often, and with what, the function is called"
### BEGIN HIDDEN TESTS
canary = "CANARY-hidden-apply-twice"
assert apply_twice(lambda text: text + canary, "") == canary + canary
expect(apply_twice).agrees_with(
    solution.apply_twice, draw=lambda rng: (abs, rng.randint(-999, -2)), times=5
)
### END HIDDEN TESTS


# %%
#| mistake: apply-twice/once
#| say: The function is called once. What is done with its result?
def apply_twice(function, value):
    "CANARY-mistake-apply-twice"
    return function(value)


# %%
#| mistake: apply-twice/adds
#| say: You add the results of two calls. What should the second call be handed?
def apply_twice(function, value):
    "CANARY-mistake-apply-twice"
    return function(value) + function(value)


# %% [markdown]
# The file `data/rain.txt` has a day and its rain on each line. Define
# `total_rain(path)`, which reads such a file and returns the sum.


# %%
#| exercise: rain
#| skills: [functions]
#| title: All the rain
#| hints: ["What stands at the end of each line?", "`split` parts a line.", Add the second part of each line as a number.]
#| explain: A file is text; `float` makes a number of it.
def total_rain(path):
    ### BEGIN SOLUTION
    "CANARY-solution-rain"
    with open(path) as file:
        return sum(float(line.split()[1]) for line in file)
    ### END SOLUTION


# %%
#| check: rain
assert total_rain("data/rain.txt") == 15.75
files({"week/rain.txt": "Monday 1.5\nTuesday 2.25\n"})
expect(total_rain).returns(3.75, tol=1e-9).given("week/rain.txt")
### BEGIN HIDDEN TESTS
files({"week/other.txt": "CANARY-hidden-rain 7.125\n"})
assert total_rain("week/other.txt") == 7.125
### END HIDDEN TESTS


# %%
#| mistake: rain/last
#| say: That is the rain of the last day. What is done with each line?
def total_rain(path):
    "CANARY-mistake-rain"
    with open(path) as file:
        for line in file:
            rain = float(line.split()[1])
        return rain


# %%
#| mistake: rain/days
#| say: You count the days. What is to be added?
def total_rain(path):
    "CANARY-mistake-rain"
    with open(path) as file:
        return len(file.readlines())
