# exercise: add
# verdict: learner_error|failed
# class: endings
# control: open ends
# what: Limits so tight that the process cannot even answer.
import resource


# %%
#| exercise: add
def add(a, b):
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (0, 0))
    while True:
        pass
