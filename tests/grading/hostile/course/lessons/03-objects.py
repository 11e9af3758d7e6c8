# %% [markdown]
# # Classes and generators

# %% [markdown]
# Define the class `Stack` with `push(item)`, `pop()` (the last item pushed; `IndexError` if there
# is none), `peek` (the same without taking it) and `len(stack)`.


# %%
#| exercise: stack
#| skills: [objects]
#| title: A stack
#| hints: ["What does a stack keep?", A list can keep the items., Append and pop at the end of one list.]
#| explain: A list already is most of a stack.
class Stack:
    ### BEGIN SOLUTION
    "CANARY-solution-stack"

    def __init__(self):
        self.items = []

    def push(self, item):
        self.items.append(item)

    def pop(self):
        return self.items.pop()

    def peek(self):
        return self.items[-1]

    def __len__(self):
        return len(self.items)
    ### END SOLUTION


# %%
#| check: stack
stack = Stack()
assert isinstance(stack, Stack)
assert len(stack) == 0
stack.push(4)
stack.push("x")
assert len(stack) == 2
assert stack.peek() == "x"
assert stack.pop() == "x"
expect(stack.pop()).equals(4)
expect(Stack().pop).raises(IndexError).given()
### BEGIN HIDDEN TESTS
other = Stack()
for letter in "CANARY-hidden-stack":
    other.push(letter)
assert [other.pop() for _ in range(len(other))] == list(reversed("CANARY-hidden-stack"))
assert len(other) == 0, "an empty stack"
### END HIDDEN TESTS


# %%
#| mistake: stack/queue
#| say: The first item comes out first. Which should?
class Stack:
    "CANARY-mistake-stack"

    def __init__(self):
        self.items = []

    def push(self, item):
        self.items.append(item)

    def pop(self):
        return self.items.pop(0)

    def peek(self):
        return self.items[0]

    def __len__(self):
        return len(self.items)


# %%
#| mistake: stack/shared
#| say: Two stacks share their items. Where should each get its own list?
class Stack:
    "CANARY-mistake-stack"
    items = []

    def push(self, item):
        self.items.append(item)

    def pop(self):
        return self.items.pop(0)

    def peek(self):
        return self.items[-1]

    def __len__(self):
        return len(self.items)


# %% [markdown]
# Define the generator `evens(limit)`, which yields the even numbers from 0 up to and without
# `limit`.


# %%
#| exercise: evens
#| skills: [objects]
#| title: Even numbers
#| hints: ["Which number comes after 2?", "`yield` hands a number out.", "Loop over a range with a step of 2."]
#| explain: A range with a step makes even numbers.
def evens(limit):
    ### BEGIN SOLUTION
    "CANARY-solution-evens"
    for number in range(0, limit, 2):
        yield number
    ### END SOLUTION


# %%
#| check: evens
assert list(evens(7)) == [0, 2, 4, 6]
numbers = evens(100)
assert next(numbers) == 0
assert next(numbers) == 2
assert sum(evens(5)) == 6
expect(evens).agrees_with(solution.evens, on=[(0,), (1,), (2,)])
### BEGIN HIDDEN TESTS
canary = "CANARY-hidden-evens"
assert list(evens(len(canary))) == list(range(0, len(canary), 2))
expect(evens).agrees_with(solution.evens, draw=lambda rng: (rng.randint(3, 60),), times=5)
### END HIDDEN TESTS


# %%
#| mistake: evens/odd
#| say: Your numbers are odd. Where do even numbers begin?
def evens(limit):
    "CANARY-mistake-evens"
    yield from range(1, limit, 2)


# %%
#| mistake: evens/with-limit
#| say: The limit itself is among them. Should it be?
def evens(limit):
    "CANARY-mistake-evens"
    yield from range(0, limit + 1, 2)
