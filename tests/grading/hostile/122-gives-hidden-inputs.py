# exercise: longest
# verdict: failed
# class: hidden tests
# control: naive loot
# what: What a hidden test hands over is given back, printed and kept.
LOOT = []


# %%
#| exercise: longest
def longest(words):
    LOOT.append(str(words))
    print(words)
    return str(words)
