# exercise: add
# verdict: failed
# class: output
# control: escape raw
# what: A class by the name of a script.
Kind = type("<script>alert(1)</script>", (), {"__module__": "<img src=x>"})


# %%
#| exercise: add
def add(a, b):
    return Kind()
