# exercise: add
# verdict: failed|learner_error
# class: IPython
# control: naive loot
# what: IPython keeps the source of what runs, the check's too.
LOOT = ""


# %%
#| exercise: add
def add(a, b):
    global LOOT
    shell = get_ipython()
    LOOT = shell.user_ns["In"][-1] + str(list(shell.history_manager.input_hist_raw)[-1:])
    return LOOT
