# %% [markdown]
# # Drawing and stacking

# %%
#| setup: true
import matplotlib.pyplot as plt

# %% [markdown]
# Draw `heights` over `years` as a line. Give the plot the title `{{ title }}`, and label both axes.

# %%
#| exercise: growth
#| skills: [drawing]
#| title: A line of heights
#| alt: A line that climbs from 90 to 101.
#| hints:
#|   - Which function draws a line through points?
#|   - "`plt.plot` takes the places and the heights, `plt.title` the title."
#|   - Draw with `plt.plot`, then use `plt.title`, `plt.xlabel` and `plt.ylabel`.
#| explain: What comes first in `plt.plot` lies along the x axis.
years = [2021, 2022, 2023]
heights = [90, 97, 101]
### BEGIN SOLUTION
plt.plot(years, heights)
plt.title(title)
plt.xlabel("year")
plt.ylabel("height in cm")
plt.show()
### END SOLUTION

# %%
#| check: growth
expect(figure()).line(x=solution.years, y=solution.heights).titled(title).labelled()

# %%
#| mistake: growth/swapped
#| say: Your years stand upright. What lies along the x axis?
years = [2021, 2022, 2023]
heights = [90, 97, 101]
plt.plot(heights, years)
plt.title(title)

# %%
#| mistake: growth/points
#| say: Those are points. What joins them?
years = [2021, 2022, 2023]
heights = [90, 97, 101]
plt.scatter(years, heights)
plt.title(title)


# %%
#| variants: growth
def variants(rng):
    return {"title": f"Tree {rng.randint(2, 999)}"}


# %% [markdown]
# Define `chart(values)`, which draws a bar for each of the `values`, over the numbers from 1 on.


# %%
#| exercise: chart
#| skills: [drawing]
#| title: A bar for each value
#| alt: Bars, one beside the other.
#| hints:
#|   - Which function draws bars?
#|   - "`plt.bar` takes places and heights; `range` gives places."
#|   - The places are a range from 1 to one more than the number of values.
#| explain: Bars need a place and a height each.
def chart(values):
    ### BEGIN SOLUTION
    plt.bar(range(1, len(values) + 1), values)
    ### END SOLUTION


# %%
#| check: chart
chart([3, 1, 2])
expect(figure()).bars([3, 1, 2], labels=[1, 2, 3])
chart([5, 4])
expect(figure()).bars([5, 4], labels=[1, 2])


# %%
#| mistake: chart/line
#| say: You draw a line. Which function draws bars?
def chart(values):
    plt.plot(range(1, len(values) + 1), values)


# %%
#| mistake: chart/from-zero
#| say: Your first bar stands over 0. Where does a range begin?
def chart(values):
    plt.bar(range(len(values)), values)


# %% [markdown]
# Define the class `Stack`: `push` puts an item on it, `pop` takes the last one off and gives it back.


# %%
#| exercise: stack
#| skills: [drawing]
#| title: A stack
#| hints:
#|   - Where can an object keep its items?
#|   - "A list has `append` and `pop`."
#|   - Let `__init__` make an empty list, and let the methods use it.
#| explain: A list can be a stack all by itself.
class Stack:
    ### BEGIN SOLUTION
    def __init__(self):
        self.items = []

    def push(self, item):
        self.items.append(item)

    def pop(self):
        return self.items.pop()
    ### END SOLUTION


# %%
#| check: stack
expect(Stack).behaves_like(
    solution.Stack, new(), call("push", 1), call("push", 2), call("pop"), call("pop"), call("pop")
)


# %%
#| mistake: stack/queue
#| say: Your stack gives back what came first. Which end should it come from?
class Stack:
    def __init__(self):
        self.items = []

    def push(self, item):
        self.items.append(item)

    def pop(self):
        return self.items.pop(0)


# %%
#| mistake: stack/look
#| say: The last item stays where it is. How is it taken off?
class Stack:
    def __init__(self):
        self.items = []

    def push(self, item):
        self.items.append(item)

    def pop(self):
        return self.items[-1]
