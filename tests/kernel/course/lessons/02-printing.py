# %% [markdown]
# # Printing

# %% [markdown]
# Print the numbers from 1 to {{ last }}, one on a line.

# %%
#| exercise: count-up
#| skills: [printing]
#| title: Counting up
#| hints:
#|   - What is done again and again?
#|   - A loop over a range of numbers prints each of them.
#|   - The end of a range is left out, so it is one more than the last number.
#| explain: A range ends before its second number.
### BEGIN SOLUTION
for number in range(1, last + 1):
    print(number)
### END SOLUTION

# %%
#| check: count-up
assert output().split() == [str(n) for n in range(1, last + 1)]

# %%
#| mistake: count-up/too-short
#| say: Your last number is one too small. Where does a range end?
for number in range(1, last):
    print(number)

# %%
#| mistake: count-up/from-zero
#| say: Your first number is 0. Where does the range begin?
for number in range(last + 1):
    print(number)


# %%
#| variants: count-up
def variants(rng):
    return {"last": rng.randint(3, 60)}


# %% [markdown]
# Define `shout(word)`, which prints the word in capitals with `{{ mark }}` behind it.


# %%
#| exercise: shout
#| skills: [printing]
#| title: Shouting
#| hints:
#|   - Which method makes capitals?
#|   - "`upper` makes capitals; `+` joins text."
#|   - Print the capitals of the word joined with the mark.
#| explain: A function may print instead of giving something back.
def shout(word):
    ### BEGIN SOLUTION
    print(word.upper() + mark)
    ### END SOLUTION


# %%
#| check: shout
shout("yes")
assert output().strip() == "YES" + mark
shout("No way")
assert output().strip() == "NO WAY" + mark


# %%
#| mistake: shout/gives-back
#| say: You give the text back. Who prints it?
def shout(word):
    return word.upper() + mark


# %%
#| mistake: shout/quiet
#| say: The letters are still small. Which method makes capitals?
def shout(word):
    print(word + mark)


# %%
#| variants: shout
def variants(rng):
    return {"mark": rng.choice("!?.") * rng.randint(1, 9)}
