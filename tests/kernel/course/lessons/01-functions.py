# %% [markdown]
# # Functions

# %%
#| setup: true
import math

# %% [markdown]
# Define `times(x)`, which returns `x` multiplied by {{ factor }}.


# %%
#| exercise: times
#| skills: [functions]
#| title: A number of times
#| hints:
#|   - What does the function have to give back?
#|   - "`return` gives a value back; `*` multiplies."
#|   - Give back the number with a star and {{ factor }} behind it.
#| explain: A function gives back what stands behind `return`.
def times(x):
    ### BEGIN SOLUTION
    return x * factor
    ### END SOLUTION


# %%
#| check: times
expect(times).returns(solution.times(2)).given(2)
assert times(5) == solution.times(5)
### BEGIN HIDDEN TESTS
assert times(-3) == solution.times(-3), "negative numbers"
### END HIDDEN TESTS


# %%
#| mistake: times/adds
#| say: You add {{ factor }}. What makes a number several times as large?
def times(x):
    return x + factor


# %%
#| mistake: times/prints
#| say: You print the answer. How does a function give it back?
def times(x):
    print(x * factor)


# %%
#| variants: times
def variants(rng):
    return {"factor": rng.randint(3, 999)}


# %% [markdown]
# Define `area(r)`, which returns the area of a circle: π times `r` squared. `math` is imported.


# %%
#| exercise: area
#| skills: [functions]
#| title: The area of a circle
#| hints:
#|   - What is multiplied with what?
#|   - "`math.pi` is π, `**` raises to a power."
#|   - Give back π, a star, and `r` to the power of 2.
#| explain: "`r ** 2` is worked out first, then the product."
def area(r):
    ### BEGIN SOLUTION
    return math.pi * r**2
    ### END SOLUTION


# %%
#| check: area
expect(area).agrees_with(solution.area, on=[(1,), (2.5,), (0,)], tol=1e-9)


# %%
#| mistake: area/around
#| say: That is the way around the circle. What is squared in its area?
def area(r):
    return 2 * math.pi * r


# %%
#| mistake: area/diameter
#| say: You square twice the radius. What exactly is squared?
def area(r):
    return math.pi * (2 * r) ** 2
