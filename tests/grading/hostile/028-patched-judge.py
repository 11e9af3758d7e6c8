# exercise: add
# verdict: failed|learner_error
# class: patches
# control: open passes
# what: The judge's own functions are replaced, wherever they are loaded.
import sys

for name, module in list(sys.modules.items()):
    if name.startswith("masterynb"):
        for function in ("run_checks", "find_difference"):
            if hasattr(module, function):
                setattr(module, function, lambda *_, **__: None)


# %%
#| exercise: add
def add(a, b):
    return None
