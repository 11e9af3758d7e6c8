# exercise: add
# verdict: failed|learner_error
# class: IPython
# control: naive left
# what: A cell of shell commands, by bang, by magic and by the shell's own function.
!touch /tmp/$(echo __LEFT__)
get_ipython().system("touch /tmp/" + __LEFT__)
get_ipython().run_cell_magic("bash", "", "touch /tmp/" + __LEFT__)


# %%
#| exercise: add
def add(a, b):
    return None
