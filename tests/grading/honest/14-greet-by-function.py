# exercise: greet
# verdict: passed
def greet(name):
    print("Hello,", name, end="!\n")


# %%
#| exercise: greet
greet(input())
