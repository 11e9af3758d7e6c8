# exercise: add
# verdict: failed|learner_error
# class: bombs
# control: naive flooded
# what: A gigabyte of words.
LINE = "word " * 200_000


# %%
#| exercise: add
def add(a, b):
    for _ in range(__FLOOD__ // len(LINE) + 1):
        print(LINE)
    return None
