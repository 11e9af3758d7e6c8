# exercise: add
# verdict: passed
class Adder:
    def __call__(self, a, b):
        print("adding", a, b)
        return b - -a


# %%
#| exercise: add
add = Adder()
add(1, 2)
