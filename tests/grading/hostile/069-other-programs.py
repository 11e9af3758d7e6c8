# exercise: add
# verdict: failed|learner_error
# class: processes
# control: open passes
# what: A program of the machine is run.
import subprocess
import sys

try:
    SAID = subprocess.run([sys.executable, "-I", "-S", "-c", "print(7)"], capture_output=True).stdout
except OSError:
    SAID = b""


# %%
#| exercise: add
def add(a, b):
    return a + b if SAID else None
